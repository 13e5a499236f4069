"""Files for spreadsheets: CSV that opens well in Excel and that no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"  # without it Excel takes Chinese for something else
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")  # Excel takes full-width signs too


def neutral(text: str) -> str:
    """A cell no spreadsheet takes for a formula; reading it back takes the sign off again."""
    return f"'{text}" if text.startswith(FORMULA) else text


def sheet(lines: Iterable[Sequence[str | int]]) -> bytes:
    """Lines of cells as a file; numbers stay numbers."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(
        [neutral(cell) if isinstance(cell, str) else cell for cell in line] for line in lines
    )
    return (BOM + out.getvalue()).encode()
