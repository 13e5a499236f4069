"""What is wrong with a row, cell by cell, and what it means when nothing is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from emall.accounts.rules import refusals_for_email, refusals_for_login, refusals_for_post
from emall.accounts.words import UNIT_DUTIES, Duty
from emall.kernel.codes import clean_uscc, uscc_problem
from emall.kernel.people import BadPhone, clean_phone
from emall.kernel.regions import ALL, within
from emall.kernel.text import BadText, clean_text
from emall.onboarding.words import COLUMNS, DUTY_WORDS, KINDS, NEVER_BY_FILE, FileKind, RowStatus

Problem = list[Any]  # [column, key, params], as it is kept in the row

_REGIONS = {
    word.casefold(): place.code
    for place in ALL
    for word in (
        place.code,
        place.key,
        place.short,
        place.full,
        place.english,
        place.english.partition(" ")[0],
    )
} | {"丽水市本级": ALL[0].code, "市本级": ALL[0].code}
_BETWEEN = re.compile(r"[、,，;；/|\n]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that is there already."""

    id: int
    name: str
    kind: str
    region: str
    active: bool


@dataclass(slots=True)
class Known:
    """What the database holds of the rows looked at, and which keys stand in other rows of the file."""

    units: Mapping[str, Unit] = field(default_factory=dict)  # by credit code
    people: Mapping[str, str] = field(default_factory=dict)  # names by user name
    first: Mapping[str, int] = field(default_factory=dict)  # row number that first says a key


@dataclass(frozen=True, slots=True)
class Scope:
    """What the uploader may bring in: where, and whether posts outside buying units are among it."""

    territory: str
    any_post: bool


@dataclass(slots=True)
class Judged:
    """A row after judging: its cells cleaned, its key, what is wrong, how it stands."""

    cells: dict[str, str]
    key: str
    problems: list[Problem]
    status: RowStatus


def judge(kind: FileKind, number: int, cells: Mapping[str, str], *, known: Known, scope: Scope) -> Judged:
    """Every problem of a row. A row that says what is there already is neither good nor bad, but known."""
    clean, problems = _cleaned(kind, cells)
    there = (_judge_unit if kind == FileKind.UNITS else _judge_person)(clean, problems, known, scope)
    key = key_of(kind, clean)
    first = known.first.get(key, number) if key else number
    if first != number and not there:
        problems.append(["uscc" if kind == FileKind.UNITS else "login", "twice_in_file", {"number": first}])
    status = RowStatus.BAD if problems else RowStatus.KNOWN if there else RowStatus.GOOD
    return Judged(clean, key, problems, status)


def key_of(kind: FileKind, cells: Mapping[str, str]) -> str:
    """What makes two rows the same thing: the credit code or the user name, cleaned; at most 64 characters."""
    if kind == FileKind.UNITS:
        return clean_uscc(cells.get("uscc", ""))[:64]
    return cells.get("login", "").strip().casefold()[:64]


def _cleaned(kind: FileKind, cells: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    clean: dict[str, str] = {}
    problems: list[Problem] = []
    for column in COLUMNS[kind]:
        raw = cells.get(column.key, "")
        try:
            clean[column.key] = clean_text(raw, column.most)
        except BadText as bad:
            clean[column.key] = raw
            long = bad.reason == "too_long"
            params = {"most": column.most} if long else {}
            problems.append([column.key, "cell_too_long" if long else "cell_unreadable", params])
            continue
        if column.needed and not clean[column.key]:
            problems.append([column.key, "cell_fill_in", {}])
    return clean, problems


def _judge_unit(cells: dict[str, str], problems: list[Problem], known: Known, scope: Scope) -> bool:
    """Add the problems of a unit's row; whether the unit is there already."""
    told = {problem[0] for problem in problems}
    cells["uscc"] = _code(cells["uscc"], problems, told)
    if cells["kind"] and KINDS.get(cells["kind"].casefold()) is None:
        problems.append(["kind", "kind_unknown", {}])
    _judge_region(cells["region"], problems, scope)
    _judge_phone(cells, problems)
    there = known.units.get(cells["uscc"])
    if there is not None and there.name != cells["name"] and "name" not in told:
        problems.append(["uscc", "uscc_other_name", {"name": there.name}])
    return there is not None


def _judge_region(text: str, problems: list[Problem], scope: Scope) -> None:
    region = region_of(text)
    if text and region is None:
        problems.append(["region", "region_unknown", {}])
    elif region is not None and not within(region, scope.territory):
        problems.append(["region", "region_outside", {}])


def region_of(text: str) -> str | None:
    """The code of the city or county a cell names; None for anything else."""
    return _REGIONS.get(text.casefold())


def _code(text: str, problems: list[Problem], told: set[str]) -> str:
    code = clean_uscc(text)
    fault = uscc_problem(code)
    if text and fault and "uscc" not in told:
        key = {"length": "uscc_length", "alphabet": "uscc_alphabet"}.get(fault, "uscc_check")
        problems.append(["uscc", key, {"length": len(code)}])
        return text
    return code


def _judge_phone(cells: dict[str, str], problems: list[Problem]) -> None:
    try:
        cells["phone"] = clean_phone(cells["phone"]) if cells["phone"] else ""
    except BadPhone:
        problems.append(["phone", "cell_not_a_phone", {}])


def _judge_person(cells: dict[str, str], problems: list[Problem], known: Known, scope: Scope) -> bool:
    """Add the problems of a person's row; whether the person is there already."""
    told = {problem[0] for problem in problems}
    cells["login"] = cells["login"].casefold()
    if cells["login"] and "login" not in told and refusals_for_login(cells["login"]):
        problems.append(["login", "cell_login_letters", {}])
    if refusals_for_email(cells["email"]):
        problems.append(["email", "cell_not_an_email", {}])
    _judge_phone(cells, problems)
    cells["uscc"] = _code(cells["uscc"], problems, told)
    unit = _judge_membership(cells["uscc"], problems, known, scope)
    _judge_duties(cells["duties"], problems, unit, scope)
    there = known.people.get(cells["login"])
    if there is not None and there != cells["name"] and "name" not in told:
        problems.append(["login", "login_other_name", {}])
    return there is not None


def _judge_membership(code: str, problems: list[Problem], known: Known, scope: Scope) -> Unit | None:
    if not code or any(problem[0] == "uscc" for problem in problems):
        return None
    unit = known.units.get(code)
    if unit is None:
        problems.append(["uscc", "unit_unknown", {}])
    elif not unit.active:
        problems.append(["uscc", "unit_stopped", {}])
    elif not within(unit.region, scope.territory):
        problems.append(["uscc", "region_outside", {}])
    return unit


def duties_of(text: str) -> tuple[list[Duty], list[str]]:
    """The duties a cell names, in order and once each, and the words that name none."""
    words = [word.strip() for word in _BETWEEN.split(text) if word.strip()]
    duties = [DUTY_WORDS[word.casefold()] for word in words if word.casefold() in DUTY_WORDS]
    return list(dict.fromkeys(duties)), [word for word in words if word.casefold() not in DUTY_WORDS]


def _judge_duties(text: str, problems: list[Problem], unit: Unit | None, scope: Scope) -> None:
    duties, unknown = duties_of(text)
    problems += [["duties", "duty_unknown", {"word": word[:30]}] for word in unknown]
    for duty in duties:
        if duty in NEVER_BY_FILE:
            problems.append(["duties", "duty_not_by_file", {}])
        elif not scope.any_post and duty not in UNIT_DUTIES:
            problems.append(["duties", "duty_not_yours", {}])
        elif unit is not None and refusals_for_post(duty=duty, kind=unit.kind, held=(), held_anywhere=()):
            problems.append(["duties", "duty_not_in_unit", {"duty": str(duty)}])
