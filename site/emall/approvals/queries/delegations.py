"""Who stands in for whom: the running and coming delegations of a unit, and who may be named."""

from datetime import date

from emall.accounts.words import DELEGABLE
from emall.database import DB, Row

_DELEGATIONS = """
SELECT d.id, d.post, d.delegate, d.first_day, d.last_day, d.reason, d.made_at, d.ended_at, a.duty, a.organisation,
       h.id AS absent, h.name AS absent_name, w.id AS stand_in, w.name AS stand_in_name, m.name AS made_by_name,
       d.ended_at IS NULL AND a.active AND s.active AND h.active AND w.active AS valid,
       d.ended_at IS NULL AND $2::date BETWEEN d.first_day AND d.last_day AS running,
       d.ended_at IS NOT NULL OR d.last_day < $2::date AS over
FROM delegation d JOIN post a ON a.id = d.post JOIN person h ON h.id = a.person
JOIN post s ON s.id = d.delegate JOIN person w ON w.id = s.person JOIN person m ON m.id = d.made_by
WHERE a.organisation = $1 AND ($3::bigint IS NULL OR h.id = $3 OR w.id = $3)
ORDER BY over, d.first_day DESC, d.id DESC LIMIT 50"""


async def delegations_of(organisation: int, *, today: date, person: int | None = None) -> list[Row]:
    """Delegations of a unit, running and coming ones first; with `person` only those of or to that person."""
    return await DB.fetch(_DELEGATIONS, organisation, today, person)


async def stand_ins_of(post: int, *, today: date) -> list[Row]:
    """People who stand in for a post today: person and name."""
    return await DB.fetch(
        "SELECT w.id AS person, w.name FROM delegation d JOIN post s ON s.id = d.delegate JOIN person w ON w.id = s.person"
        " WHERE d.post = $1 AND stands_in(d.delegate, d.post, $2) ORDER BY d.id",
        post,
        today,
    )


async def covered_by(post: int | None, *, today: date) -> list[Row]:
    """Posts that a post stands in for today: post, person and name of their holder."""
    return await DB.fetch(
        "SELECT DISTINCT a.id AS post, h.id AS person, h.name FROM delegation d JOIN post a ON a.id = d.post"
        " JOIN person h ON h.id = a.person WHERE d.delegate = $1 AND stands_in(d.delegate, d.post, $2) ORDER BY a.id",
        post,
        today,
    )


_POSTS = """
SELECT p.id AS post, p.duty, p.title, h.id AS person, h.name FROM post p JOIN person h ON h.id = p.person AND h.active
WHERE p.organisation = $1 AND p.active AND p.duty = ANY($2::text[])"""


async def absent_of(organisation: int) -> list[Row]:
    """Posts of a unit somebody may stand in for: post, duty, title, person, name."""
    return await DB.fetch(_POSTS + " ORDER BY p.duty, h.name, p.id", organisation, sorted(DELEGABLE))


async def colleagues_for(organisation: int, *, duty: str, person: int) -> list[Row]:
    """Colleagues in the same post who may stand in for a person: not that human being under another account."""
    return await DB.fetch(
        _POSTS + " AND NOT same_human(h.id, $3) ORDER BY h.name, p.id",
        organisation,
        [str(duty)],
        person,
    )
