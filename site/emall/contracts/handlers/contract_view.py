"""Everything the page of a contract is printed from; shown again when a decision on it is refused."""

from typing import Any

from litestar import Request, Response
from markupsafe import Markup

from emall.accounts.words import DUTY_NAMES
from emall.contracts import access, queries
from emall.contracts.queries import ContractPage
from emall.contracts.words import ACT_NAMES, CONCLUDED, SIDE_NAMES, VOID_REASONS, ContractStatus
from emall.database import Row
from emall.kernel.people import mask_account, mask_name, mask_phone
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.orders.actions import note_view
from emall.orders.words import REGIME_NAMES, Regime
from emall.web import reply
from emall.web.formats import datetime as written
from emall.web.formats import money, zh
from emall.web.language import gettext
from emall.web.timeline import Entry
from emall.web.visitor import Visitor

ICONS = {
    "contract.offer": "writing",
    "contract.conclude": "signature",
    "contract.void": "x",
    "contract.terminate": "x",
    "contract.fulfil": "circle-check",
    "contract.reopen": "refresh",
    "contract.file": "file-certificate",
    "contract.announce": "speakerphone",
    "contract.keep_secret": "lock",
    "contract.supplement": "file-text",
    "contract.supplement_back": "arrow-back-up",
}


async def contract_of(number: str, visitor: Visitor) -> ContractPage:
    """A contract this visitor may see; staff leave a trace of having read it. Raises Missing."""
    page = await queries.contract_page(number, visitor)
    if page is None:
        raise Missing
    row = page.contract
    if access.supervises(visitor, row):
        order = {
            "number": row.order_number,
            "organisation": row.organisation,
            "region": row.region,
            "status": row.order_status,
        }
        await note_view(visitor=visitor, order=order)
    return page


def list_of(visitor: Visitor) -> str:
    """The list a contract stands in for this visitor."""
    if visitor.is_supplier:
        return "/supplier/contracts"
    return "/contracts" if visitor.is_unit else "/desk/contracts"


async def page_facts(page: ContractPage, visitor: Visitor) -> dict[str, Any]:
    """The values of the contract's template."""
    row = page.contract
    return {
        "frame": "layouts/mall.html" if visitor.is_unit else "contracts/desk.html",
        "page": page,
        "contract": row,
        "document": page.document,
        "parties": parties_of(page),
        "proof": await queries.proof_of(row),
        "sides": SIDE_NAMES,
        "duties": DUTY_NAMES,
        "path_here": list_of(visitor),
        "order_href": f"/supplier/orders/{row.order_number}"
        if visitor.is_supplier
        else f"/orders/{row.order_number}",
        "timeline": [_entry(one) for one in page.timeline],
        "ended": VOID_REASONS.get(row.reason, ""),
        "regime_name": REGIME_NAMES[Regime(page.document["regime"])],
        "concluded": row.status in CONCLUDED,
        "waiting": row.status == ContractStatus.HALF_SIGNED,
        "may_publish": access.may_decide_publicity(visitor, row),
        "may_supplement": access.may_supplement(visitor, row),
        "sees_secret": not visitor.is_supplier,
        "supplement_left_fen": row.supplement_limit_fen - row.supplemented_fen,
    }


def parties_of(page: ContractPage) -> list[tuple[str, list[tuple[str, str]]]]:
    """Both sides as facts, phone and account masked."""
    found = []
    for side, name in (("unit", gettext("Party A (buyer)")), ("supplier", gettext("Party B (supplier)"))):
        party = page.document[side]
        pairs = [
            (gettext("Unit or firm"), party["name"]),
            (gettext("Credit code"), party["uscc"]),
            (gettext("Address"), party["address"]),
            (gettext("Contact"), f"{mask_name(party['contact'])} {mask_phone(party['phone'])}".strip()),
        ]
        if party.get("bank") or party.get("account"):
            pairs.append((gettext("Account"), f"{party['bank']} {mask_account(party['account'])}".strip()))
        found.append((name, [(key, value or "–") for key, value in pairs]))
    return found


def _entry(row: Row) -> Entry:
    return Entry(
        icon=ICONS.get(row.act, "file-text"),
        title=gettext(ACT_NAMES.get(row.act, row.act)),
        actor=_who(row),
        text=_said(row),
        when=written(row.at),
        at=row.at.isoformat(),
    )


def _who(row: Row) -> str:
    if not row.actor:
        return gettext("The system")
    duty = gettext(DUTY_NAMES.get(row.duty, row.duty))
    return Markup("{} · {} {}").format(zh(row.organisation_name), duty, zh(mask_name(row.actor_name)))


def _said(row: Row) -> str:
    after = row.after or {}
    if row.act == "contract.file":
        return str(after.get("filing", ""))
    if row.act in ("contract.supplement", "contract.supplement_back"):
        return f"{after['order']} · ¥{money(after['supplemented_fen'])}"
    if "reason" in after:
        return gettext(VOID_REASONS.get(after["reason"], after["reason"]))
    return str(row.note)


async def shown(
    request: Request[Any, Any, Any],
    visitor: Visitor,
    number: str,
    *,
    error: Refused | Conflict | None = None,
) -> Response[bytes]:
    """The contract's page; after an error what was typed stands again in its form."""
    facts = await page_facts(await contract_of(number, visitor), visitor)
    if error is None:
        return reply.page(request, "contracts/show.html", **facts)
    return reply.rejected(request, "contracts/show.html", error, **facts)
