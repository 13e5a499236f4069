"""What people search for, for the Procurement Centre: words to teach, the words most asked, the slow ones."""

from dataclasses import replace
from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency

from emall.accounts.words import Duty
from emall.kernel import clock
from emall.kernel.pages import Page, offset
from emall.searches import queries
from emall.searches.documents import words_file
from emall.searches.forms import Words
from emall.searches.handlers.worded import WordLine, plain_lines, settled, taught_lines
from emall.searches.words import (
    ASKED_FROM,
    ASKED_FROM_FOR_OTHERS,
    LISTS,
    SLOW_FROM_MS,
    SPANS,
    WORDS_FIRST,
    WORDS_IN_FILE,
    WORDS_ON_PAGE,
)
from emall.web.forms import query
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.language import ngettext
from emall.web.reply import page
from emall.web.visitor import Visitor

WHERE = "/desk/search"


class SearchDesk(Controller):
    """For the Procurement Centre; the system administrator sees what several people asked."""

    path = WHERE
    opt = who(Duty.CENTRE, Duty.SYSTEM)

    @get(name="searches.tally.show")
    async def show(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Figures of a span and the first words of three lists, or one of the lists by its pages."""
        return page(request, "searches/tally.html", **await facts(visitor, query(request, Words)))

    @get("/words.csv", name="searches.tally.export")
    async def export(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """The words most asked as a file."""
        days, today = int(query(request, Words).days), clock.today()
        least = _least(visitor, ASKED_FROM)
        rows = await queries.words_asked("top", days=days, today=today, least=least, limit=WORDS_IN_FILE)
        headers = {
            "Content-Disposition": f'attachment; filename="searches-{today}-{days}.csv"',
            "Cache-Control": "private, no-store",
        }
        return Response(words_file(rows), headers=headers, media_type="text/csv")


async def facts(visitor: Visitor, asked: Words) -> dict[str, Any]:
    """What the page shows; a list that is not asked for is None."""
    days = int(asked.days)
    one = f"&list={asked.list}" if asked.list else ""
    return {
        "asked": asked,
        "spans": [(_span_word(each), f"{WHERE}?days={each}{one}", None, each == days) for each in SPANS],
        "sums": await queries.sums(days=days, today=clock.today()),
        "slow_from": SLOW_FROM_MS,
        "may_keep": visitor.duty == Duty.CENTRE,
        "asked_from": _least(visitor, ASKED_FROM),
        "refused": "",
        **{name: await _listed(visitor, asked, name) for name in LISTS},
    }


async def line_of(visitor: Visitor, asked: Words, words: str) -> WordLine | None:
    """The line of some words among those that missed; None when they are not there."""
    if not words:
        return None
    span: dict[str, Any] = {"days": int(asked.days), "today": clock.today()}
    rows = await queries.words_asked("without", least=_least(visitor, 1), limit=1, words=words, **span)
    lines = await taught_lines(rows, await queries.all_groups(), offering=True)
    return lines[0] if lines else None


async def _listed(visitor: Visitor, asked: Words, name: str) -> Page[WordLine] | None:
    if asked.list not in ("", name):
        return None
    size, number = (WORDS_ON_PAGE, asked.page) if asked.list else (WORDS_FIRST, 1)
    today, least = clock.today(), _least(visitor, ASKED_FROM if name == "top" else 1)
    groups = await queries.all_groups() if name == "without" else []
    span: dict[str, Any] = {"days": int(asked.days), "today": today, "taught": settled(groups, today)}
    rows = await queries.words_asked(name, least=least, limit=size, offset=offset(number, size), **span)
    if not rows and number > 1:  # the list has become shorter
        return await _listed(visitor, replace(asked, page=1), name)
    keeps = visitor.duty == Duty.CENTRE
    lines = await taught_lines(rows, groups, offering=keeps) if name == "without" else plain_lines(rows)
    return Page(lines, rows[0].total if rows else 0, number, size)


def _least(visitor: Visitor, for_centre: int) -> int:
    """How often words must have been asked before this visitor sees them."""
    return for_centre if visitor.duty == Duty.CENTRE else ASKED_FROM_FOR_OTHERS


def _span_word(days: int) -> str:
    return _("Today") if days == 1 else ngettext("Last %(num)s day", "Last %(num)s days", days)
