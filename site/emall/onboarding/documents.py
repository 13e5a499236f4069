"""The files handed out: empty templates, rows with problems, invitation links. CSV that opens well in Excel."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from emall.onboarding.reading import FORMULA
from emall.onboarding.words import COLUMNS, PROBLEM_HEAD, Column, FileKind

BOM = "\ufeff"  # without it Excel takes Chinese for something else


def neutral(text: str) -> str:
    """A cell no spreadsheet takes for a formula; reading it back takes the sign off again."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _csv(lines: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([neutral(cell) for cell in line] for line in lines)
    return (BOM + out.getvalue()).encode()


def _head(columns: Sequence[Column], language: str) -> list[str]:
    return [column.chinese if language != "en" else column.english for column in columns]


def template(kind: FileKind, *, language: str) -> bytes:
    """The first row alone, ready to be filled in below."""
    return _csv([_head(COLUMNS[kind], language)])


def rows_with_problems(
    kind: FileKind, rows: Iterable[tuple[Mapping[str, Any], str]], *, language: str
) -> bytes:
    """The rows as they were read and a last column with what is wrong; mended, the file can be uploaded again."""
    head = [*_head(COLUMNS[kind], language), PROBLEM_HEAD["en" if language == "en" else "zh"]]
    keys = [column.key for column in COLUMNS[kind]]
    return _csv([head, *([*(str(cells.get(key, "")) for key in keys), said] for cells, said in rows)])


def links(rows: Iterable[Sequence[str]], *, language: str) -> bytes:
    """One line per new person: unit, name, user name, link, last day."""
    chinese = ["单位", "姓名", "账号", "邀请链接", "有效期至"]
    english = ["Unit", "Name", "User name", "Invitation link", "Valid until"]
    return _csv([english if language == "en" else chinese, *rows])
