"""The accountant's payments: what waits, what was sent, one payment, and what the own bank did with it."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.database import Row
from emall.journal import once_for
from emall.journal.refusals import refusals_noted
from emall.kernel import clock
from emall.kernel.pages import Page
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.payments import actions, queries
from emall.payments.access import RELEASERS, UNIT_READERS, may_enter_outcome, may_read
from emall.payments.forms import Entering, Looking, Releasing, chosen_of
from emall.payments.words import APART_KEYS, CHANNEL_NAMES, OUTCOME_NAMES, SAID_NAMES, WAY_NAMES, WHY_NAMES
from emall.web.forms import parse, query
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.language import ngettext
from emall.web.reply import page, redirect, rejected
from emall.web.visitor import Visitor

SIZE = 20
REFS = 4  # settlements a refused attempt is noted under: as many numbers as the journal has room for
WHERE = "/payments"


def said_here() -> dict[str, Any]:
    """The words of payments and the present moment, for every page of the room."""
    return {
        "channels": CHANNEL_NAMES,
        "saids": SAID_NAMES,
        "ways": WAY_NAMES,
        "outcomes": OUTCOME_NAMES,
        "whys": WHY_NAMES,
        "now": clock.now(),
        "today": clock.today(),
    }


class Payments(Controller):
    """Sending reviewed settlements for payment."""

    path = WHERE
    opt = who(*RELEASERS)

    @get(name="payments.release.index")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Tabs with counts and sums, and what stands under the chosen one."""
        return page(request, "payments/index.html", **await _list(request, visitor))

    @post(name="payments.release.create")
    async def create(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Release the chosen settlements, all or none."""
        try:
            url, count = await _release(request, visitor)
        except (Refused, Conflict) as refused:
            facts = await _list(request, visitor)
            return rejected(request, "payments/index.html", refused, **facts)
        said = ngettext("%(num)s payment is sent.", "%(num)s payments are sent.", count)
        return redirect(request, url, said=said)


class PaymentPage(Controller):
    """One payment."""

    path = f"{WHERE}/{{number:str}}"

    @get(name="payments.payment.show", opt=who(*UNIT_READERS))
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Where it stands, whom it pays, its orders and what the bank said."""
        return page(request, "payments/show.html", **await payment_facts(visitor, number))

    @post("/outcome", name="payments.outcome.create", opt=who(*RELEASERS))
    async def enter(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """What an enterprise's own bank did."""
        try:
            url = await _enter(request, visitor, number)
        except (Refused, Conflict) as refused:
            facts = await payment_facts(visitor, number)
            return rejected(request, "payments/show.html", refused, **facts)
        return redirect(request, url, said=_("Entered. The ledger has its entry."))


async def _list(request: Request, visitor: Visitor) -> dict[str, Any]:
    asked, unit = query(request, Looking), visitor.organisation or 0
    tabs = await queries.tabs_of(unit)
    facts: dict[str, Any] = {"tabs_found": tabs, "tab": asked.tab, **said_here()}
    if asked.tab == "to_release":
        own = frozenset({visitor.person, *visitor.twins})
        return {**facts, "sheets": await queries.to_release(unit), "own": own}
    found = await queries.payments_of(unit, asked.tab, page=asked.page, size=SIZE)
    count = next(tab.count for tab in tabs if tab.key == asked.tab)
    return {**facts, "shown": Page(found, count, asked.page, SIZE)}


async def _release(request: Request, visitor: Visitor) -> tuple[str, int]:
    form = parse(request, Releasing)
    chosen = chosen_of(form.numbers)

    async def deed() -> str:
        made = await actions.release(visitor=visitor, chosen=chosen)
        return f"{WHERE}/{made[0]}" if len(made) == 1 else f"{WHERE}?tab=ordered"

    ref = " ".join(list(chosen)[:REFS])
    async with refusals_noted(visitor.actor(), "payment.release", "settlement", ref, keys=APART_KEYS):
        return await once_for(visitor, form, "payments.release", deed), len(chosen)


async def _enter(request: Request, visitor: Visitor, number: str) -> str:
    form = parse(request, Entering)

    async def deed() -> str:
        await actions.enter_outcome(
            visitor=visitor,
            number=number,
            said=form.outcome,
            bank_reference=form.bank_reference,
            on=form.on,
            reason=form.reason,
        )
        return f"{WHERE}/{number}"

    return await once_for(visitor, form, "payments.outcome", deed, about=number)


async def payment_facts(visitor: Visitor, number: str) -> dict[str, Any]:
    """What the page of a payment shows. Raises Missing for payments of others."""
    found: Row | None = await queries.payment_of(number)
    if found is None or not may_read(visitor, found):
        raise Missing
    return {
        "payment": found,
        "orders": await queries.orders_of(found),
        "answers": await queries.answers_to(number),
        "entering": may_enter_outcome(visitor, found) and found.status != "failed",
        **said_here(),
    }
