"""Many people at once over real HTTP: each has a session of their own, all send at the same moment, all are watched."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

from emall.accounts import sessions
from emall.cart.actions import sheet
from emall.journal import audit
from emall.web.visitor import Visitor
from tests.cart.shop import fill
from tests.journeys.served import Site
from tests.orders.town import offences

PLACED, POLITE, BUSY = 303, (409, 422), 503
TRIES = 5
EVERYBODY = 60  # connections at once


class Forms(HTMLParser):
    """The forms of a page as a browser would send them back untouched: address and fields by the form's id."""

    def __init__(self) -> None:
        """Read nothing yet."""
        super().__init__()
        self.found: dict[str, tuple[str, dict[str, str]]] = {}
        self._here: dict[str, str] = {}
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up a form or one of its fields."""
        facts = {name: value or "" for name, value in attrs}
        name = facts.get("name", "")
        if tag == "form":
            self._here = {}
            address = facts.get("action", "")
            self.found[facts.get("id") or address] = (address, self._here)
        elif tag == "input" and name and _counts(facts):
            self._here[name] = facts.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in facts or self._select not in self._here):
            self._here[self._select] = facts.get("value", "")
        elif tag == "textarea":
            self._area, self._here[name] = name, ""

    def handle_data(self, data: str) -> None:
        """What stands in a text area."""
        if self._area:
            self._here[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        """The end of a field with content, or of the form."""
        if tag in ("select", "textarea"):
            self._select = self._area = ""


def _counts(facts: Mapping[str, str]) -> bool:
    return "disabled" not in facts and (facts.get("type") not in ("radio", "checkbox") or "checked" in facts)


@dataclass(frozen=True, slots=True)
class Letter:
    """A form filled in and ready to be sent."""

    browser: httpx.AsyncClient
    address: str
    fields: dict[str, str]

    async def send(self) -> httpx.Response:
        """Send it; told that the site is busy, a person waits and sends the same form again."""
        for _ in range(TRIES):
            answer = await self.browser.post(self.address, data=self.fields)
            if answer.status_code != BUSY:
                break
            await asyncio.sleep(1)
        return answer


@dataclass
class Crowd:
    """Everybody at this site."""

    site: Site
    transport: httpx.AsyncHTTPTransport
    browsers: dict[int, httpx.AsyncClient] = field(default_factory=dict)

    def stranger(self) -> httpx.AsyncClient:
        """A browser nobody has signed in with."""
        return httpx.AsyncClient(transport=self.transport, base_url=self.site.url, timeout=60)

    async def browser(self, who: Visitor) -> httpx.AsyncClient:
        """The browser somebody is signed in with."""
        if who.person not in self.browsers:
            token = await sessions.begin(who.person, who.post, address="127.0.0.1", agent="race")
            self.browsers[who.person] = self.stranger()
            self.browsers[who.person].cookies.set(sessions.COOKIE, token, domain="127.0.0.1")
        return self.browsers[who.person]

    async def form(self, who: Visitor, path: str, name: str, **other: str) -> Letter:
        """A form as it stands on a page this person has open, with some fields filled in otherwise."""
        return await _form(await self.browser(who), path, name, other)

    async def login(self, login: str, password: str) -> Letter:
        """The sign-in form, filled in by a stranger."""
        return await _form(self.stranger(), "/login", "login", {"login": login, "password": password})

    async def sheet(self, who: Visitor, goods: Mapping[int, int]) -> str:
        """The number of a sheet this buyer has open."""
        await fill(who, dict(goods))
        return await sheet.open_sheet(visitor=who)

    async def checkout(self, who: Visitor, goods: Mapping[int, int], **other: str) -> Letter:
        """A sheet filled in on its page, one press away from being submitted."""
        number = await self.sheet(who, goods)
        return await self.form(who, f"/checkout/{number}", "sheet", **other)

    async def books_are_right(self) -> None:
        """No invariant of money, stock and status is broken, and the journal's chain is whole."""
        assert await offences() == {}
        verdict = await audit.verify()
        assert verdict.ok, verdict


async def _form(browser: httpx.AsyncClient, path: str, name: str, other: Mapping[str, str]) -> Letter:
    page = await browser.get(path)
    assert page.status_code == 200, (path, page.status_code)
    forms = Forms()
    forms.feed(page.text)
    address, fields = forms.found[name]
    return Letter(browser, address, {**fields, **other})


async def all_at_once(letters: Iterable[Letter]) -> list[httpx.Response]:
    """Send all of them in the same moment."""
    return list(await asyncio.gather(*(letter.send() for letter in letters)))


def outcome(answers: Iterable[httpx.Response]) -> tuple[int, int]:
    """How many came through and how many were refused politely; an answer that is neither is an error."""
    codes = Counter[Any]()
    for answer in answers:
        polite = answer.status_code in POLITE and 'id="error-summary"' in answer.text
        codes["through" if answer.status_code == PLACED else "polite" if polite else answer.status_code] += 1
    assert set(codes) <= {"through", "polite"}, codes
    return codes["through"], codes["polite"]


@asynccontextmanager
async def crowd(site: Site) -> AsyncIterator[Crowd]:
    """People of one test; their connections end with it."""
    limits = httpx.Limits(max_connections=EVERYBODY, max_keepalive_connections=EVERYBODY)
    async with httpx.AsyncHTTPTransport(limits=limits) as transport:
        yield Crowd(site, transport)
