"""How many goods each filter value of a list would leave: one statement for every group."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

from emall.catalogue.queries.filters import TABLES, Conditions
from emall.database import DB

BARS = 12
KEPT_SECONDS = 5.0
MOST_KEPT = 500
ATTRIBUTES = "attributes"


@dataclass(slots=True)
class Facets:
    """Counts of a list: `total` hits, hits per group and value, hits without each group's filter, price bars."""

    total: int = 0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    without: dict[str, int] = field(default_factory=dict)
    least_fen: int | None = None
    most_fen: int | None = None
    bars: list[int] = field(default_factory=list)


_kept: OrderedDict[tuple[Any, ...], tuple[float, Facets]] = OrderedDict()


async def facets(found: Conditions, names: dict[str, str], *, codes: dict[str, str]) -> Facets:
    """The counts for these conditions; `names` are the attributes to count, by key, `codes` the categories' codes
    by id.

    Counts are kept for some seconds per state: a list may be that much behind in its numbers, never in its
    goods. Inside a transaction they are always counted anew.
    """
    sql, args = _statement(found, names)
    key = (sql, str(args))
    kept = _kept.get(key)
    if kept and kept[0] > monotonic() and not DB.transaction_exists():
        return kept[1]
    result = _gathered(await DB.fetch(sql, *args), codes, names)
    _kept[key] = (monotonic() + KEPT_SECONDS, result)
    _kept.move_to_end(key)
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return result


def _statement(found: Conditions, names: dict[str, str]) -> tuple[str, list[Any]]:
    counted = replace(found, args=list(found.args))
    columns = [
        "l.price_fen, l.tags, b.name AS brand, o.region AS home, p.category",
        *(["p.spec"] if names else []),
        *(f"({sql}) AS ok{at}" for at, sql in enumerate(found.groups.values())),
    ]
    base = f"SELECT {', '.join(columns)} {TABLES} WHERE {' AND '.join(found.scope)}"
    head = f"WITH base AS MATERIALIZED ({base}), span AS (SELECT min(price_fen) lo, max(price_fen) hi FROM base) "
    parts = [*_parts(list(found.groups)), *_attribute_parts(counted, names)]
    return head + " UNION ALL ".join(parts), counted.args


def _fits(groups: list[str], but: str = "") -> str:
    """The filters a row must pass, one group left out."""
    return " AND ".join([f"ok{at}" for at, name in enumerate(groups) if name != but]) or "true"


def _parts(groups: list[str]) -> list[str]:
    def count(group: str, value: str, source: str = "base", *, own: bool = False) -> str:
        fits = _fits(groups, "" if own else group)
        return (
            f"SELECT '{group}' AS facet, {value}::text AS value, count(*) FILTER (WHERE {fits}) AS n"
            f" FROM {source} GROUP BY 2"
        )

    bar = f"width_bucket(price_fen::float8, lo::float8, hi + 1.0::float8, {BARS})"
    return [
        f"SELECT 'total' AS facet, '' AS value, count(*) FILTER (WHERE {_fits(groups)}) AS n FROM base",
        count("brands", "brand"),
        count("categories", "category"),
        count("homes", "home"),
        count("policies", "tag", "base, unnest(tags) tag", own=True),
        count("price", bar, "base, span"),
        *(
            f"SELECT 'without', '{group}', count(*) FILTER (WHERE {_fits(groups, group)}) FROM base"
            for group in groups
        ),
        "SELECT 'least', '', lo FROM span",
        "SELECT 'most', '', hi FROM span",
    ]


def _attribute_parts(counted: Conditions, names: dict[str, str]) -> list[str]:
    """Values of attributes: those without a filter in one pass, each filtered one without its own filter."""
    groups = list(counted.groups)
    idle = [name for key, name in names.items() if f"a.{key}" not in groups]
    chosen = [(f"a.{key}", [name]) for key, name in names.items() if f"a.{key}" in groups]
    return [
        f"SELECT '{ATTRIBUTES}' AS facet, (e->>0) || '=' || (e->>1) AS value,"
        f" count(*) FILTER (WHERE {_fits(groups, group)}) AS n FROM base, jsonb_array_elements(spec) e"
        f" WHERE e->>0 = ANY({counted.arg(wanted)}::text[]) GROUP BY 2"
        for group, wanted in [("", idle), *chosen]
        if wanted
    ]


def _gathered(rows: list[Any], codes: dict[str, str], names: dict[str, str]) -> Facets:
    result, keys = Facets(), {name: key for key, name in names.items()}
    for facet, value, number in rows:
        if facet == "total":
            result.total = number
        elif facet in ("least", "most"):
            setattr(result, f"{facet}_fen", number)
        elif facet == "without":
            result.without[value] = number
        elif facet == ATTRIBUTES:
            name, _, text = value.partition("=")
            result.counts.setdefault(f"a.{keys[name]}", {})[text] = number
        else:
            known = codes.get(value, value) if facet == "categories" else value
            result.counts.setdefault(facet, {})[known] = number
    prices = result.counts.pop("price", {})
    result.bars = [prices.get(str(bar), 0) for bar in range(1, BARS + 1)]
    return result


def forget() -> None:
    """Count everything anew at the next request."""
    _kept.clear()
