"""Signing in: one answer for every failure, failures counted in the database, a fresh session each time."""

from dataclasses import dataclass
from datetime import timedelta

from emall.accounts import passwords, sessions
from emall.accounts.rules import wait_seconds
from emall.accounts.words import FREE_TRIES, LOCK_AFTER, LOCK_MINUTES
from emall.database import DB, Row
from emall.journal.deeds import Actor, Deed
from emall.journal.journal import record
from emall.kernel import clock
from emall.kernel.refusal import Refused

LOCK = timedelta(minutes=LOCK_MINUTES)


@dataclass(frozen=True, slots=True)
class Entry:
    """A sign-in that worked: the new session's token and the duty it acts in."""

    token: str
    duty: str


async def sign_in(
    *, login: str, password: str, address: str, agent: str, request_id: str, old: int | None
) -> Entry:
    """Open a session; `old` is the session the browser had, which ends. Raises Refused, always with the same words."""
    await _slow_down(address)
    who = await DB.fetch_row(
        "SELECT id, name, password, active FROM person WHERE login = $1", login.strip().lower()
    )
    good = await passwords.fits(who.password if who and who.active else "", password)
    entry = await _enter(who, address, agent, request_id, old) if who and good else None
    if entry is None:
        await _count_failure(who.id if who else None, address, request_id)
        raise Refused("", "sign_in_failed")
    return entry


async def _slow_down(address: str) -> None:
    now = clock.now()
    row = await DB.fetch_row(
        "SELECT count(*) AS failures, max(at) AS latest FROM sign_in_attempt WHERE address = $1 AND at > $2",
        *(address, now - LOCK),
    )
    if row is None or not row.failures:
        return
    wait = wait_seconds(failures=row.failures, free=FREE_TRIES, since_last=(now - row.latest).total_seconds())
    if wait:
        raise Refused("", "wait_before_trying", seconds=wait)


async def _enter(who: Row, address: str, agent: str, request_id: str, old: int | None) -> Entry | None:
    """None when the account is locked or was closed meanwhile: asked in the very statement that clears the count."""
    now = clock.now()
    async with DB.transaction():
        let_in = await DB.execute(
            "UPDATE person SET failures = 0, locked_until = NULL"
            " WHERE id = $1 AND active AND (locked_until IS NULL OR locked_until <= $2)",
            *(who.id, now),
        )
        if not let_in:
            return None
        post = await first_post(who.id)
        token = await sessions.begin(who.id, post.id if post else None, address=address, agent=agent)
        if old is not None:
            await sessions.end(old)
        await record(_actor(who, post, address, request_id), Deed("session.open", "person", str(who.id)))
    return Entry(token, post.duty if post else "")


async def first_post(person: int) -> Row | None:
    """The post to begin in: the one used last, else the oldest."""
    return await DB.fetch_row(
        "SELECT t.id, t.duty, o.id AS organisation, o.name AS organisation_name"
        "  FROM post t JOIN organisation o ON o.id = t.organisation AND o.active"
        " WHERE t.person = $1 AND t.active"
        " ORDER BY (SELECT max(s.created_at) FROM session s WHERE s.post = t.id AND s.person = $1) DESC NULLS LAST, t.id"
        " LIMIT 1",
        person,
    )


async def _count_failure(person: int | None, address: str, request_id: str) -> None:
    """Count one wrong password in one statement; while an account is locked nothing is counted."""
    now = clock.now()
    async with DB.transaction():
        await DB.execute(
            "UPDATE person SET failures = CASE WHEN locked_until IS NULL THEN failures + 1 ELSE 1 END,"
            " locked_until = CASE WHEN locked_until IS NULL AND failures + 1 >= $3 THEN $4::timestamptz END"
            " WHERE id = $1 AND (locked_until IS NULL OR locked_until <= $2)",
            *(person, now, LOCK_AFTER, now + LOCK),
        )
        await DB.execute(
            "INSERT INTO sign_in_attempt (address, login, at) VALUES ($1, $2, $3)",
            *(address[:45], "" if person is None else str(person), now),
        )
        deed = Deed("session.open", "person", str(person or ""), result="refused")
        await record(Actor(address=address, request_id=request_id), deed)


def _actor(who: Row, post: Row | None, address: str, request_id: str) -> Actor:
    return Actor(
        person=who.id,
        name=who.name,
        post=post.id if post else None,
        duty=post.duty if post else "",
        organisation=post.organisation if post else None,
        organisation_name=post.organisation_name if post else "",
        address=address,
        request_id=request_id,
    )


async def sign_out(*, session: int, actor: Actor) -> None:
    """Close the session in use."""
    async with DB.transaction():
        await sessions.end(session)
        await record(actor, Deed("session.close", "person", str(actor.person)))


async def forget_attempts() -> int:
    """Delete failed attempts that no longer count; how many."""
    return await DB.execute("DELETE FROM sign_in_attempt WHERE at < $1", clock.now() - LOCK)
