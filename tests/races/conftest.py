"""One site for all races, on an empty database of its own, served by two processes."""

from collections.abc import AsyncIterator

import pytest

from tests.journeys.served import Site, looking_at, serving
from tests.races.crowd import Crowd, crowd


@pytest.fixture(scope="session")
async def racing_site(server: str) -> AsyncIterator[Site]:
    """Two workers on one database; when all is over, the command line too finds its books right and its journal whole."""
    async with serving(server, seeded=False, workers=2) as site:
        yield site
        for words in (("check",), ("audit", "verify")):
            code, printed = await site.command(*words)
            assert code == 0, printed


@pytest.fixture
async def people(racing_site: Site) -> AsyncIterator[Crowd]:
    """People with browsers of their own; afterwards the books and the journal of the site are whole."""
    with looking_at(racing_site):
        async with crowd(racing_site) as found:
            yield found
            await found.books_are_right()
