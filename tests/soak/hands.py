"""People who send forms to a site that is killed under their hands, and who know of every sending what became of it."""

import asyncio
import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx

from emall.accounts import sessions
from emall.web.visitor import Visitor
from tests.races.crowd import Forms

WAIT = 0.25
PATIENCE = 4800  # times WAIT before a site counts as gone for good
AWAY = frozenset({500, 502, 503, 504})  # a worker that goes down mid-answer may still say so


class Gone(Exception):
    """The site did not come back."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One sending as its sender remembers it: what it was meant to do, and how it was answered."""

    act: str
    kind: str
    ref: str
    token: str
    outcome: str  # ok | refused
    unknown: bool  # whether the first answer was lost, so that the token had to be asked


@dataclass
class Diary:
    """What everybody remembers; the run is judged by it. `sending` is set whenever a form leaves, `heard` are payments."""

    sent: list[Sent] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    heard: set[str] = field(default_factory=set)
    sending: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)  # nobody begins anything new


@dataclass
class Hand:
    """One person at a browser without scripts."""

    url: str
    visitor: Visitor
    diary: Diary
    client: httpx.AsyncClient

    @classmethod
    async def of(cls, url: str, visitor: Visitor, diary: Diary) -> "Hand":
        """Somebody signed in."""
        client = httpx.AsyncClient(base_url=url, timeout=60)
        token = await sessions.begin(visitor.person, visitor.post, address="127.0.0.1", agent="soak")
        client.cookies.set(sessions.COOKIE, token, domain="127.0.0.1")
        return cls(url, visitor, diary, client)

    async def page(self, path: str) -> httpx.Response:
        """A page, asked for again until the site answers."""
        for _ in range(PATIENCE):
            try:
                answer = await self.client.get(path)
            except httpx.TransportError:
                self.diary.counts["pages asked for again"] += 1
                await asyncio.sleep(WAIT)
                continue
            if answer.status_code not in AWAY:
                return answer
            await asyncio.sleep(WAIT)
        raise Gone(path)

    async def send(
        self, path: str, action: str, *, act: str, kind: str, ref: str, **changes: str
    ) -> httpx.Response | None:
        """Send the form of a page whose address matches `action`; None when the page has no such form (any more).

        When the answer is lost the same sending, token and all, is sent again until it is answered: that tells
        whether it had been done.
        """
        address, fields = _form(await self.page(path), action)
        if not address:
            self.diary.counts[f"no form to {act}"] += 1
            return None
        fields = {**fields, **changes}
        lost = False
        for _ in range(PATIENCE):
            answer = await self._post(urljoin(path, address), fields)
            if answer is not None:
                self.diary.counts[f"answer lost of {act}"] += lost
                self._note(answer, Sent(act, kind, ref, fields.get("submit_token", ""), "", lost))
                return answer
            lost = True
            await asyncio.sleep(WAIT)
        raise Gone(path)

    async def _post(self, address: str, fields: dict[str, str]) -> httpx.Response | None:
        """The answer, or None when there was none or the site was going down."""
        self.diary.sending.set()
        try:
            answer = await self.client.post(address, data=fields)
        except httpx.TransportError:
            self.diary.counts["answers lost"] += 1
            return None
        if answer.status_code in AWAY:
            self.diary.counts[f"status {answer.status_code}"] += 1
            return None
        return answer

    def _note(self, answer: httpx.Response, sent: Sent) -> None:
        done = answer.status_code == 303
        self.diary.sent.append(
            Sent(sent.act, sent.kind, sent.ref, sent.token, "ok" if done else "refused", sent.unknown)
        )
        self.diary.counts["done" if done else f"refused {answer.status_code}"] += 1
        if sent.unknown:
            self.diary.counts["unknown, resolved by the token"] += 1
        if answer.status_code >= 500:
            self.diary.violations.append(f"{answer.status_code} for {sent.act} {sent.ref}")


def _form(answer: httpx.Response, action: str) -> tuple[str, dict[str, str]]:
    """Address and fields of the first form whose address or id matches."""
    if answer.status_code != 200:
        return "", {}
    forms = Forms()
    forms.feed(answer.text)
    for name, (address, fields) in forms.found.items():
        if "submit_token" in fields and (re.search(action, address) or name == action):
            return address or str(answer.url), dict(fields)
    return "", {}
