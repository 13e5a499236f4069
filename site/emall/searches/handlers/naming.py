"""What goods are called here, said beside the words that missed them: one click, and the tally again."""

from typing import Any

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency

from emall.accounts.words import Duty
from emall.journal import once
from emall.kernel.refusal import Conflict, Refusal, Refused
from emall.searches import actions, queries, teaching
from emall.searches.forms import Naming, Words
from emall.searches.handlers.tallies import WHERE, facts, line_of
from emall.searches.handlers.worded import key_of
from emall.searches.rules import names_in, refusals_for_name
from emall.searches.words import LONGEST_WORDS
from emall.web.arrival import arrival
from emall.web.forms import parse, query
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.reply import redirect, rejected, reply, status_of
from emall.web.saying import say_all
from emall.web.visitor import Visitor

ROW = "searches/replies/word_row.html"


class NameDesk(Controller):
    """The Procurement Centre teaches the search."""

    path = f"{WHERE}/names"
    opt = who(Duty.CENTRE)

    @post(name="searches.name.create")
    async def create(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """These words mean the goods of that name."""
        try:
            words, name = await _teach(request, visitor)
        except (Refused, Conflict) as error:
            return await _again(request, visitor, error)
        await teaching.teach_at_once()
        return await _taught(request, visitor, words, await _said(words, name))


async def _teach(request: Request[Any, Any, Any], visitor: Visitor) -> tuple[str, str]:
    form = parse(request, Naming)
    names = names_in(form.pick or form.name)
    refusals = refusals_for_name(form.words, names)
    if not refusals and await queries.found_under(names[0]) == 0:
        refusals = [Refusal("name", "name_without_goods", name=names[0])]
    if refusals:
        raise Refused(*refusals)

    async def deed() -> str:
        await actions.teach_name(actor=visitor.actor(), words=form.words, name=names[0])
        return WHERE

    token = arrival(request).typed.value("submit_token")
    content = {"words": form.words, "name": names[0]}
    await once(actor=visitor.actor(), form="synonym.teach", token=token, content=content, deed=deed)
    return form.words, names[0]


async def _said(words: str, name: str) -> str:
    found = await queries.found_under(name)
    if found is None:
        return _("From now on “%(words)s” also finds “%(name)s”.", words=words, name=name)
    told = {"words": words, "name": name, "number": found}
    return _("From now on “%(words)s” also finds the goods under “%(name)s” (%(number)s).", **told)


async def _taught(
    request: Request[Any, Any, Any], visitor: Visitor, words: str, said: str
) -> Response[bytes]:
    asked, key = query(request, Words), key_of(words)
    line = await line_of(visitor, asked, words)
    if line is None:  # the span has moved on since the page was opened
        return redirect(request, WHERE + asked.asking, said=said)
    back = f"{WHERE}{asked.asking}#word-{key}"
    shown: dict[str, Any] = {"each": line, "asked": asked, "may_keep": True, "refused": ""}
    return reply(request, ROW, otherwise=back, said=said, focus=f"#taught-{key}", **shown)


async def _again(
    request: Request[Any, Any, Any], visitor: Visitor, error: Refused | Conflict
) -> Response[bytes]:
    """The same line with what is wrong and what was typed; without a line to put it in, the page says it."""
    asked = query(request, Words)
    typed = arrival(request).typed.value("words")[:LONGEST_WORDS]
    words = "".join(sign for sign in typed if sign.isprintable())  # the database takes no noughts
    error = error.against("name")
    line = await line_of(visitor, asked, words)
    if line is not None and arrival(request).htmx:
        shown: dict[str, Any] = {"each": line, "asked": asked, "may_keep": True, "refused": line.key}
        shown["refusals"] = say_all(error.refusals)
        return reply(request, ROW, otherwise=WHERE, status=status_of(error), focus="#f-name", **shown)
    page = await facts(visitor, asked)
    shown_keys = {each.key for each in page["without"].items} if page["without"] else set()
    if line is None or line.key not in shown_keys:
        return redirect(request, WHERE + asked.asking, said=say_all(error.refusals)[0].text, tone="bad")
    page["refused"] = line.key
    return rejected(request, "searches/tally.html", error, **page)
