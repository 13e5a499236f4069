"""A person's own searches: saving, naming, opening, removing, clearing the recent ones.

Bookmarks of one person decide nothing for anybody, so they are not journaled.
"""

from emall.database import DB
from emall.kernel import clock
from emall.kernel.refusal import Missing, Refused
from emall.searches import tally
from emall.searches.words import LONGEST_ADDRESS, MOST_SAVED
from emall.web.visitor import Visitor


async def save_search(*, visitor: Visitor, name: str, address: str) -> int:
    """Keep a list's address under a name; its number. The same address again takes the new name.

    `address` is one of ours (Browse.url), never as it was sent. Raises Refused beyond fifty or for a long address.
    """
    if len(address) > LONGEST_ADDRESS:
        raise Refused("", "search_address_long")
    mine = (visitor.person, own(visitor))
    async with DB.transaction():
        await DB.execute("SELECT 1 FROM person WHERE id = $1 FOR NO KEY UPDATE", visitor.person)
        count = await DB.fetch_value(
            "SELECT count(*) FROM saved_search WHERE person = $1 AND organisation = $2 AND address <> $3",
            *mine,
            address,
        )
        if count >= MOST_SAVED:
            raise Refused("", "saved_searches_full", most=MOST_SAVED)
        number = await DB.fetch_value(
            "INSERT INTO saved_search (person, organisation, name, address, created_at)"
            " VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (person, organisation, address) DO UPDATE SET name = excluded.name RETURNING id",
            *(*mine, name, address, clock.now()),
        )
    return int(number)


async def rename_search(*, visitor: Visitor, number: int, name: str) -> None:
    """Another name. Raises Missing for somebody else's."""
    changed = await DB.execute(
        "UPDATE saved_search SET name = $4 WHERE id = $1 AND person = $2 AND organisation = $3",
        *(number, visitor.person, own(visitor), name),
    )
    if not changed:
        raise Missing


async def remove_search(*, visitor: Visitor, number: int) -> str:
    """Forget a saved search; the name it had. Raises Missing for somebody else's."""
    name = await DB.fetch_value(
        "DELETE FROM saved_search WHERE id = $1 AND person = $2 AND organisation = $3 RETURNING name",
        *(number, visitor.person, own(visitor)),
    )
    if name is None:
        raise Missing
    return str(name)


async def stamp_opened(number: int, *, person: int) -> None:
    """Note that a person's own saved search was opened now."""
    await DB.execute(
        "UPDATE saved_search SET opened_at = $3 WHERE id = $1 AND person = $2", number, person, clock.now()
    )


async def clear_recent(*, person: int) -> None:
    """Forget what somebody searched lately, here and in the buffers of other processes."""
    tally.forget(person)
    async with DB.transaction():
        await DB.execute("DELETE FROM recent_search WHERE person = $1", person)
        await DB.execute(
            "INSERT INTO recent_search (person, words, at) VALUES ($1, '', $2)"
            " ON CONFLICT (person, words) DO UPDATE SET at = excluded.at",
            person,
            clock.now(),
        )


def own(visitor: Visitor) -> int:
    """The unit or firm the visitor acts for; Missing for a post without one."""
    if visitor.organisation is None:
        raise Missing
    return visitor.organisation
