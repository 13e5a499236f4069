"""What finance decides: the amount of a line, money moved between lines, lines frozen, the end of a year."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.budget import actions, queries
from emall.budget.access import KEEPERS
from emall.budget.forms import Amount, Closing, Freezing, Transfer
from emall.budget.handlers.desk import line_facts
from emall.budget.rules import year_is_over
from emall.budget.words import VOUCHER_WORDS
from emall.journal import once_for
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.reply import page, redirect, rejected
from emall.web.visitor import Visitor

WHERE = "/desk/budget"
Deed = Callable[[], Awaitable[str]]


class LineDecisions(Controller):
    """Decisions on one line; each is a form of its own on the line's page."""

    path = f"{WHERE}/lines/{{line:int}}"
    opt = who(*KEEPERS)

    @post("/amount", name="budget.amount.set")
    async def amount(
        self, request: Request, line: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Grant the line another amount."""

        def deed(form: Amount) -> Deed:
            return lambda: actions.set_amount(visitor=visitor, line=line, fen=form.amount, reason=form.reason)

        return await _decided(request, visitor, line, "amount", Amount, deed)

    @post("/transfer", name="budget.transfer.create")
    async def transfer(
        self, request: Request, line: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Move money to another line of the unit."""

        def deed(form: Transfer) -> Deed:
            return lambda: actions.transfer(
                visitor=visitor, source=line, target=form.target, fen=form.amount, reason=form.reason
            )

        return await _decided(request, visitor, line, "transfer", Transfer, deed)

    @post("/freezing", name="budget.freezing.create")
    async def freeze(
        self, request: Request, line: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Keep the line from being reserved on."""
        return await _decided(
            request, visitor, line, "freezing", Freezing, _freezing(visitor, line, frozen=True)
        )

    @post("/thawing", name="budget.thawing.create")
    async def thaw(
        self, request: Request, line: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Let the line be used again."""
        return await _decided(
            request, visitor, line, "thawing", Freezing, _freezing(visitor, line, frozen=False)
        )


def _freezing(visitor: Visitor, line: int, *, frozen: bool) -> Callable[[Freezing], Deed]:
    def deed(form: Freezing) -> Deed:
        async def run() -> str:
            await actions.set_frozen(visitor=visitor, line=line, frozen=frozen, reason=form.reason)
            return ""

        return run

    return deed


async def _decided(
    request: Request, visitor: Visitor, line: int, name: str, shape: Any, deed: Callable[[Any], Deed]
) -> Response[bytes]:
    """Run a decision once; what is wrong is said at its form, with what was typed."""
    try:
        form = parse(request, shape)
        run = deed(form)

        async def kept() -> str:
            await run()
            return f"{WHERE}/lines/{line}"

        url = await once_for(visitor, form, f"budget.{name}", kept, about=line)
    except (Refused, Conflict) as refused:
        facts = await line_facts(visitor, line)
        return rejected(request, "budget/desk_line.html", refused, refused_form=name, **facts)
    return redirect(request, url, said=_("Done. The ledger below says what changed."))


class BudgetYear(Controller):
    """The end of a budget year."""

    path = f"{WHERE}/years/{{year:int}}"
    opt = who(*KEEPERS)

    @get(name="budget.year.show")
    async def show(self, request: Request, year: FromPath[int]) -> Response[bytes]:
        """What is left of a year, what is still under way, and the form that closes it."""
        return page(request, "budget/desk_year.html", **await _year_facts(year))

    @post("/closing", name="budget.year.close")
    async def close(
        self, request: Request, year: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Close the year: what is free is carried over or taken back."""
        try:
            form = parse(request, Closing)

            async def deed() -> str:
                carry = form.rest == "carry"
                await actions.close_year(visitor=visitor, year=year, carry=carry, reason=form.reason)
                return f"{WHERE}/years/{year}"

            url = await once_for(visitor, form, "budget.closing", deed, about=year)
        except (Refused, Conflict) as refused:
            facts = await _year_facts(year)
            return rejected(request, "budget/desk_year.html", refused, **facts)
        return redirect(request, url, said=_("%(year)s is closed.", year=year))


async def _year_facts(year: int) -> dict[str, Any]:
    found = await queries.year_sums(year)
    if found is None:
        raise Missing
    return {
        "year": year,
        "sums": found,
        "over": year_is_over(year=year, today=clock.today()),
        "vouchers": await queries.closing_vouchers(year),
        "kinds": VOUCHER_WORDS,
    }
