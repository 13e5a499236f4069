"""What the pages about people, posts and organisations show."""

from collections.abc import Iterable
from dataclasses import dataclass

from emall.database import DB, Row
from emall.kernel import clock
from emall.kernel.pages import Page, offset
from emall.web import seals

PEOPLE_PER_PAGE = 20
POSTS_SHOWN = 30


def invitation_token(number: int, created_at: str) -> str:
    """The secret of an invitation, made again whenever its link is shown to whoever sent it."""
    return f"{number}-{seals.mark('invitation', f'{number} {created_at}')}"


async def same_human(one: int, other: int) -> bool:
    """Whether two accounts are one account, or belong to one human being (the same recorded ID number).

    Asked by every room whose steps have to be in different hands; the triggers of the database ask the same function.
    """
    same: bool = await DB.fetch_value("SELECT same_human($1, $2)", one, other)
    return same


async def humans_of(people: Iterable[int]) -> dict[int, str]:
    """Account → whose it is: accounts of one human being have the same word."""
    rows = await DB.fetch(
        "SELECT id, CASE identity WHEN '' THEN id::text ELSE identity END AS human FROM person"
        " WHERE id = ANY($1::bigint[])",
        sorted(set(people)),
    )
    return {row.id: row.human for row in rows}


async def posts_of(person: int, words: str = "") -> list[Row]:
    """Posts a person can act in: post, duty, title, organisation, name, short_name, uscc, region; recent first."""
    return await DB.fetch(
        "SELECT t.id AS post, t.duty, t.title, o.id AS organisation, o.name, o.short_name, o.uscc, o.region"
        "  FROM post t JOIN organisation o ON o.id = t.organisation AND o.active"
        " WHERE t.person = $1 AND t.active"
        "   AND ($2 = '' OR strpos(o.name || ' ' || o.short_name || ' ' || o.uscc, $2) > 0)"
        " ORDER BY (SELECT max(s.seen_at) FROM session s WHERE s.post = t.id) DESC NULLS LAST, o.name, t.id LIMIT $3",
        *(person, words, POSTS_SHOWN),
    )


async def own_data(person: int) -> Row:
    """A person's own data: login, name, phone, email, password_set_at."""
    row = await DB.fetch_row(
        "SELECT login, name, phone, email, password_set_at FROM person WHERE id = $1", person
    )
    assert row is not None
    return row


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person as administrators see them; `link` is the path of an open invitation, for whoever made it."""

    id: int
    login: str
    name: str
    phone: str
    email: str
    active: bool
    locked: bool
    joined: bool
    identified: bool
    link: str
    posts: list[Row]


_PEOPLE = """
SELECT p.id, p.login, p.name, p.phone, p.email, p.active, p.password <> '' AS joined, p.identity <> '' AS identified,
       coalesce(p.locked_until > $1, false) AS locked, i.id AS invitation, i.created_at AS invited_at
  FROM person p LEFT JOIN invitation i
    ON i.person = p.id AND i.used_at IS NULL AND i.expires_at > $1 AND i.created_by = $2
"""


async def colleagues_of(organisation: int, *, viewer: int, page: int = 1) -> Page[Colleague]:
    """People who hold or held a post in an organisation, with their posts there."""
    inside = " WHERE EXISTS (SELECT 1 FROM post t WHERE t.person = p.id AND t.organisation = $3)"
    total = await DB.fetch_value(
        "SELECT count(DISTINCT person) FROM post WHERE organisation = $1", organisation
    )
    rows = await DB.fetch(
        _PEOPLE + inside + " ORDER BY p.active DESC, p.name, p.id LIMIT $4 OFFSET $5",
        *(clock.now(), viewer, organisation, PEOPLE_PER_PAGE, offset(page, PEOPLE_PER_PAGE)),
    )
    return Page(await _with_posts(rows, organisation), total, page, PEOPLE_PER_PAGE)


async def found_people(words: str, *, viewer: int, page: int = 1) -> Page[Colleague]:
    """People of the whole platform by name, user name or organisation, locked ones first."""
    fits = (
        " WHERE ($3 = '' OR strpos(p.name, $3) > 0 OR strpos(p.login, lower($3)) > 0 OR EXISTS (SELECT 1 FROM post t"
        " JOIN organisation o ON o.id = t.organisation WHERE t.person = p.id AND strpos(o.name, $3) > 0))"
    )
    total = await DB.fetch_value(
        f"SELECT count(*) FROM ({_PEOPLE + fits}) AS found", clock.now(), viewer, words
    )
    rows = await DB.fetch(
        _PEOPLE + fits + " ORDER BY locked DESC, p.login LIMIT $4 OFFSET $5",
        *(clock.now(), viewer, words, PEOPLE_PER_PAGE, offset(page, PEOPLE_PER_PAGE)),
    )
    return Page(await _with_posts(rows), total, page, PEOPLE_PER_PAGE)


async def colleague(person: int, *, viewer: int, organisation: int | None = None) -> Colleague | None:
    """One person; with `organisation` only if they hold or held a post there, and only those posts."""
    inside = " WHERE p.id = $3 AND ($4::bigint IS NULL OR EXISTS"
    inside += " (SELECT 1 FROM post t WHERE t.person = p.id AND t.organisation = $4))"
    rows = await DB.fetch(_PEOPLE + inside, clock.now(), viewer, person, organisation)
    found = await _with_posts(rows, organisation)
    return found[0] if found else None


async def _with_posts(rows: list[Row], organisation: int | None = None) -> list[Colleague]:
    posts = await DB.fetch(
        "SELECT t.id, t.person, t.duty, t.title, o.id AS organisation, o.name AS organisation_name"
        "  FROM post t JOIN organisation o ON o.id = t.organisation"
        " WHERE t.person = ANY($1::bigint[]) AND t.active AND ($2::bigint IS NULL OR t.organisation = $2)"
        " ORDER BY o.name, t.id",
        *([row.id for row in rows], organisation),
    )
    return [_colleague(row, [post for post in posts if post.person == row.id]) for row in rows]


def _colleague(row: Row, posts: list[Row]) -> Colleague:
    token = invitation_token(row.invitation, row.invited_at.isoformat()) if row.invitation else ""
    return Colleague(
        row.id,
        row.login,
        row.name,
        row.phone,
        row.email,
        row.active,
        row.locked,
        row.joined,
        row.identified,
        f"/join/{token}" if token else "",
        posts,
    )


async def addresses_of(organisation: int) -> list[Row]:
    """Places of delivery, the usual one first: id, receiver, phone, region, street, first_choice."""
    return await DB.fetch(
        "SELECT id, receiver, phone, region, street, first_choice FROM delivery_address"
        " WHERE organisation = $1 AND active ORDER BY first_choice DESC, id",
        organisation,
    )


async def invoice_of(organisation: int) -> Row | None:
    """The invoice profile: title, uscc, kind, email; None until one is written."""
    return await DB.fetch_row(
        "SELECT title, uscc, kind, email FROM invoice_profile WHERE organisation = $1"
        " ORDER BY first_choice DESC, id LIMIT 1",
        organisation,
    )


async def organisation_named(words: str) -> int | None:
    """The id of the organisation with this credit code or exact name; None when there is none, or several."""
    rows = await DB.fetch(
        "SELECT id FROM organisation WHERE active AND (uscc = upper($1) OR name = $1 OR short_name = $1) LIMIT 2",
        words,
    )
    return rows[0].id if len(rows) == 1 else None
