"""The files handed out: empty templates, rows with problems, invitation links. CSV that opens well in Excel."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from emall.kernel.sheets import sheet
from emall.onboarding.words import COLUMNS, PROBLEM_HEAD, Column, FileKind


def _head(columns: Sequence[Column], language: str) -> list[str]:
    return [column.chinese if language != "en" else column.english for column in columns]


def template(kind: FileKind, *, language: str) -> bytes:
    """The first row alone, ready to be filled in below."""
    return sheet([_head(COLUMNS[kind], language)])


def rows_with_problems(
    kind: FileKind, rows: Iterable[tuple[Mapping[str, Any], str]], *, language: str
) -> bytes:
    """The rows as they were read and a last column with what is wrong; mended, the file can be uploaded again."""
    head = [*_head(COLUMNS[kind], language), PROBLEM_HEAD["en" if language == "en" else "zh"]]
    keys = [column.key for column in COLUMNS[kind]]
    return sheet([head, *([*(str(cells.get(key, "")) for key in keys), said] for cells, said in rows)])


def links(rows: Iterable[Sequence[str]], *, language: str) -> bytes:
    """One line per new person: unit, name, user name, link, last day."""
    chinese = ["单位", "姓名", "账号", "邀请链接", "有效期至"]
    english = ["Unit", "Name", "User name", "Invitation link", "Valid until"]
    return sheet([english if language == "en" else chinese, *rows])
