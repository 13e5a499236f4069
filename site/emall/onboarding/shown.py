"""Rows of a file as the page and the handed-out file say them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from emall.accounts.words import DUTY_NAMES
from emall.database import Row
from emall.kernel.refusal import Refusal
from emall.onboarding.words import COLUMNS, FileKind, RowStatus
from emall.web.language import N_, gettext, language
from emall.web.saying import say


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its column, its text, what is wrong with it, and what to look at although nothing is."""

    key: str
    head: str
    text: str
    problem: str
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file."""

    id: int
    number: int
    status: str
    cells: list[Cell]


def said(problem: Sequence[Any]) -> str:
    """The sentence of a problem kept in a row."""
    column, key, params = problem
    if "duty" in params:
        name = DUTY_NAMES[params["duty"]]
        params = {**params, "duty": gettext(name)}
    return say(Refusal(column, key, params)).text


def line(kind: FileKind, row: Row, warning: Sequence[Any] | None = None) -> Line:
    """A row with each problem at its cell, and its warning at one."""
    problems: dict[str, list[str]] = {}
    for problem in row.problems:
        problems.setdefault(problem[0], []).append(said(problem))
    cells = [
        Cell(
            column.key,
            head_of(column),
            row.cells.get(column.key, ""),
            " ".join(problems.get(column.key, ())),
            said(warning) if warning and warning[0] == column.key else "",
        )
        for column in COLUMNS[kind]
    ]
    return Line(row.id, row.number, row.status, cells)


def head_of(column: Any) -> str:
    """A column's head in the language in use."""
    return str(column.english if language() == "en" else column.chinese)


STANDINGS = {
    RowStatus.BAD: N_("To be fixed"),
    RowStatus.GOOD: N_("Ready to import"),
    RowStatus.WRITTEN: N_("Imported"),
    RowStatus.KNOWN: N_("Already there"),
}


KIND_NAMES = {FileKind.UNITS: N_("Units"), FileKind.PEOPLE: N_("People"), FileKind.BUDGET: N_("Budget lines")}


def kind_names() -> dict[str, str]:
    """What the kinds of files are called."""
    return {str(key): gettext(name) for key, name in KIND_NAMES.items()}


def standing_names() -> dict[str, str]:
    """What the standings of rows are called, in the order of their tabs."""
    return {str(key): gettext(name) for key, name in STANDINGS.items()}


def with_words(rows: Sequence[Row]) -> list[tuple[dict[str, Any], str]]:
    """Rows and all their problems in one text, for the file."""
    return [(row.cells, " ".join(map(said, row.problems))) for row in rows]
