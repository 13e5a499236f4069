"""The words asked as a file for spreadsheets."""

from collections.abc import Iterable

from emall.database import Row
from emall.kernel.sheets import sheet
from emall.web.language import gettext as _


def words_file(rows: Iterable[Row]) -> bytes:
    """One line for each of the words: how often, how often empty, close only, by title only, times, last total."""
    head = [
        _("Words"),
        _("Searches"),
        _("Found nothing"),
        _("Only close goods"),
        _("Matched by title only"),
        _("Mean (ms)"),
        _("Slowest (ms)"),
        _("Goods found last"),
    ]
    lines = [
        [
            row.words,
            row.asked,
            row.empty,
            row.relaxed,
            row.degraded,
            int(row.mean_ms),
            row.slowest_ms,
            row.last_total,
        ]
        for row in rows
    ]
    return sheet([head, *lines])
