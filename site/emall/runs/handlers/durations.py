"""Spans of time as people read them."""

from emall.web.language import CHINESE, language
from emall.web.language import gettext as _

DAY, HOUR, MINUTE = 86400, 3600, 60
DAYS_FROM = 72 * HOUR
"""From so long on a span is told in days and hours; below, hours keep their sum."""


def parts(seconds: int) -> list[tuple[str, str]]:
    """Two figures with their units, the second with its zero: 8 min 42 s · 48 h 05 min · 12 d 03 h; one below a minute."""
    if seconds < MINUTE:
        return [(str(seconds), _("s"))]
    if seconds < HOUR:
        return [(str(seconds // MINUTE), _("min")), (f"{seconds % MINUTE:02}", _("s"))]
    if seconds < DAYS_FROM:
        return [(f"{seconds // HOUR}", _("h")), (f"{seconds % HOUR // MINUTE:02}", _("min"))]
    return [(f"{seconds // DAY}", _("d")), (f"{seconds % DAY // HOUR:02}", _("h"))]


def words(seconds: int) -> str:
    """The same in one run of text; nothing for no time at all."""
    if seconds <= 0:
        return "–"
    gap = "" if language() == CHINESE else " "
    return gap.join(f"{figure}{gap}{unit}" for figure, unit in parts(seconds))
