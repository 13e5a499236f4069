"""The harness: real PostgreSQL, one event loop, each test undone unless it is marked `committed`."""

import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from itertools import count

os.environ.update(
    EMALL_ENV="demo",
    EMALL_SECRET="a secret for the tests and for nothing else",
    EMALL_DATA=tempfile.mkdtemp(prefix="emall-test-"),
)
os.environ.pop("DATABASE_URL", None)

import httpx
import hypothesis
import pytest

from emall.database import DB
from emall.joints import join_rooms
from emall.rulebook import queries as rulebook
from emall.settings import settings
from tests import browser, databases, making

hypothesis.settings.register_profile(  # no example fails for having taken long on a busy machine
    "patient",
    hypothesis.settings(),
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("patient")

RUN = f"emall_run_{os.getpid()}"
numbers = count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marked tests get their database without asking for it; browser tests without a browser say so.

    Files with a browser take longest and come first, so that no process is left with one when the others are done.
    """
    for item in items:
        if item.get_closest_marker("committed") or item.get_closest_marker("world"):
            item.fixturenames.insert(0, "db")  # type: ignore[attr-defined]
        if item.get_closest_marker("browser") and not browser.executable():
            item.add_marker(pytest.mark.skip(reason=browser.MISSING))
    slow = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session", autouse=True)
def _joined() -> None:
    """Rooms hear of each other as in the site, whether or not a test before made the application."""
    join_rooms()


@pytest.fixture(scope="session")
def server() -> str:
    """Address of the database server."""
    return databases.server()


class Homes:
    """The two databases of this run, each opened when first asked for: the empty one and the demo world."""

    def __init__(self, url: str, stack: AsyncExitStack) -> None:
        self.url, self.stack = url, stack
        self.open: dict[bool, tuple[object, object]] = {}

    async def settle(self, *, seeded: bool) -> None:
        """Point the engine at one of them."""
        if seeded not in self.open:
            source = await databases.template(self.url, seeded=seeded)
            name = f"{RUN}_{next(numbers)}"
            address = await self.stack.enter_async_context(databases.clone(self.url, source, name))
            await self.stack.enter_async_context(databases.opened(address))
            self.open[seeded] = (DB.config, DB.pool)
        DB.config, DB.pool = self.open[seeded]  # type: ignore[assignment]


@pytest.fixture(scope="session")
async def homes(server: str) -> AsyncIterator[Homes]:
    """The databases of this run."""
    await databases.prepare(server)
    async with AsyncExitStack() as stack:
        yield Homes(server, stack)


@pytest.fixture
async def db(request: pytest.FixtureRequest, homes: Homes) -> AsyncIterator[None]:
    """A database to use: undone afterwards, or with the mark `committed` one that is thrown away."""
    seeded = request.node.get_closest_marker("world") is not None
    rulebook.forget()
    if request.node.get_closest_marker("committed"):
        source = await databases.template(homes.url, seeded=seeded)
        name = f"{RUN}_{next(numbers)}"
        async with databases.clone(homes.url, source, name) as address, databases.opened(address):
            yield
        return
    await homes.settle(seeded=seeded)
    transaction = DB.transaction(root=True)
    await transaction.__aenter__()
    try:
        yield
    finally:
        await transaction.rollback()
        await transaction.__aexit__(None, None, None)


@pytest.fixture(scope="session")
def app() -> object:
    """The application; a name a template does not know is an error here."""
    from emall.app import create_app

    return create_app(settings(), strict_templates=True)


@pytest.fixture
def visit(app: object, db: None) -> Callable[[], httpx.AsyncClient]:
    """Makes clients with cookies of their own, none signed in."""

    def make() -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
        return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")

    return make


@pytest.fixture
def client(visit: Callable[[], httpx.AsyncClient]) -> httpx.AsyncClient:
    """A browser nobody has signed in with."""
    return visit()


@pytest.fixture
def signed_in(
    request: pytest.FixtureRequest, visit: Callable[[], httpx.AsyncClient]
) -> Callable[[str | making.Seat], Awaitable[httpx.AsyncClient]]:
    """`await signed_in(seat)` or `await signed_in("buyer")`: a client in that seat.

    A word is the login of an account of the demo world in tests marked `world`, and a duty elsewhere: then a seat
    with that duty is made, in the one unit, supplier or office such duties of this test belong to.
    """
    from emall.accounts import sessions

    async def enter(who: str | making.Seat) -> httpx.AsyncClient:
        if isinstance(who, str) and request.node.get_closest_marker("world"):
            who = await making.seat_of(who)
        elif isinstance(who, str):
            who = await making.make_seat(who)
        browser_of_theirs = visit()
        token = await sessions.begin(who.person, who.post, address="127.0.0.1", agent="test")
        browser_of_theirs.cookies.set(sessions.COOKIE, token, domain="127.0.0.1")
        return browser_of_theirs

    return enter
