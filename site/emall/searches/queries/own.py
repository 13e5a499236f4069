"""A person's own searches: the saved ones by unit, the recent ones."""

from collections.abc import Sequence

from emall.database import DB, Row
from emall.searches import tally
from emall.searches.words import RECENT_SHOWN


async def saved_of(*, person: int, organisation: int) -> list[Row]:
    """Saved searches, the newest first."""
    return await DB.fetch(
        "SELECT id, name, address, created_at, opened_at FROM saved_search"
        " WHERE person = $1 AND organisation = $2 ORDER BY created_at DESC, id DESC",
        person,
        organisation,
    )


async def saved_one(*, number: int, person: int, organisation: int) -> Row | None:
    """One of them; None for somebody else's."""
    return await DB.fetch_row(
        "SELECT id, name, address FROM saved_search WHERE id = $1 AND person = $2 AND organisation = $3",
        number,
        person,
        organisation,
    )


async def recent_rows(person: int) -> list[Row]:
    """Stored words with their moments, the latest first."""
    return await DB.fetch(
        "SELECT words, at FROM recent_search r WHERE person = $1 AND words <> ''"
        # words written by another process around a clearing stay cleared
        " AND NOT EXISTS (SELECT FROM recent_search c WHERE c.person = $1 AND c.words = '' AND c.at >= r.at)"
        " ORDER BY at DESC, id DESC LIMIT $2",
        person,
        RECENT_SHOWN,
    )


async def recent_of(person: int) -> list[str]:
    """The last ten different words somebody searched, the latest first, those still waiting here included."""
    stored = [(row.at, row.words) for row in await recent_rows(person)]
    both = sorted([*tally.waiting_of(person), *stored], reverse=True)
    return list(dict.fromkeys(words for _, words in both))[:RECENT_SHOWN]


async def shop_names(suppliers: Sequence[int]) -> dict[int, str]:
    """Names of shops by their numbers."""
    if not suppliers:
        return {}
    rows = await DB.fetch(
        "SELECT id, name, short_name FROM organisation WHERE id = ANY($1) AND kind = 'supplier'",
        list(suppliers),
    )
    return {row.id: row.short_name or row.name for row in rows}
