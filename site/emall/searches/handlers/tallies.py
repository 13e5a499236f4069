"""What people search for, for the Procurement Centre: figures, the words most asked, those without hits, the slow ones."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency

from emall.accounts.words import Duty
from emall.kernel import clock
from emall.searches import queries
from emall.searches.documents import words_file
from emall.searches.forms import Span
from emall.searches.words import (
    ASKED_FROM,
    ASKED_FROM_FOR_OTHERS,
    SLOW_FROM_MS,
    SPANS,
    WORDS_IN_FILE,
)
from emall.web.forms import query
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.language import ngettext
from emall.web.reply import page
from emall.web.visitor import Visitor


class SearchDesk(Controller):
    """For the Procurement Centre; the system administrator sees what several people asked."""

    path = "/desk/search"
    opt = who(Duty.CENTRE, Duty.SYSTEM)

    @get(name="searches.tally.show")
    async def show(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Figures and three tables of a span."""
        days = int(query(request, Span).days)
        return page(request, "searches/tally.html", **await _facts(visitor, days))

    @get("/words.csv", name="searches.tally.export")
    async def export(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """The words most asked as a file."""
        days, today = int(query(request, Span).days), clock.today()
        least = _least(visitor, ASKED_FROM)
        rows = await queries.words_asked("top", days=days, today=today, least=least, limit=WORDS_IN_FILE)
        headers = {
            "Content-Disposition": f'attachment; filename="searches-{today}-{days}.csv"',
            "Cache-Control": "private, no-store",
        }
        return Response(words_file(rows), headers=headers, media_type="text/csv")


async def _facts(visitor: Visitor, days: int) -> dict[str, Any]:
    span: dict[str, Any] = {"days": days, "today": clock.today()}
    rare = _least(visitor, 1)
    return {
        "days": days,
        "spans": [(each, _span_word(each)) for each in SPANS],
        "sums": await queries.sums(**span),
        "top": await queries.words_asked("top", least=_least(visitor, ASKED_FROM), **span),
        "empty_rows": await queries.words_asked("empty", least=rare, **span),
        "slow": await queries.words_asked("slow", least=rare, **span),
        "slow_from": SLOW_FROM_MS,
        "may_keep": visitor.duty == Duty.CENTRE,
        "asked_from": _least(visitor, ASKED_FROM),
    }


def _least(visitor: Visitor, for_centre: int) -> int:
    """How often words must have been asked before this visitor sees them."""
    return for_centre if visitor.duty == Duty.CENTRE else ASKED_FROM_FOR_OTHERS


def _span_word(days: int) -> str:
    return _("Today") if days == 1 else ngettext("Last %(num)s day", "Last %(num)s days", days)
