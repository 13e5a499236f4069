"""What a buyer decides on a contract: announcing it now, keeping it secret, adding to it."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import Duty
from emall.contracts import access, actions, queries
from emall.contracts.forms import Announcing, KeepingSecret, Supplementing
from emall.contracts.handlers.contract_view import contract_of, shown
from emall.journal.once import once_for
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.web import reply
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor


class Decisions(Controller):
    """Decisions of a buyer of the unit."""

    path = "/contracts/{number:str}"
    opt = who(Duty.BUYER)

    @post("/announcement", name="contracts.announcement.create")
    async def announce(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Announce without waiting for the clock."""

        async def deed() -> str:
            form = parse(request, Announcing)
            run = _doing(actions.announce_now, visitor, number, version=form.version)
            return await once_for(visitor, form, "contract.announce", run, about=number)

        return await _done(request, visitor, number, deed, _("Announced."))

    @post("/secrecy", name="contracts.secrecy.create")
    async def keep_secret(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Keep the contract from announcement, with the reason."""

        async def deed() -> str:
            form = parse(request, KeepingSecret)
            run = _doing(
                actions.keep_secret, visitor, number, reason=form.secret_reason, version=form.version
            )
            return await once_for(visitor, form, "contract.secrecy", run, about=number)

        return await _done(
            request, visitor, number, deed, _("It will not be announced. The Finance Bureau sees why.")
        )

    @get("/supplement", name="contracts.supplement.new")
    async def ask(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """More of the same goods: the form."""
        return reply.page(request, "contracts/supplement.html", **await _supplement_facts(number, visitor))

    @post("/supplement", name="contracts.supplement.create")
    async def supplement(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Order more of the same goods at the prices of the contract."""
        try:
            form = parse(request, Supplementing)
            url = await _supplement_once(visitor, number, form)
        except (Refused, Conflict) as error:
            facts = await _supplement_facts(number, visitor, again=True)
            return reply.rejected(request, "contracts/supplement.html", error, **facts)
        return reply.redirect(
            request, url, said=_("Submitted. The supplement goes through approval like any order.")
        )


async def _supplement_once(visitor: Visitor, number: str, form: Supplementing) -> str:
    async def run() -> str:
        sheet = await actions.supplement(
            visitor=visitor, number=number, quantities=form.quantity, reason=form.reason
        )
        return f"/checkout/{sheet}"

    return await once_for(visitor, form, "contract.supplement", run, about=number)


async def _supplement_facts(number: str, visitor: Visitor, *, again: bool = False) -> dict[str, Any]:
    """The form's values; Missing for a contract that cannot be added to, unless it just stopped being so."""
    page = await contract_of(number, visitor)
    if not (again or access.may_supplement(visitor, page.contract)):
        raise Missing
    row = page.contract
    return {
        "contract": row,
        "lines": await queries.supplement_lines(row["order"]),
        "left_fen": row.supplement_limit_fen - row.supplemented_fen,
    }


def _doing(action: Any, visitor: Visitor, number: str, **said: Any) -> Callable[[], Awaitable[str]]:
    async def run() -> str:
        await action(visitor=visitor, number=number, **said)
        return f"/contracts/{number}"

    return run


async def _done(
    request: Request[Any, Any, Any],
    visitor: Visitor,
    number: str,
    deed: Callable[[], Awaitable[str]],
    said: str,
) -> Response[bytes]:
    """Go on to the contract; refused, its page again: 422 for a mistake, 409 when it has moved on."""
    try:
        return reply.redirect(request, await deed(), said=said)
    except (Refused, Conflict) as error:
        return await shown(request, visitor, number, error=error)
