"""What people do with their own account: switch posts, change the password, close sessions, use an invitation."""

from datetime import timedelta

from emall.accounts import passwords, sessions
from emall.accounts.queries import invitation_token
from emall.accounts.rules import refusals_for_password
from emall.accounts.words import INVITATION_DAYS
from emall.database import DB, Row
from emall.journal.deeds import Actor, Deed
from emall.journal.journal import record
from emall.kernel import clock, ids
from emall.kernel.refusal import Missing, Refusal, Refused
from emall.web.visitor import Visitor

INVITATION_LIFE = timedelta(days=INVITATION_DAYS)


async def switch_post(*, visitor: Visitor, post: int) -> tuple[str, str]:
    """Act in another of the own posts from now on: a fresh token and the duty. Missing for a post of somebody else."""
    row = await DB.fetch_row(
        "SELECT t.id, t.duty, t.organisation FROM post t JOIN organisation o ON o.id = t.organisation AND o.active"
        " WHERE t.id = $1 AND t.person = $2 AND t.active",
        *(post, visitor.person),
    )
    if row is None:
        raise Missing
    both = tuple({visitor.organisation or row.organisation, row.organisation})
    async with DB.transaction():
        token = await sessions.renew(visitor.session, row.id)
        before, after = {"post": visitor.post}, {"post": row.id}
        deed = Deed("session.switch", "person", str(visitor.person), before, after, organisations=both)
        await record(visitor.actor(), deed)
    return token, row.duty


async def change_password(*, visitor: Visitor, current: str, password: str, again: str) -> str:
    """Set a new password: all other sessions end, this one gets a fresh token. Raises Refused with every reason."""
    stored = await DB.fetch_value("SELECT password FROM person WHERE id = $1", visitor.person)
    refusals = refusals_for_password(password=password, again=again, login=visitor.login)
    if not await passwords.fits(stored, current):
        refusals.insert(0, Refusal("current", "current_password_wrong"))
    elif current == password:
        refusals.append(Refusal("password", "password_same"))
    if refusals:
        raise Refused(*refusals)
    new = await passwords.hash_password(password)
    async with DB.transaction():
        await _set_password(visitor.person, new)
        await sessions.end_all(visitor.person, but=visitor.session)
        token = await sessions.renew(visitor.session, visitor.post)
        await record(visitor.actor(), Deed("person.change_password", "person", str(visitor.person)))
    return token


async def _set_password(person: int, hashed: str) -> None:
    await DB.execute(
        "UPDATE person SET password = $2, password_set_at = $3, failures = 0, locked_until = NULL WHERE id = $1",
        *(person, hashed, clock.now()),
    )


async def end_session(*, visitor: Visitor, session: int) -> None:
    """Close one of the own sessions; Missing for anybody else's."""
    async with DB.transaction():
        if not await DB.execute("DELETE FROM session WHERE id = $1 AND person = $2", session, visitor.person):
            raise Missing
        await record(visitor.actor(), Deed("session.close", "person", str(visitor.person)))


async def end_other_sessions(*, visitor: Visitor) -> int:
    """Close all own sessions but the one in use; how many."""
    async with DB.transaction():
        ended = await sessions.end_all(visitor.person, but=visitor.session)
        after = {"sessions": ended}
        await record(visitor.actor(), Deed("session.close_all", "person", str(visitor.person), after=after))
    return ended


async def invite(person: int, *, by: int | None, purpose: str) -> None:
    """Make a one-time link with which the person sets a password; earlier ones stop working."""
    now = clock.now()
    await DB.execute("DELETE FROM invitation WHERE person = $1 AND used_at IS NULL", person)
    number = await DB.fetch_value("SELECT nextval(pg_get_serial_sequence('invitation', 'id'))")
    token = ids.digest(invitation_token(number, now.isoformat()))
    await DB.execute(
        "INSERT INTO invitation (id, token, person, purpose, created_at, expires_at, created_by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        *(number, token, person, purpose, now, now + INVITATION_LIFE, by),
    )


async def open_invitation(token: str) -> Row | None:
    """The invitation behind a link, if it can still be used: person, login, name."""
    return await DB.fetch_row(
        "SELECT i.id, p.id AS person, p.login, p.name FROM invitation i JOIN person p ON p.id = i.person AND p.active"
        " WHERE i.token = $1 AND i.used_at IS NULL AND i.expires_at > $2",
        *(ids.digest(token), clock.now()),
    )


async def accept_invitation(*, token: str, password: str, again: str, address: str, request_id: str) -> str:
    """Set the password an invitation was made for, once; the user name. Raises Missing or Refused."""
    invitation = await open_invitation(token)
    if invitation is None:
        raise Missing
    refusals = refusals_for_password(password=password, again=again, login=invitation.login)
    if refusals:
        raise Refused(*refusals)
    new = await passwords.hash_password(password)
    async with DB.transaction():
        used = "UPDATE invitation SET used_at = $2 WHERE id = $1 AND used_at IS NULL"
        if not await DB.execute(used, invitation.id, clock.now()):
            raise Missing
        await _set_password(invitation.person, new)
        await sessions.end_all(invitation.person)
        actor = Actor(invitation.person, invitation.name, address=address, request_id=request_id)
        await record(actor, Deed("person.accept_invitation", "person", str(invitation.person)))
    return str(invitation.login)
