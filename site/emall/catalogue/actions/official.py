"""Takes in the official catalogue from a file: good rows are kept, each bad cell is named."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from emall.database import DB

COLUMNS = ("code", "name", "level", "parent", "flag")
BATCH = 1000
_CODE = re.compile(r"[ABC][0-9]{0,11}")
_EDITION = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class BadCell:
    """What is wrong in one cell: the line of the file from 1, the column, the text found, and why."""

    line: int
    column: str
    text: str
    reason: str


@dataclass(slots=True)
class Entry:
    """One line of the official catalogue."""

    line: int
    code: str
    name: str
    level: int
    parent: str
    flag: str


@dataclass(slots=True)
class Taken:
    """What came of a file: entries written, and the cells that kept others out."""

    written: int = 0
    bad: list[BadCell] = field(default_factory=list)


async def import_official(path: Path, *, edition: str) -> Taken:
    """Write the entries of a CSV file (UTF-8; code,name,level,parent,flag) into an edition, replacing their names.

    A row is refused when a cell is wrong or its parent is neither in the file nor there already. Raises ValueError
    when the edition is no year or the file lacks a column.
    """
    if not _EDITION.fullmatch(edition):
        raise ValueError("the edition is a year, for example 2022")
    taken = Taken()
    with path.open(encoding="utf-8-sig", newline="") as lines:
        entries = list(_entries(csv.DictReader(lines), taken.bad))
    known = {
        row.code for row in await DB.fetch("SELECT code FROM official_category WHERE edition = $1", edition)
    }
    good = list(_with_parents(entries, known, taken.bad))
    async with DB.transaction():
        for start in range(0, len(good), BATCH):
            await _write(good[start : start + BATCH], edition)
    taken.written = len(good)
    return taken


def _entries(rows: "csv.DictReader[str]", bad: list[BadCell]) -> Iterator[Entry]:
    missing = [name for name in COLUMNS[:4] if name not in (rows.fieldnames or ())]
    if missing:
        raise ValueError(f"the file lacks the column {', '.join(missing)}")
    seen: set[str] = set()
    for row in rows:
        cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
        found = list(_bad_cells(cells, rows.line_num, seen))
        bad += found
        if not found:
            seen.add(cells["code"])
            level = int(cells["level"])
            yield Entry(
                rows.line_num,
                cells["code"],
                cells["name"],
                level,
                cells["parent"],
                cells["flag"],
            )


def _bad_cells(cells: Mapping[str, str], line: int, seen: set[str]) -> Iterator[BadCell]:
    if not _CODE.fullmatch(cells["code"]):
        yield BadCell(
            line,
            "code",
            cells["code"],
            "a code is A, B or C and digits, 12 characters at most",
        )
    elif cells["code"] in seen:
        yield BadCell(line, "code", cells["code"], "the code stands in the file twice")
    if not 0 < len(cells["name"]) <= 120:
        yield BadCell(line, "name", cells["name"], "a name has 1 to 120 characters")
    if not re.fullmatch(r"[0-9]", cells["level"]):
        yield BadCell(line, "level", cells["level"], "a level is one digit")
    if cells["parent"] and not _CODE.fullmatch(cells["parent"]):
        yield BadCell(line, "parent", cells["parent"], "the parent is no code")
    if len(cells["flag"]) > 20:
        yield BadCell(line, "flag", cells["flag"], "a flag has 20 characters at most")


def _with_parents(entries: list[Entry], known: set[str], bad: list[BadCell]) -> Iterator[Entry]:
    """Entries whose parent is there, whatever the order of the file; a missing parent keeps its children out too."""
    codes = {entry.code: entry for entry in entries}
    lost: set[str] = set()
    changed = True
    while changed:
        changed = False
        for entry in entries:
            there = (
                not entry.parent
                or (entry.parent in codes and entry.parent not in lost)
                or entry.parent in known
            )
            if entry.code not in lost and not there:
                lost.add(entry.code)
                bad.append(
                    BadCell(
                        entry.line,
                        "parent",
                        entry.parent,
                        "there is no such entry in this edition",
                    )
                )
                changed = True
    yield from (entry for entry in entries if entry.code not in lost)


async def _write(entries: list[Entry], edition: str) -> None:
    await DB.execute(
        "INSERT INTO official_category (edition, code, name, level, parent_code, flag)"
        " SELECT $1, * FROM unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::text[])"
        " ON CONFLICT (edition, code) DO UPDATE SET name = excluded.name, level = excluded.level,"
        " parent_code = excluded.parent_code, flag = excluded.flag",
        edition,
        [entry.code for entry in entries],
        [entry.name for entry in entries],
        [entry.level for entry in entries],
        [entry.parent for entry in entries],
        [entry.flag for entry in entries],
    )


def write_bad_cells(path: Path, bad: Iterable[BadCell]) -> None:
    """The error file: line, column, text, reason; with a mark so that office programs read it as UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.writer(out)
        table.writerow(("line", "column", "text", "reason"))
        table.writerows((cell.line, cell.column, _inert(cell.text), cell.reason) for cell in bad)


def _inert(text: str) -> str:
    """A text no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
