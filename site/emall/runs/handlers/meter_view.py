"""The public figures as their page and their file show them."""

from typing import Any

from emall.database import Row
from emall.delays.words import PARTY_NAMES
from emall.kernel.sheets import sheet
from emall.runs.queries.meter import Meter, kept
from emall.runs.words import DAYS_OF_FIGURES, LEAST_RUNS, LEAST_UNITS
from emall.web.formats import county
from emall.web.language import CHINESE, language
from emall.web.language import gettext as _


async def meter_facts() -> dict[str, Any]:
    """The values of the page."""
    meter = await kept.get()
    return {
        "meter": meter,
        "days": DAYS_OF_FIGURES,
        "least_runs": LEAST_RUNS,
        "least_units": LEAST_UNITS,
        "groups": [
            (_("By county"), _("County"), [(county(row.region), row) for row in meter.regions]),
            (_("By shelf of the mall"), _("Shelf"), [(_shelf(row), row) for row in meter.categories]),
        ],
        "party_names": {party: _(word) for party, word in PARTY_NAMES.items()},
        "scale": max([row.waited[1] for row in meter.parties], default=0) or 1,
    }


def _shelf(row: Row) -> str:
    name = row.category_name if language() == CHINESE else row.category_name_en
    return str(name or row.category or _("Other"))


async def meter_file() -> bytes:
    """One line for each figure: group, name, purchases, then the quartiles of the whole run and of hands, in seconds."""
    meter = await kept.get()
    head = [_("Group"), _("Name"), _("Purchases")]
    head += [
        f"{what} {which}" for what in (_("whole run (s)"), _("hands on (s)")) for which in ("Q1", "Q2", "Q3")
    ]
    return sheet([head, *_lines(meter)])


def _lines(meter: Meter) -> list[list[str | int]]:
    lines: list[list[str | int]] = []
    if meter.whole:
        lines.append([_("All"), _("Lishui"), meter.whole.runs, *meter.whole.whole, *meter.whole.touch])
    lines += [[_("County"), county(row.region), row.runs, *row.whole, *row.touch] for row in meter.regions]
    lines += [[_("Shelf"), _shelf(row), row.runs, *row.whole, *row.touch] for row in meter.categories]
    lines += [
        [_("Waiting for"), _(PARTY_NAMES[row.party]), row.runs, *row.waited, *row.touched]
        for row in meter.parties
    ]
    return lines
