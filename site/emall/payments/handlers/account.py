"""A supplier's bank account, and the payments that came to it."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from emall.accounts.words import SUPPLIER_DUTIES
from emall.journal import once_for
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.payments import actions, queries
from emall.payments.access import PAYEES
from emall.payments.forms import Account
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.reply import page, redirect, rejected
from emall.web.visitor import Visitor


class SupplierAccount(Controller):
    """Read by everybody who sells for the firm, changed by its administrator."""

    path = "/supplier/account"

    @get(name="payments.account.show", opt=who(*sorted(SUPPLIER_DUTIES)))
    async def show(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """The account, masked, and payments received with the clock and the interest owed."""
        return page(request, "payments/account.html", **await _facts(visitor))

    @post(name="payments.account.save", opt=who(*PAYEES))
    async def save(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Enter or change the account."""
        try:
            form = parse(request, Account)

            async def deed() -> str:
                return await actions.set_account(visitor=visitor, bank=form.bank, account=form.account)

            url = await once_for(visitor, form, "payments.account", deed)
        except (Refused, Conflict) as refused:
            return rejected(request, "payments/account.html", refused, **await _facts(visitor))
        return redirect(request, url, said=_("The bank account is saved. Your units have been told."))


async def _facts(visitor: Visitor) -> dict[str, Any]:
    firm = visitor.organisation or 0
    found = await queries.account_of(firm)
    if found is None:
        raise Missing
    received = await queries.received_by(firm)
    return {"found": found, "received": received, "keeper": visitor.duty in PAYEES, "today": clock.today()}
