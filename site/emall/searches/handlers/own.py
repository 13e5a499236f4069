"""A person's own searches: saved lists of goods, and the words searched lately."""

import logging
from typing import Any
from urllib.parse import parse_qs

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import Message, Scope

from emall.catalogue.forms import LONGEST_WORDS
from emall.catalogue.rules.browse import Browse
from emall.journal import once
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.searches import actions, queries, tally
from emall.searches.actions.own import own
from emall.searches.forms import Renaming, Saving, browse_at
from emall.searches.handlers.shown import saved_lines, usual_name
from emall.searches.words import MOST_SAVED, RECENT_DAYS, RECENT_SHOWN
from emall.web.arrival import arrival
from emall.web.forms import parse
from emall.web.guards import SIGNED_IN
from emall.web.language import gettext as _
from emall.web.reply import page, redirect, rejected, reply
from emall.web.visitor import Visitor

log = logging.getLogger("emall.searches")
WHERE = "/mall/searches"
SEARCH = "/mall/search"


class OwnSearches(Controller):
    """Everybody signed in, each for themselves; other people's answer like missing ones."""

    path = WHERE
    opt = SIGNED_IN

    @get(name="searches.saved.index")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Saved searches and recent words."""
        return page(request, "searches/own.html", **await _facts(visitor))

    @post(name="searches.saved.create")
    async def create(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Keep a list of goods under a name."""
        browse = browse_at(arrival(request).typed.value("address"))
        try:
            browse = await _save(request, visitor, browse)
        except (Refused, Conflict) as error:
            return await _refused(request, visitor, browse, error)
        said = _("Saved. It stands under Saved searches.")
        facts: dict[str, Any] = {"said": said, "focus": "#save-search", "where": WHERE}
        return reply(request, "searches/replies/saved.html", otherwise=browse.url, **facts)

    @get("/{number:int}", name="searches.saved.open")
    async def open(
        self, request: Request, visitor: NamedDependency[Visitor], number: FromPath[int]
    ) -> Response[bytes]:
        """On to the list, as it is today."""
        row = await queries.saved_one(number=number, person=visitor.person, organisation=own(visitor))
        browse = browse_at(row.address) if row else None
        if browse is None:
            raise Missing
        await actions.stamp_opened(number, person=visitor.person)
        return redirect(request, browse.url)

    @post("/{number:int}/name", name="searches.saved.rename")
    async def rename(
        self, request: Request, visitor: NamedDependency[Visitor], number: FromPath[int]
    ) -> Response[bytes]:
        """Another name."""
        if await queries.saved_one(number=number, person=visitor.person, organisation=own(visitor)) is None:
            raise Missing
        try:
            await actions.rename_search(visitor=visitor, number=number, name=parse(request, Renaming).name)
        except Refused as error:
            facts = {**await _facts(visitor), "naming": number}
            return rejected(request, "searches/own.html", error, **facts)
        return redirect(request, WHERE, said=_("The name is saved."))

    @post("/{number:int}/removal", name="searches.saved.remove")
    async def remove(
        self, request: Request, visitor: NamedDependency[Visitor], number: FromPath[int]
    ) -> Response[bytes]:
        """Forget one."""
        name = await actions.remove_search(visitor=visitor, number=number)
        return redirect(request, WHERE, said=_("“%(name)s” is removed.", name=name))

    @post("/recent/clear", name="searches.recent.clear")
    async def clear(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Forget the recent words."""
        await actions.clear_recent(person=visitor.person)
        said = _("Your recent searches are deleted.")
        return reply(request, "searches/replies/cleared.html", otherwise=WHERE, said=said)


async def _save(request: Request[Any, Any, Any], visitor: Visitor, browse: Browse | None) -> Browse:
    if browse is None:
        raise Refused("", "search_address_unknown")
    form = parse(request, Saving)

    async def deed() -> str:
        name = form.name or await usual_name(browse)
        await actions.save_search(visitor=visitor, name=name, address=browse.url)
        return browse.url

    content = {"address": browse.url, "name": form.name}
    token = arrival(request).typed.value("submit_token")
    await once(actor=visitor.actor(), form="search.save", token=token, content=content, deed=deed)
    return browse


async def _refused(
    request: Request[Any, Any, Any], visitor: Visitor, browse: Browse | None, error: Refused | Conflict
) -> Response[bytes]:
    facts = {**await _facts(visitor), "browse": browse, "saving": True}
    return rejected(
        request, "searches/own.html", error.against("", only="address"), focus="#save-search", **facts
    )


async def _facts(visitor: Visitor) -> dict[str, Any]:
    rows = await queries.saved_of(person=visitor.person, organisation=visitor.organisation or 0)
    return {
        "saved": await saved_lines(rows),
        "recent": await queries.recent_of(visitor.person),
        "most": MOST_SAVED,
        "recent_shown": RECENT_SHOWN,
        "recent_days": RECENT_DAYS,
        "naming": 0,
        "saving": False,
        "browse": None,
    }


async def remember_words(message: Message, scope: Scope) -> None:
    """After a page of results went out to somebody signed in: its words are among their recent ones. Never fails."""
    if message["type"] != "http.response.start" or message["status"] != 200:
        return
    here = scope["state"].get("arrival")
    if here is None or here.visitor is None or here.path != SEARCH or "q=" not in here.query:
        return
    try:
        words = parse_qs(here.query, max_num_fields=500).get("q", [""])[-1].strip()
        if words and len(words) <= LONGEST_WORDS:
            tally.remember(here.visitor.person, words)
    except ValueError:  # a query string nobody can read
        log.debug("no words to remember")
