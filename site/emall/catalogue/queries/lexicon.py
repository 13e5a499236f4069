"""The names a misspelt search may have meant: brands, categories and models on sale beside the words that ship."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from emall.database import DB
from search.correction import Lexicon, did_you_mean
from search.segment import entries
from search.synonyms import english

log = logging.getLogger("emall.search")

SECONDS_BETWEEN_READINGS = 600.0
MOST_MODELS = 20_000
_lexicon = Lexicon(())


def better(words: str) -> str | None:
    """The words spelled as something on sale is, once the names have been read; None when nothing better is known."""
    return did_you_mean(words, _lexicon)


async def learn() -> None:
    """Read the names anew; of models the best sold ones."""
    global _lexicon
    rows = await DB.fetch(
        "SELECT name FROM category UNION ALL SELECT name FROM brand"
        " UNION ALL SELECT unnest(aliases) FROM brand UNION ALL (SELECT p.model FROM listing l"
        " JOIN product p ON p.id = l.product WHERE l.status = 'live' ORDER BY l.sales_90d DESC, l.id LIMIT $1)",
        MOST_MODELS,
    )
    names = [*entries("nouns"), *entries("brands"), *dict.fromkeys(row.name for row in rows if row.name)]
    _lexicon = await asyncio.to_thread(Lexicon, names, english())


@asynccontextmanager
async def keeping() -> AsyncIterator[None]:
    """Read the names now and every ten minutes inside the block, beside whatever else happens."""
    stop = asyncio.Event()
    task = asyncio.create_task(_keep(stop))
    try:
        yield
    finally:
        stop.set()
        await task


async def _keep(stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            await learn()
        except Exception:  # the next reading may find the database back
            log.exception("the names could not be read")
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), SECONDS_BETWEEN_READINGS)
