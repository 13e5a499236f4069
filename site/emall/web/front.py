"""The front door: every request is read once, given a number, a language and its visitor, before it is routed."""

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from litestar import Litestar
from litestar.types import Message, Scope, Send

from emall.kernel import ids
from emall.web import language
from emall.web.arrival import Arrival

log = logging.getLogger("emall.access")
Loader = Callable[[Arrival], Awaitable[None]]
BARE = (
    "/static/",
    "/healthz",
    "/readyz",
)  # no visitor, no language: they answer also when the database does not
SIZES = ("normal", "large")
SIZE_COOKIE = "emall_text"
YEAR = 365 * 24 * 3600


class Front(Litestar):
    """The application.

    `load` finds the visitor and whatever was kept for a form; `shares` are values every page shows, such as the
    categories of the header, which the rooms keep at hand; `shared_values` stand in while those cannot be had.
    """

    secure: bool = False
    load: Loader
    shares: dict[str, Callable[[], Awaitable[Any]]]
    shared_values: dict[str, Any]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request; HEAD is answered as GET, without the body."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        here = arrive(scope, secure=self.secure)
        scope = {**scope, "state": {**scope.get("state", {}), "arrival": here}}
        if here.method == "HEAD":
            scope["method"], send = "GET", without_body(send)
        if not here.path.startswith(BARE):
            switch(here)
            await self._prepare(here)
        await super().__call__(scope, receive, logged(send, here))

    async def _prepare(self, here: Arrival) -> None:
        """Load the visitor if a cookie is there, and what all pages share."""
        here.shared = dict(self.shared_values)
        try:
            if here.cookies:
                await self.load(here)
            for name, value in self.shares.items():
                here.shared[name] = await value()
        except Exception as error:  # raised again behind the gate, where there is an error page
            here.trouble = error


def arrive(scope: Scope, *, secure: bool) -> Arrival:
    """Read the head of a request."""
    headers = dict(scope["headers"])
    client = scope.get("client")
    return Arrival(
        method=scope["method"],  # type: ignore[typeddict-item]
        path=scope["path"],
        headers=headers,
        cookies=cookies_of(headers.get(b"cookie", b"")),
        query=scope["query_string"].decode("latin-1"),
        request_id=ids.reference(),
        address=client[0] if client else "",
        secure=secure,
    )


def cookies_of(header: bytes) -> dict[str, str]:
    """The cookies sent; of two with one name the first counts."""
    found: dict[str, str] = {}
    for pair in header.decode("latin-1").split(";") if header else ():
        name, equals, value = pair.strip().partition("=")
        if equals:
            found.setdefault(name, value)
    return found


def switch(here: Arrival) -> None:
    """Language and text size: `?lang=` and `?text=` win and are remembered, then the cookies; browsers are not asked."""
    asked = parse_qs(here.query) if "lang=" in here.query or "text=" in here.query else {}
    lang, size = asked.get("lang", [""])[-1], asked.get("text", [""])[-1]
    if lang in language.LANGUAGES:
        here.set_cookie(language.COOKIE, lang, seconds=YEAR)
    if size in SIZES:
        here.set_cookie(SIZE_COOKIE, size, seconds=YEAR)
    language.speak(lang or here.cookie(language.COOKIE))
    here.size = "large" if (size or here.cookie(SIZE_COOKIE)) == "large" else ""


def without_body(send: Send) -> Send:
    """A `send` that keeps the head of the answer and drops its body."""

    async def head_only(message: Message) -> None:
        if message["type"] == "http.response.body":
            if message.get("more_body"):
                return
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await send(message)

    return head_only


def logged(send: Send, here: Arrival) -> Send:
    """A `send` that writes one line per answer: no query string, no cookie, no body."""
    if not log.isEnabledFor(logging.INFO):
        return send
    started = time.perf_counter()

    async def noting(message: Message) -> None:
        if message["type"] == "http.response.start":
            spent = (time.perf_counter() - started) * 1000
            person = here.visitor.person if here.visitor else "-"
            log.info(
                "%s %s %s %.1fms %s %s",
                here.method,
                here.path,
                message["status"],
                spent,
                person,
                here.request_id,
            )
        await send(message)

    return noting
