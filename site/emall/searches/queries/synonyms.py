"""Names for the same thing: those that ship with the search and those the Procurement Centre keeps."""

from emall.database import DB
from emall.searches.rules import Group, grouped_with, in_force
from search import Synonyms
from search.synonyms import grouped, shipped_groups, with_english


async def all_groups() -> list[Group]:
    """Every group, on or off: those added, newest first, then those that ship."""
    rows = await DB.fetch(
        "SELECT s.id, s.names, s.note, s.active, s.version, s.created_at, s.updated_at, p.name AS by"
        " FROM synonym s LEFT JOIN person p ON p.id = s.created_by"
    )
    return grouped_with(shipped_groups(), rows)


async def synonyms_in_force() -> Synonyms:
    """Each name, normalised, to the other names of the same thing; groups switched off are left out.

    English names are always among them.
    """
    return with_english(grouped(in_force(await all_groups())))


async def synonyms_mark() -> tuple[int, int]:
    """Another pair after every change: how many rows, and the sum of their versions, which only grow.

    The latest moment would not do: a deed that began earlier may be committed later.
    """
    row = await DB.fetch_row("SELECT count(*) AS rows, coalesce(sum(version), 0) AS versions FROM synonym")
    return (int(row.rows), int(row.versions)) if row else (0, 0)
