"""The treasury desk: books of payments that agree or show where not, and the lists behind every figure."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.budget.access import territory
from emall.kernel import clock
from emall.kernel.pages import Page
from emall.payments import queries
from emall.payments.access import RELEASERS, STAFF, may_keep
from emall.payments.forms import Days, Listing
from emall.payments.handlers.release import payment_facts, said_here
from emall.payments.queries import Books, Wanted
from emall.payments.words import Channel
from emall.settings import settings
from emall.web.forms import query
from emall.web.guards import who
from emall.web.reply import page
from emall.web.visitor import Visitor

WHERE = "/desk/treasury"
SIZE = 40


class TreasuryDesk(Controller):
    """Finance keeps it, audit and county staff read their territory."""

    path = WHERE
    opt = who(*STAFF)

    @get(name="payments.treasury.index")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """What waits, what differs, the books by day and unit, the files."""
        return page(request, "payments/desk.html", **await desk_facts(request, visitor))

    @get("/payments", name="payments.treasury.list")
    async def payments(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Payments of a status, day or unit: the rows behind a figure."""
        asked = query(request, Listing)
        wanted = Wanted(asked.status, asked.day, asked.unit, asked.late)
        rows = await queries.listed(territory(visitor), wanted, page=asked.page, size=SIZE)
        shown = Page(rows, rows[0].matching if rows else 0, asked.page, SIZE)
        sum_fen = rows[0].matching_fen if rows else 0
        return page(
            request, "payments/desk_list.html", shown=shown, asked=asked, sum_fen=sum_fen, now=clock.now()
        )

    @get("/payments/{number:str}", name="payments.treasury.show")
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """One payment as staff read it."""
        return page(request, "payments/desk_payment.html", **await payment_facts(visitor, number))


async def desk_facts(request: Request, visitor: Visitor) -> dict[str, Any]:
    """What the front of the desk shows."""
    first, last = query(request, Days).span()
    where, keeper = territory(visitor), may_keep(visitor)
    books = Books(first, last, territory=where)
    total, rows = await queries.books_of(books)
    late = await queries.listed(where, Wanted(late=True), page=1, size=10)
    return {
        "first": first,
        "last": last,
        "total": total,
        "rows": rows,
        "late": late,
        "gaps": await queries.gaps(books),
        "refused": await queries.refused_answers(where),
        "waiting": await queries.waiting() if keeper else None,
        "batches": await queries.batches() if keeper or visitor.duty == "audit" else [],
        "keeper": keeper,
        "letters": bool(settings().treasury_secret),
        **said_here(),
    }


class Reconciliation(Controller):
    """The same books for one unit, for its accountant."""

    path = "/payments/reconciliation"
    opt = who(*RELEASERS)

    @get(name="payments.reconciliation.show")
    async def show(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Instructed, answered, in the ledger and in the holds, by day; and what does not agree."""
        first, last = query(request, Days).span()
        unit = visitor.organisation or 0
        books = Books(first, last, unit=unit, channels=tuple(map(str, Channel)))
        total, rows = await queries.books_of(books)
        facts = {"first": first, "last": last, "total": total, "rows": rows, **said_here()}
        refused = await queries.refused_answers("", unit=unit)
        gaps = await queries.gaps(books)
        return page(request, "payments/reconciliation.html", gaps=gaps, refused=refused, **facts)
