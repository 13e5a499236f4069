"""What is wrong with a row, cell by cell, and what it means when nothing is."""

import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from emall.accounts.rules import refusals_for_email, refusals_for_login, refusals_for_post
from emall.accounts.words import UNIT_DUTIES, Duty
from emall.kernel.codes import clean_uscc
from emall.kernel.text import BadText, clean_text
from emall.onboarding.rules.budget import OF_LINE, judge_line
from emall.onboarding.rules.cells import judge_code, judge_membership, judge_phone, judge_region
from emall.onboarding.rules.facts import Judged, Known, Problem, Scope, Unit
from emall.onboarding.words import COLUMNS, DUTY_WORDS, KINDS, NEVER_BY_FILE, FileKind, RowStatus

_BETWEEN = re.compile(r"[、,，;；/|\n]+")


def judge(kind: FileKind, number: int, cells: Mapping[str, str], *, known: Known, scope: Scope) -> Judged:
    """Every problem of a row. A row that says what is there already is neither good nor bad, but known."""
    clean, problems = _cleaned(kind, cells)
    there = JUDGES[kind](clean, problems, known, scope)
    key = key_of(kind, clean)
    first = known.first.get(key, number) if key else number
    if first != number and not there:
        problems.append([_TOLD_AT[kind], "twice_in_file", {"number": first}])
    status = RowStatus.BAD if problems else RowStatus.KNOWN if there else RowStatus.GOOD
    return Judged(clean, key, problems, status)


def key_of(kind: FileKind, cells: Mapping[str, str]) -> str:
    """What makes two rows the same thing: the credit code, the user name, a digest of what tells budget lines apart.

    At most 64 characters.
    """
    if kind == FileKind.UNITS:
        return clean_uscc(cells.get("uscc", ""))[:64]
    if kind == FileKind.BUDGET:
        return _digest(
            [clean_uscc(cells.get("uscc", "")), *(cells.get(name, "").strip() for name in OF_LINE)]
        )
    return cells.get("login", "").strip().casefold()[:64]


def _digest(parts: Iterable[str]) -> str:
    return blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


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
    cells["uscc"] = judge_code(cells["uscc"], problems, told)
    if cells["kind"] and KINDS.get(cells["kind"].casefold()) is None:
        problems.append(["kind", "kind_unknown", {}])
    judge_region(cells["region"], problems, scope)
    judge_phone(cells, problems)
    there = known.units.get(cells["uscc"])
    if there is not None and there.name != cells["name"] and "name" not in told:
        problems.append(["uscc", "uscc_other_name", {"name": there.name}])
    return there is not None


def _judge_person(cells: dict[str, str], problems: list[Problem], known: Known, scope: Scope) -> bool:
    """Add the problems of a person's row; whether the person is there already."""
    told = {problem[0] for problem in problems}
    cells["login"] = cells["login"].casefold()
    if cells["login"] and "login" not in told and refusals_for_login(cells["login"]):
        problems.append(["login", "cell_login_letters", {}])
    if refusals_for_email(cells["email"]):
        problems.append(["email", "cell_not_an_email", {}])
    judge_phone(cells, problems)
    cells["uscc"] = judge_code(cells["uscc"], problems, told)
    unit = judge_membership(cells["uscc"], problems, known, scope)
    _judge_duties(cells["duties"], problems, unit, scope)
    there = known.people.get(cells["login"])
    if there is not None and there != cells["name"] and "name" not in told:
        problems.append(["login", "login_other_name", {}])
    return there is not None


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


JUDGES = {FileKind.UNITS: _judge_unit, FileKind.PEOPLE: _judge_person, FileKind.BUDGET: judge_line}
_TOLD_AT = {FileKind.UNITS: "uscc", FileKind.PEOPLE: "login", FileKind.BUDGET: "code"}
