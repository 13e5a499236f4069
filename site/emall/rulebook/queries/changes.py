"""What the desk of the rulebook shows: rows in force and to come, their history, and proposed changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from emall.database import DB, Row
from emall.rulebook.queries import all_rows
from emall.rulebook.rules import valid
from emall.rulebook.words import GROUPS, Rule


@dataclass(frozen=True, slots=True)
class Standing:
    """The rows of one rule by when they hold."""

    key: Rule
    now: list[Row]
    later: list[Row]
    past: list[Row]


async def standing(*, on: date) -> dict[str, list[Standing]]:
    """Every rule with its rows, by group in the order of the desk."""
    rows = await all_rows()
    return {group: [_standing(key, rows, on) for key in keys] for group, keys in GROUPS.items()}


async def standing_of(key: Rule, *, on: date) -> Standing:
    """The rows of one rule."""
    return _standing(key, await all_rows(), on)


def _standing(key: Rule, rows: Iterable[Row], on: date) -> Standing:
    mine = [row for row in rows if row.key == key]
    return Standing(
        key,
        now=[row for row in mine if valid(row, on)],
        later=[row for row in mine if row.valid_from > on],
        past=[row for row in mine if row.valid_until is not None and row.valid_until < on],
    )


_CHANGE = """
SELECT c.*, p.name AS proposed_by_name, d.name AS decided_by_name, r.amount AS amount_was,
       r.valid_from AS valid_from_was, r.valid_until AS valid_until_was
FROM rule_change c JOIN person p ON p.id = c.proposed_by LEFT JOIN person d ON d.id = c.decided_by
LEFT JOIN rule_value r ON r.id = c.replaces"""


async def open_changes() -> list[Row]:
    """Changes that wait for a decision, the oldest first."""
    return await DB.fetch(f"{_CHANGE} WHERE c.status = 'proposed' ORDER BY c.id")


async def changes_of(key: str) -> list[Row]:
    """Every change ever proposed to a rule, the newest first."""
    return await DB.fetch(f"{_CHANGE} WHERE c.key = $1 ORDER BY c.id DESC", key)


async def change_of(number: str) -> Row | None:
    """One change by its number."""
    return await DB.fetch_row(f"{_CHANGE} WHERE c.number = $1", number)


async def used_by(rows: Iterable[int]) -> Mapping[int, int]:
    """How many decisions each of these rows has made."""
    found = await DB.fetch(
        "SELECT rule, count(*) AS decisions FROM rule_decision WHERE rule = ANY($1::bigint[]) GROUP BY rule",
        list(rows),
    )
    return {row.rule: row.decisions for row in found}


async def category_known(code: str) -> bool:
    """Whether the official catalogue of 2022 has entries beginning so; one that is empty knows nothing better."""
    row = await DB.fetch_row(
        "SELECT EXISTS (SELECT FROM official_category WHERE edition = '2022') AS filled,"
        " EXISTS (SELECT FROM official_category WHERE edition = '2022' AND starts_with(code, $1)) AS known",
        code,
    )
    assert row is not None
    return bool(row.known or not row.filled)


async def names_of(codes: Iterable[str]) -> dict[str, Any]:
    """Names of official categories of 2022 (name, name_en) by the beginning of their code."""
    rows = await DB.fetch(
        "SELECT w.code, c.name, c.name_en FROM unnest($1::text[]) w(code) JOIN official_category c"
        " ON c.edition = '2022' AND c.code = rpad(w.code, 9, '0')",
        sorted(set(codes) - {""}),
    )
    return {row.code: row for row in rows}
