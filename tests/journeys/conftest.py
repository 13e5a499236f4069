"""One site and one browser for all journeys; each test has windows of its own."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright

from tests.journeys import window
from tests.journeys.served import Site, looking_at, serving
from tests.journeys.window import Windows


@pytest.fixture(scope="session")
async def open_site(server: str) -> AsyncIterator[Site]:
    """The demo world, served."""
    async with serving(server, seeded=True) as site:
        yield site


@pytest.fixture
async def site(open_site: Site) -> AsyncIterator[Site]:
    """The same, with the engine of this process on its database."""
    with looking_at(open_site):
        yield open_site


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The browser."""
    async with async_playwright() as playwright:
        browser = await window.opened(playwright)
        yield browser
        await browser.close()


@pytest.fixture
async def windows(chromium: Browser, site: Site) -> AsyncIterator[Windows]:
    """Windows for this test; a console error, a violation or a failed request in any of them fails it."""
    async with window.windows(chromium, site) as found:
        yield found
