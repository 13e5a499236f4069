"""Listings side by side: rows of facts, which of them differ, and what a supplier left blank."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from emall.catalogue.handlers.cards import picture, tag_of
from emall.catalogue.handlers.narrowing import chinese
from emall.catalogue.handlers.product_view import percent
from emall.database import Row
from emall.web.formats import county
from emall.web.language import gettext, ngettext
from emall.web.templating import Pages


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of every listing; blank texts were not filled in."""

    name: str
    values: list[str]

    @property
    def differs(self) -> bool:
        """Whether the listings are not all the same here."""
        return len({str(value) for value in self.values}) > 1


def comparison(pages: Pages, rows: list[Row], *, different: bool) -> dict[str, Any]:
    """The values of the comparison template; with `different` only the lines that differ."""
    sections = [
        (gettext("Goods"), _goods(rows)),
        (gettext("Specification"), _specification(rows)),
        (gettext("Supplier and service"), _service(rows)),
    ]
    if different:
        sections = [(title, [line for line in lines if line.differs]) for title, lines in sections]
    query = "&".join(f"ids={row.id}" for row in rows)
    return {
        "rows": rows,
        "columns": [
            (
                row,
                picture(pages, row.images[0]["digest"] if row.images else None, row.art),
            )
            for row in rows
        ],
        "sections": [(title, lines) for title, lines in sections if lines],
        "different": different,
        "switch": f"/mall/compare?{query}" + ("" if different else "&different=1"),
        "without": {row.id: _without(rows, row.id, different) for row in rows},
    }


def _without(rows: list[Row], listing: int, different: bool) -> str:
    kept = [f"ids={row.id}" for row in rows if row.id != listing]
    return "/mall/compare?" + "&".join([*kept, *(["different=1"] if different else [])])


def _lines(rows: list[Row], facts: list[tuple[str, Callable[[Row], str]]]) -> list[Line]:
    return [Line(name, [value(row) for row in rows]) for name, value in facts]


def _goods(rows: list[Row]) -> list[Line]:
    return _lines(
        rows,
        [
            (gettext("Brand"), lambda row: chinese(row.brand)),
            (gettext("Model"), lambda row: chinese(row.model)),
            (gettext("Maker"), lambda row: chinese(row.maker)),
            (gettext("Policy tags"), _tags),
            (gettext("Smallest order"), lambda row: Markup("{} {}").format(row.min_order, chinese(row.unit))),
        ],
    )


def _tags(row: Row) -> str:
    return Markup(" · ").join(tag_of(tag["kind"])[0] for tag in row.tags)


def _specification(rows: list[Row]) -> list[Line]:
    names: dict[str, None] = {}
    for row in rows:
        names |= dict.fromkeys(name for name, _ in row.spec)
    known = [dict(map(tuple, row.spec)) for row in rows]
    return [Line(chinese(name), [chinese(spec.get(name, "")) for spec in known]) for name in names]


def _service(rows: list[Row]) -> list[Line]:
    return _lines(
        rows,
        [
            (gettext("Supplier"), lambda row: chinese(row.supplier_name)),
            (gettext("County"), lambda row: county(row.county)),
            (gettext("Credit grade"), lambda row: row.grade or ""),
            (gettext("On time"), lambda row: percent(row.on_time_permille)),
            (gettext("Stock"), lambda row: f"{row.free:,} {row.unit}"),
            (gettext("Delivered within"), lambda row: _days(row.delivery_days)),
            (gettext("Returns"), lambda row: _returns(row.return_days)),
            (gettext("Warranty"), lambda row: _months(row.warranty_months)),
        ],
    )


def _days(days: int) -> str:
    return ngettext("within %(num)s working day", "within %(num)s working days", days)


def _returns(days: int | None) -> str:
    return ngettext("within %(num)s day", "within %(num)s days", days) if days else ""


def _months(months: int | None) -> str:
    return ngettext("%(num)s month", "%(num)s months", months) if months else ""
