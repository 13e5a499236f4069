"""The words asked as a file for spreadsheets."""

import csv
import io
from collections.abc import Iterable

from emall.database import Row
from emall.web.language import gettext as _

BOM = "\ufeff"  # without it Excel takes Chinese for something else
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")  # Excel takes full-width signs too


def neutral(text: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def words_file(rows: Iterable[Row]) -> bytes:
    """One line for each of the words: how often, how often empty, close only, without the engine, times, last total."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        [
            _("Words"),
            _("Searches"),
            _("Without hits"),
            _("Only close goods"),
            _("Engine away"),
            _("Mean ms"),
            _("Slowest ms"),
            _("Goods last time"),
        ]
    )
    for row in rows:
        figures = (row.asked, row.empty, row.relaxed, row.degraded, int(row.mean_ms), row.slowest_ms)
        writer.writerow([neutral(row.words), *figures, row.last_total])
    return (BOM + out.getvalue()).encode()
