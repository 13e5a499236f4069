"""Whose hands were on orders: buying, accepting and reviewing are kept apart."""

from collections.abc import Iterable

from emall.accounts.words import Duty
from emall.database import DB

ACCEPTED = 'SELECT DISTINCT accepted_by FROM acceptance WHERE "order" = ANY($1::bigint[])'


async def acceptors_of(orders: Iterable[int]) -> set[int]:
    """The people who accepted anything of these orders."""
    return {row.accepted_by for row in await DB.fetch(ACCEPTED, list(orders))}


async def signers_of(orders: Iterable[int]) -> set[int]:
    """The people who signed an acceptance of these orders together with whoever filled it in."""
    rows = await DB.fetch(
        "SELECT DISTINCT m.person FROM acceptance_member m JOIN acceptance a ON a.id = m.acceptance"
        " WHERE a.\"order\" = ANY($1::bigint[]) AND a.status = 'signed'",
        list(orders),
    )
    return {row.person for row in rows}


async def reviewers_for(unit: int, orders: Iterable[int], *, maker: int) -> list[int]:
    """The approvers in service of a unit who may review these orders: not the maker, nobody who bought or accepted.

    Nor any of them under a second account.
    """
    rows = await DB.fetch(
        f"WITH hands(person) AS ({ACCEPTED} UNION SELECT buyer FROM purchase_order WHERE id = ANY($1::bigint[])"
        " UNION SELECT $4::bigint)"
        " SELECT DISTINCT t.person FROM post t JOIN person h ON h.id = t.person AND h.active"
        " WHERE t.organisation = $2 AND t.duty = $3 AND t.active"
        " AND NOT EXISTS (SELECT FROM hands WHERE same_human(hands.person, t.person)) ORDER BY t.person",
        list(orders),
        unit,
        str(Duty.APPROVER),
        maker,
    )
    return [row.person for row in rows]
