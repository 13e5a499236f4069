"""Good rows becoming units, people with their posts and invitations, budget lines: many at a time, each with its deed."""

import json
from collections.abc import Sequence
from typing import Any

from emall.accounts.actions.own_account import INVITATION_LIFE
from emall.accounts.queries import invitation_token
from emall.budget.actions import Given, Taken, bring_in_lines
from emall.database import DB, Row
from emall.journal import Actor, Deed
from emall.kernel import clock, ids
from emall.onboarding.rules import Judged, amount_of, duties_of, line_key, region_of
from emall.onboarding.words import KINDS, RowStatus

Good = Sequence[tuple[Row, Judged]]


async def write_units(rows: Good, actor: Actor) -> list[Deed]:
    """Insert what is not there yet; the deeds, one for each new unit. A code that came in meanwhile stays as it is."""
    lines = [_unit(now.cells) for _, now in rows]
    made = await DB.fetch(
        "INSERT INTO organisation (uscc, name, short_name, kind, region, phone, address, active, created_at)"
        " SELECT u.*, true, $8::timestamptz FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[],"
        " $6::text[], $7::text[]) AS u ON CONFLICT (uscc) DO NOTHING RETURNING id, uscc, name, kind, region",
        *map(list, zip(*lines, strict=True)),
        clock.now(),
    )
    await _mark(rows, {row.uscc: row.id for row in made})
    return [_unit_deed(row) for row in made]


def _unit(cells: dict[str, str]) -> tuple[str, ...]:
    short = cells["short_name"] or cells["name"][:40]
    kind, region = KINDS[cells["kind"].casefold()], region_of(cells["region"])
    return cells["uscc"], cells["name"], short, str(kind), region or "", cells["phone"], cells["address"]


def _unit_deed(row: Row) -> Deed:
    after = {"name": row.name, "uscc": row.uscc, "kind": row.kind, "region": row.region}
    return Deed("organisation.create", "organisation", str(row.id), after=after, organisations=(row.id,))


async def write_people(rows: Good, actor: Actor) -> list[Deed]:
    """Insert who is not there yet, with posts and an invitation each; the deeds, one for each new person."""
    now = clock.now()
    people = [
        (one.cells["login"], one.cells["name"], one.cells["phone"], one.cells["email"]) for _, one in rows
    ]
    made = await DB.fetch(
        "INSERT INTO person (login, name, phone, email, password, failures, active, created_at)"
        " SELECT p.*, '', 0, true, $5::timestamptz FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS p"
        " ON CONFLICT (login) DO NOTHING RETURNING id, login",
        *map(list, zip(*people, strict=True)),
        now,
    )
    ids_of = {row.login: row.id for row in made}
    await _mark(rows, ids_of)
    fresh = [(ids_of[one.key], one.cells) for _, one in rows if one.key in ids_of]
    units = await _unit_ids([cells["uscc"] for _, cells in fresh])
    await _open_posts(fresh, units)
    await _invite([person for person, _ in fresh], by=actor.person)
    return [_person_deed(person, cells, units[cells["uscc"]]) for person, cells in fresh]


async def write_lines(rows: Good, actor: Actor, *, file: Row) -> list[Deed]:
    """Grant what the rows of a budget file say; a row that has become impossible meanwhile is bad again."""
    units = await _unit_ids([one.cells["uscc"] for _, one in rows])
    given = [
        Given(line_key(one.cells, units[one.cells["uscc"]]), one.cells["name"], amount_of(one.cells) or 0)
        for _, one in rows
    ]
    taken, deeds = await bring_in_lines(
        given, file=str(file.id), name=file.name, actor=actor, now=clock.now()
    )
    await _mark_lines(rows, taken)
    return deeds


async def _mark_lines(rows: Good, taken: Sequence[Taken]) -> None:
    def status(one: Taken) -> str:
        return str(RowStatus.BAD if one.refusals else RowStatus.WRITTEN if one.changed else RowStatus.KNOWN)

    problems = [[["amount", each.key, dict(each.params)] for each in one.refusals] for one in taken]
    await DB.execute(
        "UPDATE import_row r SET made = m.made, status = m.status, problems = m.problems::jsonb"
        " FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[]) AS m (id, made, status, problems)"
        " WHERE r.id = m.id",
        [row.id for row, _ in rows],
        [one.line for one in taken],
        [status(one) for one in taken],
        [json.dumps(one) for one in problems],
    )


async def _unit_ids(codes: Sequence[str]) -> dict[str, int]:
    rows = await DB.fetch("SELECT id, uscc FROM organisation WHERE uscc = ANY($1::text[])", list(set(codes)))
    return {row.uscc: row.id for row in rows}


async def _open_posts(people: Sequence[tuple[int, dict[str, str]]], units: dict[str, int]) -> None:
    posts = [
        (person, units[cells["uscc"]], str(duty), cells["title"])
        for person, cells in people
        for duty in duties_of(cells["duties"])[0]
    ]
    await DB.execute(
        "INSERT INTO post (person, organisation, duty, title, active, created_at)"
        " SELECT p.*, true, $5::timestamptz FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[]) AS p",
        *_columns(posts, 4),
        clock.now(),
    )


async def _invite(people: Sequence[int], *, by: int | None) -> None:
    """A one-time link for each; what is stored is its digest."""
    now = clock.now()
    numbers = await DB.fetch(
        "SELECT nextval(pg_get_serial_sequence('invitation', 'id')) AS id FROM generate_series(1, $1::int)",
        len(people),
    )
    digests = [ids.digest(invitation_token(row.id, now.isoformat())) for row in numbers]
    await DB.execute(
        "INSERT INTO invitation (id, token, person, purpose, created_at, expires_at, created_by)"
        " SELECT i.*, 'join', $4::timestamptz, $5::timestamptz, $6::bigint"
        " FROM unnest($1::bigint[], $2::text[], $3::bigint[]) AS i",
        *([row.id for row in numbers], digests, list(people), now, now + INVITATION_LIFE, by),
    )


def _person_deed(person: int, cells: dict[str, str], unit: int) -> Deed:
    duties = sorted(str(duty) for duty in duties_of(cells["duties"])[0])
    after = {"login": cells["login"], "duties": duties, "organisation": unit}
    return Deed("person.invite", "person", str(person), after=after, organisations=(unit,))


async def _mark(rows: Good, made: dict[str, int]) -> None:
    """Rows that became something are written; the others were there already, a moment before us."""
    await DB.execute(
        "UPDATE import_row r SET made = m.made, status = CASE WHEN m.made IS NULL THEN 'known' ELSE 'written' END"
        " FROM unnest($1::bigint[], $2::bigint[]) AS m (id, made) WHERE r.id = m.id",
        [row.id for row, _ in rows],
        [made.get(now.key) for _, now in rows],
    )


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [[row[at] for row in rows] for at in range(width)]
