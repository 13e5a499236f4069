"""Reads an uploaded file into rows of text: CSV or Excel, told apart by what is in it, not by its name."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import python_calamine

from emall.kernel.archives import DAMAGED, is_bearable
from emall.kernel.refusal import Refused
from emall.kernel.sheets import FORMULA
from emall.onboarding.words import COLUMNS, FILE_MOST_MB, ROWS_MOST, Column, FileKind

UNPACKED_MOST = 60_000_000  # bytes; a spreadsheet of 20,000 rows needs a tenth
PARTS_MOST = 500
COLUMNS_MOST = 60
CELL_MOST = 500
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file under the keys of its columns, each with the number of its line."""

    rows: list[tuple[int, dict[str, str]]]


def read_sheet(content: bytes, *, kind: FileKind) -> Sheet:
    """The rows of an upload. Raises Refused on `file` when it is too large, unreadable, empty or lacks columns."""
    if len(content) > FILE_MOST_MB * 1_000_000:
        raise Refused("file", "file_too_large", most=FILE_MOST_MB)
    lines = _excel(content) if content.startswith(_ZIP) else _csv(content)
    filled = [(at, line) for at, line in enumerate(lines, start=1) if any(cell.strip() for cell in line)]
    if not filled:
        raise Refused("file", "file_empty")
    places = _places(filled[0][1], COLUMNS[kind])
    rows = [(at, _row(line, places)) for at, line in filled[1:]]
    rows = [(at, cells) for at, cells in rows if any(cells.values())]
    if not rows:
        raise Refused("file", "file_empty")
    if len(rows) > ROWS_MOST:
        raise Refused("file", "file_too_long", most=ROWS_MOST, count=len(rows))
    return Sheet(rows)


def _csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    head = text.lstrip().partition("\n")[0]
    between = max(",;\t", key=head.count)
    try:
        yield from _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=between))
    except csv.Error as error:
        raise Refused("file", "file_unreadable") from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("file", "file_unreadable")


def _bounded(lines: Iterable[Sequence[Any]]) -> Iterator[list[str]]:
    for line in lines:
        yield [_text(cell)[:CELL_MOST] for cell in line[:COLUMNS_MOST]]


def _excel(content: bytes) -> Iterator[list[str]]:
    """The first sheet; how large it unpacks is looked at before it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            fits = is_bearable(packed, parts=PARTS_MOST, unpacked=UNPACKED_MOST)
            if not fits or packed.testzip() is not None:  # a false size shows as a wrong checksum
                raise Refused("file", "file_unreadable")
        sheet = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
        if sheet.height > 4 * ROWS_MOST:
            raise Refused("file", "file_too_long", most=ROWS_MOST, count=sheet.height)
        above = [[""]] * (sheet.start[0] if sheet.start else 0)  # empty lines at the top count as lines too
        yield from _bounded([*above, *sheet.to_python(skip_empty_area=True)])
    except (*DAMAGED, python_calamine.CalamineError) as error:
        raise Refused("file", "file_unreadable") from error


def _text(cell: Any) -> str:
    """A cell as text: whole numbers without a point, days as days; a leading ' before a formula sign is taken off."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    text = str(cell)
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


def _places(head: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Where each column stands; the first row names them in either language."""
    known = {
        _plain(word): column
        for column in columns
        for word in (column.key, column.chinese, column.english, *column.also)
    }
    found: dict[str, int] = {}
    twice = []
    for at, word in enumerate(head):
        column = known.get(_plain(word))
        if column is not None:
            twice += [word.strip()] if column.key in found else []
            found.setdefault(column.key, at)
    if twice:
        raise Refused("file", "columns_twice", columns="、".join(twice))
    missing = [column.chinese for column in columns if column.needed and column.key not in found]
    if missing:
        raise Refused("file", "columns_missing", columns="、".join(missing))
    return found


def _plain(word: str) -> str:
    return word.replace("*", "").replace(" ", "").replace("（", "(").replace("）", ")").strip().casefold()


def _row(line: Sequence[str], places: dict[str, int]) -> dict[str, str]:
    return {key: line[at].strip() if at < len(line) else "" for key, at in places.items()}
