"""What administrators do with people and posts: invite, grant, remove, disable, unlock, end sessions."""

from dataclasses import dataclass
from typing import Any

from emall.accounts import sessions
from emall.accounts.actions.own_account import invite
from emall.accounts.rules import refusals_for_email, refusals_for_login, refusals_for_post
from emall.accounts.words import Duty
from emall.database import DB, Duplicate, Row
from emall.journal.deeds import Deed
from emall.journal.journal import record
from emall.kernel import clock
from emall.kernel.people import BadPhone, clean_phone
from emall.kernel.refusal import Missing, Refusal, Refused
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be let in, and the duties to begin with."""

    login: str
    name: str
    phone: str
    email: str
    duties: tuple[Duty, ...]


async def add_person(*, visitor: Visitor, newcomer: Newcomer) -> int:
    """Let somebody into the visitor's own organisation, with an invitation; the id. Raises Refused."""
    organisation = visitor.organisation
    phone = _checked(newcomer, visitor.organisation_kind)
    try:
        async with DB.transaction():
            person = await DB.fetch_value(
                "INSERT INTO person (login, name, phone, email, password, failures, active, created_at)"
                " VALUES ($1, $2, $3, $4, '', 0, true, $5) RETURNING id",
                *(newcomer.login, newcomer.name, phone, newcomer.email, clock.now()),
            )
            for duty in newcomer.duties:
                await _open_post(person, organisation, duty)
            await invite(person, by=visitor.person, purpose="join")
            after = {"login": newcomer.login, "duties": sorted(newcomer.duties)}
            await record(visitor.actor(), _deed("person.invite", person, organisation, after=after))
    except Duplicate:
        raise Refused("login", "login_taken") from None
    return int(person)


def _checked(newcomer: Newcomer, kind: str) -> str:
    refusals = [*refusals_for_login(newcomer.login), *refusals_for_email(newcomer.email)]
    phone = ""
    try:
        phone = clean_phone(newcomer.phone) if newcomer.phone else ""
    except BadPhone:
        refusals.append(Refusal("phone", "not_a_phone"))
    for duty in newcomer.duties:
        found = refusals_for_post(duty=duty, kind=kind, held=(), held_anywhere=())
        refusals += [Refusal("duties", refusal.key) for refusal in found]
    if refusals:
        raise Refused(*refusals)
    return phone


async def _open_post(person: int, organisation: int | None, duty: str) -> None:
    await DB.execute(
        "INSERT INTO post (person, organisation, duty, title, active, created_at) VALUES ($1, $2, $3, '', true, $4)"
        " ON CONFLICT (person, organisation, duty) DO UPDATE SET active = true, ended_at = NULL",
        *(person, organisation, str(duty), clock.now()),
    )


async def grant_post(*, visitor: Visitor, person: int, organisation: int, duty: Duty) -> None:
    """Give a person a post. Raises Missing or Refused; the database itself keeps the operator's posts apart."""
    try:
        async with DB.transaction():
            await _lock_person(person)
            held = await DB.fetch("SELECT organisation, duty FROM post WHERE person = $1 AND active", person)
            kind = await DB.fetch_value(
                "SELECT kind FROM organisation WHERE id = $1 AND active", organisation
            )
            if kind is None:
                raise Refused("organisation", "organisation_unknown")
            _refuse_own(visitor, person)
            here = [row.duty for row in held if row.organisation == organisation]
            refusals = refusals_for_post(
                duty=duty, kind=kind, held=here, held_anywhere=[row.duty for row in held]
            )
            if refusals:
                raise Refused(*refusals)
            await _open_post(person, organisation, duty)
            await record(
                visitor.actor(),
                _deed("post.grant", person, organisation, after={"duty": duty, "organisation": organisation}),
            )
    except Duplicate:
        raise Refused("duty", "operator_posts_apart") from None


async def remove_post(*, visitor: Visitor, post: int, organisation: int | None = None) -> int:
    """End a post, effective at the holder's next click; the person's id.

    With `organisation` only a post there is found, else Missing. The last administrator of an organisation stays.
    """
    async with DB.transaction():
        row = await DB.fetch_row(
            "SELECT id, person, organisation, duty FROM post WHERE id = $1 AND active"
            " AND ($2::bigint IS NULL OR organisation = $2) FOR NO KEY UPDATE",
            *(post, organisation),
        )
        if row is None:
            raise Missing
        await _keep_an_administrator(row.organisation, row.duty, row.person)
        await DB.execute("UPDATE post SET active = false, ended_at = $2 WHERE id = $1", post, clock.now())
        await DB.execute("UPDATE session SET post = NULL WHERE post = $1", post)
        ended = await _end_delegations(post, row.organisation, visitor.person)
        before = {"duty": row.duty, "organisation": row.organisation}
        await record(
            visitor.actor(), _deed("post.remove", row.person, row.organisation, before=before), *ended
        )
    return int(row.person)


async def _end_delegations(post: int, organisation: int, person: int) -> list[Deed]:
    """Nobody stands in for a post that has ended, or from one, even if it is given again later."""
    rows = await DB.fetch(
        "UPDATE delegation SET ended_at = $2, ended_by = $3 WHERE (post = $1 OR delegate = $1) AND ended_at IS NULL"
        " AND last_day >= $4 RETURNING id",
        *(post, clock.now(), person, clock.today()),
    )
    return [
        Deed("delegation.end", "delegation", str(row.id), None, {"post": post}, organisations=(organisation,))
        for row in rows
    ]


async def _keep_an_administrator(organisation: int, duty: str, person: int) -> None:
    """Two administrators removing each other at once are kept apart by the lock on the organisation."""
    if duty not in (Duty.UNIT_ADMIN, Duty.SELLER_ADMIN, Duty.SECURITY):
        return
    await DB.execute("SELECT id FROM organisation WHERE id = $1 FOR NO KEY UPDATE", organisation)
    others = await DB.fetch_value(
        "SELECT count(*) FROM post t JOIN person p ON p.id = t.person AND p.active"
        " WHERE t.organisation = $1 AND t.duty = $2 AND t.active AND t.person <> $3",
        *(organisation, duty, person),
    )
    if not others:
        raise Refused("", "last_administrator")


async def set_active(*, visitor: Visitor, person: int, active: bool) -> None:
    """Shut an account or open it again; shutting ends its sessions at once."""
    async with DB.transaction():
        row = await _lock_person(person)
        _refuse_own(visitor, person)
        if not active:
            for post in await DB.fetch(
                "SELECT organisation, duty FROM post WHERE person = $1 AND active ORDER BY organisation",
                person,
            ):
                await _keep_an_administrator(post.organisation, post.duty, person)
            await sessions.end_all(person)
        await DB.execute("UPDATE person SET active = $2 WHERE id = $1", person, active)
        act = "person.enable" if active else "person.disable"
        before, after = {"active": row.active}, {"active": active}
        await record(visitor.actor(), _deed(act, person, visitor.organisation, before=before, after=after))


async def unlock(*, visitor: Visitor, person: int) -> None:
    """Lift the lock after wrong passwords before its time."""
    async with DB.transaction():
        row = await _lock_person(person)
        await DB.execute("UPDATE person SET failures = 0, locked_until = NULL WHERE id = $1", person)
        await record(
            visitor.actor(),
            _deed("person.unlock", person, visitor.organisation, before={"failures": row.failures}),
        )


async def end_sessions(*, visitor: Visitor, person: int) -> int:
    """Close all sessions of somebody; how many."""
    async with DB.transaction():
        await _lock_person(person)
        ended = await sessions.end_all(person, but=visitor.session)
        await record(
            visitor.actor(),
            _deed("session.close_all", person, visitor.organisation, after={"sessions": ended}),
        )
    return ended


async def renew_link(*, visitor: Visitor, person: int) -> None:
    """A new one-time link for somebody who never came in, or forgot the password."""
    async with DB.transaction():
        row = await _lock_person(person)
        if not row.active:
            raise Missing
        await invite(person, by=visitor.person, purpose="reset" if row.password else "join")
        await record(visitor.actor(), _deed("person.renew_link", person, visitor.organisation))


async def check_own_people(*, visitor: Visitor, person: int, alone: bool = False) -> None:
    """Missing unless the person has or had a post in the visitor's organisation; with `alone`, refused if elsewhere too."""
    rows = await DB.fetch("SELECT organisation FROM post WHERE person = $1 AND active", person)
    held_here = await DB.fetch_value(
        "SELECT count(*) FROM post WHERE person = $1 AND organisation = $2", person, visitor.organisation
    )
    if not held_here:
        raise Missing
    if alone and any(row.organisation != visitor.organisation for row in rows):
        raise Refused("", "works_elsewhere_too")


async def _lock_person(person: int) -> Row:
    row = await DB.fetch_row(
        "SELECT id, active, failures, password FROM person WHERE id = $1 FOR NO KEY UPDATE", person
    )
    if row is None:
        raise Missing
    return row


def _refuse_own(visitor: Visitor, person: int) -> None:
    if visitor.person == person:
        raise Refused("", "not_yourself")


def _deed(
    act: str,
    person: int,
    organisation: int | None,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Deed:
    return Deed(
        act, "person", str(person), before, after, organisations=(organisation,) if organisation else ()
    )
