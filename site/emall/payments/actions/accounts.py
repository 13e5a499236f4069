"""The bank account a supplier is paid to: entered by its administrator, told to everybody it concerns."""

from datetime import datetime

from emall.accounts.words import Duty
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.people import mask_account
from emall.kernel.refusal import Forbidden, Missing, Refusal, Refused
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.payments.access import PAYEES
from emall.payments.actions.telling import SUPPLIER_PAGE
from emall.payments.rules.releasing import account_problem, clean_account
from emall.web.visitor import Visitor

SHORTEST_BANK = 4


async def set_account(*, visitor: Visitor, bank: str, account: str, now: datetime | None = None) -> str:
    """Enter or change the account; the page it stands on. Instructions already sent keep the account they have.

    The other administrators of the firm and accountants with something to pay to it are told, so that a change nobody
    meant is noticed before money goes there. Raises Forbidden, Refused.
    """
    if visitor.duty not in PAYEES or visitor.organisation is None:
        raise Forbidden(PAYEES)
    bank, account, now = " ".join(bank.split()), clean_account(account), now or clock.now()
    async with DB.transaction():
        before = await DB.fetch_row(
            "SELECT bank, account FROM supplier_profile WHERE organisation = $1 FOR NO KEY UPDATE",
            visitor.organisation,
        )
        if before is None:
            raise Missing
        refusals = _refusals(before, bank, account)
        if refusals:
            raise Refused(*refusals)
        await DB.execute(
            "UPDATE supplier_profile SET bank = $2, account = $3 WHERE organisation = $1",
            *(visitor.organisation, bank, account),
        )
        await _tell(visitor, account, now)
        await record(visitor.actor(), _deed(visitor.organisation, before, bank, account))
    return SUPPLIER_PAGE


def _refusals(before: Row, bank: str, account: str) -> list[Refusal]:
    problem = account_problem(account)
    refusals = [problem] if problem else []
    if len(bank) < SHORTEST_BANK:
        refusals.append(Refusal("bank", "bank_name_needed"))
    if (bank, account) == (before.bank, before.account):
        refusals.append(Refusal("account", "account_as_it_is"))
    return refusals


def _deed(organisation: int, before: Row, bank: str, account: str) -> Deed:
    """The journal shows the last digits only."""
    return Deed(
        "supplier.bank_account",
        "supplier",
        str(organisation),
        {"bank": before.bank, "account": mask_account(before.account)},
        {"bank": bank, "account": mask_account(account)},
        organisations=(organisation,),
    )


async def _tell(visitor: Visitor, account: str, now: datetime) -> None:
    facts = {"supplier": visitor.organisation_name, "last": account[-4:]}
    kind, firm = MessageKind.BANK_ACCOUNT_CHANGED, visitor.organisation or 0
    others = await DB.fetch(
        "SELECT DISTINCT person FROM post WHERE organisation = $1 AND active AND duty = $2 AND person <> $3",
        *(firm, str(Duty.SELLER_ADMIN), visitor.person),
    )
    people = [row.person for row in others]
    await tell(kind, organisation=firm, people=people, link=SUPPLIER_PAGE, facts=facts, now=now)
    units = await DB.fetch(
        "SELECT DISTINCT organisation FROM settlement WHERE supplier = $1 AND status = 'to_pay' ORDER BY 1",
        firm,
    )
    for unit in units:
        duties = (Duty.ACCOUNTANT,)
        await tell(
            kind, organisation=unit.organisation, duties=duties, link="/payments", facts=facts, now=now
        )
