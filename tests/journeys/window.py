"""A person at a browser window: goes, fills in, presses, and notices whatever a careful visitor would complain about."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, Response

from emall.accounts import sessions
from emall.web import language
from tests import browser, making
from tests.journeys.served import Site

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-domain-reliability",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # whatever asks outside this machine fails
)
DESKTOP, TABLET, PHONE, NARROW = (1440, 900), (1024, 768), (390, 844), (320, 700)
GONE = "net::ERR_ABORTED"  # the visitor went on before the answer came
BUSY = ".htmx-request, .htmx-swapping, .htmx-settling"


async def opened(playwright: Playwright) -> Browser:
    """The browser all windows belong to."""
    return await playwright.chromium.launch(executable_path=browser.executable(), args=list(FLAGS))


@dataclass
class Window:
    """One page of one person; `troubles` are what nobody expected to see."""

    site: Site
    page: Page
    scripts: bool
    lang: str
    login: str = ""
    troubles: list[str] = field(default_factory=list)
    loads: int = 0
    answers: list[int] = field(default_factory=list)
    expected: tuple[int, ...] = ()

    def watch(self) -> "Window":
        """Begin to notice console errors, violations, failed requests and answers that are errors."""
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)
        self.page.on("load", self._loaded)
        return self

    def _heard(self, message: ConsoleMessage) -> None:
        # Statuses are judged in _answered, lost requests in _failed: a page that is left cuts off what it had asked.
        elsewhere = message.text.startswith(
            ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")
        )
        if message.type in ("error", "warning") and not elsewhere:
            self.troubles.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != GONE:
            self.troubles.append(f"failed: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.answers.append(response.status)
            if response.status not in self.expected:
                self.troubles.append(f"{response.status}: {response.request.method} {response.url}")

    def _loaded(self, _: Any) -> None:
        self.loads += 1

    @property
    def path(self) -> str:
        """The address without scheme and host."""
        return self.page.url.removeprefix(self.site.url)

    async def go(self, path: str) -> int:
        """Open a page by its address; the status."""
        response = await self.page.goto(self.site.url + path)
        assert response is not None
        await self.settled()
        return response.status

    async def settled(self) -> None:
        """Wait until nothing on the page is being exchanged any more."""
        await self.page.wait_for_load_state("load")
        if self.scripts:
            await self.page.wait_for_function(f"() => !document.querySelector({BUSY!r})")

    async def press(self, selector: str, *, status: int = 0) -> None:
        """Press what sends a form, and wait for what comes of it; `status` is one that is expected for once."""
        await self._sent(self.page.locator(selector).click(), "POST", status)

    async def press_by(self, deed: Awaitable[Any], *, status: int = 0) -> None:
        """Send a form by other means than its button."""
        await self._sent(deed, "POST", status)

    async def follow(self, deed: Awaitable[Any]) -> None:
        """Do what leads to another page."""
        await self._sent(deed, "GET", 0)

    async def travel(self, deed: Awaitable[Any]) -> None:
        """Go back or forward: every step is read from the server again."""
        before = self.loads
        await deed
        await self._loaded_after(before)
        await self.settled()

    async def _loaded_after(self, before: int) -> None:
        for _ in range(600):
            if self.loads > before:
                return
            await self.page.wait_for_timeout(50)
        raise AssertionError(f"nothing was loaded at {self.path}")

    async def _sent(self, deed: Awaitable[Any], method: str, status: int) -> None:
        before, self.expected = self.loads, (status,)
        async with self.page.expect_response(lambda one: _wanted(one, method)) as waiting:
            await deed
        response = await waiting.value
        if response.request.is_navigation_request() or "hx-redirect" in response.headers:
            await self._loaded_after(before)
        await self.settled()
        self.expected = ()

    async def text(self, selector: str) -> str:
        """What is written there."""
        return (await self.page.locator(selector).first.inner_text()).strip()

    async def fen(self, selector: str) -> list[int]:
        """Amounts shown there, by their data-fen."""
        return [int(one) for one in await self.all(f"{selector} [data-fen]", "data-fen")]

    async def all(self, selector: str, attribute: str) -> list[str]:
        """An attribute of each element found."""
        script = "(found, name) => found.map(one => one.getAttribute(name) || '')"
        return [str(one) for one in await self.page.locator(selector).evaluate_all(script, attribute)]

    async def size(self, width: int, height: int) -> None:
        """Another width of the same window."""
        await self.page.set_viewport_size({"width": width, "height": height})


def _wanted(response: Response, method: str) -> bool:
    return response.request.method == method and response.request.resource_type in (
        "document",
        "xhr",
        "fetch",
    )


@dataclass
class Windows:
    """Opens windows of one browser on one site, and knows them all."""

    browser: Browser
    site: Site
    stack: AsyncExitStack
    all: list[Window] = field(default_factory=list)

    async def open(
        self,
        login: str = "",
        *,
        size: tuple[int, int] = DESKTOP,
        scripts: bool = True,
        lang: str = language.CHINESE,
        large: bool = False,
        sharp: int = 1,
    ) -> Window:
        """A window with cookies of its own; with a login, somebody who has already signed in; `sharp` is for pictures."""
        context = await self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=scripts,
            device_scale_factor=sharp,
            locale=lang,
            reduced_motion="reduce",
            timezone_id="Asia/Shanghai",
        )
        self.stack.push_async_callback(context.close)
        await self._cookies(context, {language.COOKIE: lang, **({"emall_text": "large"} if large else {})})
        if login:
            await self.sign_in(context, login)
        context.set_default_timeout(15_000)
        window = Window(self.site, await context.new_page(), scripts, lang, login).watch()
        self.all.append(window)
        return window

    async def sign_in(self, context: BrowserContext, login: str) -> None:
        """Give a window the session of somebody else."""
        seat = await making.seat_of(login)
        token = await sessions.begin(seat.person, seat.post, address="127.0.0.1", agent="journey")
        await self._cookies(context, {sessions.COOKIE: token})

    async def _cookies(self, context: BrowserContext, values: dict[str, str]) -> None:
        await context.add_cookies(
            [{"name": name, "value": value, "url": self.site.url} for name, value in values.items()]
        )

    def troubles(self) -> list[str]:
        """What anybody noticed."""
        return [trouble for window in self.all for trouble in window.troubles]


@asynccontextmanager
async def windows(browser: Browser, site: Site) -> AsyncIterator[Windows]:
    """Windows for one test; afterwards nobody may have noticed anything."""
    async with AsyncExitStack() as stack:
        found = Windows(browser, site, stack)
        yield found
        assert not found.troubles(), "\n".join(found.troubles())
