"""Posts somebody decides in, kept as they are until the decision is written."""

from collections.abc import Iterable

from emall.database import DB
from emall.kernel.refusal import Forbidden


async def hold_posts(posts: Iterable[int | None], *, duty: str) -> None:
    """Keep these posts from being taken away until the transaction ends, locked by id.

    Raises Forbidden with `duty` when one of them was taken away while its holder was reading.
    """
    wanted = sorted({post or 0 for post in posts})
    rows = await DB.fetch(
        "SELECT p.active AND h.active AS active FROM post p JOIN person h ON h.id = p.person"
        " WHERE p.id = ANY($1::bigint[]) ORDER BY p.id FOR SHARE OF p",
        wanted,
    )
    if len(rows) != len(wanted) or not all(row.active for row in rows):
        raise Forbidden(duty)
