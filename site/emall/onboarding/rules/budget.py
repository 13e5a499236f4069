"""Rows of budget lines: whose line, which line, what it is granted in all."""

import re
from collections.abc import Mapping

from emall.accounts.words import OrganisationKind
from emall.budget.rules import LineKey, LineSums, refusals_for_amount
from emall.kernel.figures import half_width, ungrouped
from emall.kernel.money import BadAmount, parse_fen
from emall.onboarding.rules.cells import judge_code, judge_membership
from emall.onboarding.rules.facts import Known, Problem, Scope

_CODE = re.compile(r"[0-9]{3,7}")
_WAN = re.compile(r"([0-9]{1,8})(?:\.([0-9]{1,6}))?")
OF_LINE = ("year", "code", "functional", "fund", "project")
"""Columns that tell the lines of one unit apart."""


def judge_line(cells: dict[str, str], problems: list[Problem], known: Known, scope: Scope) -> bool:
    """Add the problems of a budget line's row; whether the line is there with that amount."""
    told = {problem[0] for problem in problems}
    cells["uscc"] = judge_code(cells["uscc"], problems, told)
    unit = judge_membership(cells["uscc"], problems, known, scope)
    if unit is not None and unit.kind != OrganisationKind.PUBLIC_UNIT:
        problems.append(["uscc", "unit_without_budget", {}])
    if cells["year"] and cells["year"] not in {str(scope.year + step) for step in (-1, 0, 1)}:
        problems.append(["year", "cell_not_a_year", {}])
    for name in ("code", "functional"):
        if cells[name] and not _CODE.fullmatch(cells[name]):
            problems.append([name, "cell_not_a_code", {}])
    fen = _judge_amount(cells, problems)
    if problems or fen is None or unit is None:
        return False
    line = known.lines.get(line_key(cells, unit.id))
    return line is not None and _judge_change(
        line, fen, "amount" if cells["amount"] else "amount_wan", problems
    )


def _judge_amount(cells: Mapping[str, str], problems: list[Problem]) -> int | None:
    if bool(cells["amount"]) == bool(cells["amount_wan"]):
        problems.append(["amount", "amount_twice" if cells["amount"] else "amount_missing", {}])
        return None
    fen = amount_of(cells)
    if fen is None:
        problems.append(["amount" if cells["amount"] else "amount_wan", "cell_not_an_amount", {}])
    return fen


def amount_of(cells: Mapping[str, str]) -> int | None:
    """What a row grants, in fen; None for no amount of money. Ten thousand yuan have up to six decimals."""
    if cells["amount"]:
        try:
            return parse_fen(cells["amount"])
        except BadAmount:
            return None
    found = _WAN.fullmatch(ungrouped(half_width(cells["amount_wan"])))
    return int(found[1]) * 1_000_000 + int((found[2] or "").ljust(6, "0")) if found else None


def _judge_change(line: LineSums, fen: int, column: str, problems: list[Problem]) -> bool:
    """What speaks against granting a known line another amount; whether it is granted that much already."""
    if fen == line.granted_fen:
        return True
    if fen and line.granted_fen and 10_000 in (fen / line.granted_fen, line.granted_fen / fen):
        problems.append([column, "amount_ten_thousandfold", {}])
    refusals = refusals_for_amount(line=line, fen=fen)
    problems += [[column, one.key, dict(one.params)] for one in refusals]
    return False


def takes_back(cells: Mapping[str, str], line: LineSums, carried_fen: int) -> Problem | None:
    """What a good row is warned of: an amount that takes back money carried over to its line."""
    fen = amount_of(cells)
    back = min(line.granted_fen - fen, carried_fen) if fen is not None else 0
    if back <= 0:
        return None
    column = "amount" if cells["amount"] else "amount_wan"
    return [column, "takes_back_carried", {"carried_fen": carried_fen, "back_fen": back}]


def line_key(cells: Mapping[str, str], unit: int) -> LineKey:
    """Which budget line of a unit (by id) a row speaks of."""
    return LineKey(
        unit, int(cells["year"]), cells["code"], cells["functional"], cells["fund"], cells["project"]
    )
