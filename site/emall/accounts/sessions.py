"""Signed-in browsers: their rows are the only sessions there are, and hold a digest of the token, never the token."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from emall.accounts.words import DUTY_NAMES, SHORT_IDLE
from emall.database import DB, Row
from emall.kernel import clock, ids
from emall.web.arrival import Arrival
from emall.web.visitor import Visitor

COOKIE = "emall_session"
IDLE = timedelta(minutes=30)
IDLE_SHORT = timedelta(minutes=15)  # finance and the operator's three posts
LONGEST = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)  # how often "last seen" is written

_VISITOR = """
SELECT s.id AS session, s.seen_at, p.id AS person, p.login, p.name AS person_name,
       t.id AS post, t.duty, t.title, o.id AS organisation, o.name AS organisation_name,
       o.short_name, o.kind AS organisation_kind, o.region,
       (SELECT count(*) FROM post x JOIN organisation y ON y.id = x.organisation
         WHERE x.person = p.id AND x.active AND y.active) AS posts_count,
       ARRAY(SELECT w.id FROM person w WHERE p.identity <> '' AND w.identity = p.identity AND w.id <> p.id) AS twins{counts}
  FROM session s
  JOIN person p ON p.id = s.person AND p.active
  LEFT JOIN post t ON t.id = s.post AND t.active AND t.person = p.id
  LEFT JOIN organisation o ON o.id = t.organisation AND o.active
 WHERE s.token = $1 AND s.expires_at > $2
   AND s.seen_at > $2 - CASE WHEN t.duty = ANY($3) THEN $4::interval ELSE $5::interval END
"""


def loader(counts: Mapping[str, str]) -> Callable[[Arrival], Awaitable[None]]:
    """Finds the visitor of a request in one query.

    `counts` are the figures of the page header (`cart_count`, `unread_count`): for each an SQL expression over the
    person `p`, the post `t` and the organisation `o`, brought by the room that owns the table.
    """
    sql = _VISITOR.format(counts="".join(f", {expression} AS {name}" for name, expression in counts.items()))
    names = tuple(counts)

    async def load(here: Arrival) -> None:
        token = here.cookie(COOKIE)
        if not token:
            return
        now = clock.now()
        short = [str(duty) for duty in SHORT_IDLE]
        row = await DB.fetch_row(sql, ids.digest(token), now, short, IDLE_SHORT, IDLE)
        if row is not None:
            here.visitor = _visitor(row, names, here)
            await _note(row.session, row.seen_at, now)

    return load


def _visitor(row: Row, counts: tuple[str, ...], here: Arrival) -> Visitor:
    acting = row.organisation is not None  # a post whose organisation was closed is no post
    return Visitor(
        person=row.person,
        login=row.login,
        person_name=row.person_name,
        post=row.post if acting else None,
        duty=row.duty if acting else "",
        duty_label=DUTY_NAMES[row.duty] if acting else "",
        title=row.title if acting else "",
        organisation=row.organisation,
        organisation_name=row.organisation_name or "",
        organisation_short=row.short_name or "",
        organisation_kind=row.organisation_kind or "",
        region=row.region or "",
        posts_count=row.posts_count,
        session=row.session,
        address=here.address,
        request_id=here.request_id,
        twins=tuple(row.twins),
        **{name: row[name] or 0 for name in counts},
    )


async def _note(session: int, seen_at: datetime, now: datetime) -> None:
    if now - seen_at >= NOTED_EVERY:
        await DB.execute("UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at < $2", session, now)


async def begin(person: int, post: int | None, *, address: str, agent: str) -> str:
    """Open a session with a fresh token; the token itself is only ever in the browser."""
    token, now = ids.new_token(), clock.now()
    await DB.execute(
        "INSERT INTO session (token, person, post, created_at, seen_at, expires_at, address, agent)"
        " VALUES ($1, $2, $3, $4, $4, $5, $6, $7)",
        *(ids.digest(token), person, post, now, now + LONGEST, address[:45], agent[:200]),
    )
    return token


async def renew(session: int, post: int | None) -> str:
    """A fresh token for a session whose rights change (another post, another password); the old one is dead."""
    token = ids.new_token()
    await DB.execute(
        "UPDATE session SET token = $2, post = $3 WHERE id = $1", session, ids.digest(token), post
    )
    return token


async def end(session: int) -> None:
    """Close one session."""
    await DB.execute("DELETE FROM session WHERE id = $1", session)


async def end_all(person: int, *, but: int | None = None) -> int:
    """Close all sessions of a person, except perhaps the one in use; how many were closed."""
    return await DB.execute("DELETE FROM session WHERE person = $1 AND id IS DISTINCT FROM $2", person, but)


async def of_person(person: int) -> list[Row]:
    """Open sessions of a person, latest first: id, created_at, seen_at, address, agent."""
    return await DB.fetch(
        "SELECT id, created_at, seen_at, address, agent FROM session"
        " WHERE person = $1 AND expires_at > $2 ORDER BY seen_at DESC",
        *(person, clock.now()),
    )


async def sweep() -> int:
    """Remove sessions that ran out a day ago; until then they still tell whose half-filled form to keep."""
    return await DB.execute("DELETE FROM session WHERE expires_at < $1", clock.now() - timedelta(days=1))


def set_cookie(here: Arrival, token: str) -> None:
    """Give the browser the token, until it is closed."""
    here.set_cookie(COOKIE, token)


def drop_cookie(here: Arrival) -> None:
    """Take the token from the browser."""
    here.drop_cookie(COOKIE)


def idle_of(duty: str) -> timedelta:
    """How long a post may sit idle before it has to sign in again."""
    return IDLE_SHORT if duty in SHORT_IDLE else IDLE


def expired(row: Any, now: datetime) -> bool:
    """Whether a session row has run out, by age or by idleness."""
    return bool(row.expires_at <= now or row.seen_at <= now - idle_of(row.duty or ""))
