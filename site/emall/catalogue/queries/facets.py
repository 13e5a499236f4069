"""How many goods each filter value of a list would leave: one statement for every group."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

from emall.catalogue.queries.filters import FREE, TABLES, Conditions, value_of
from emall.database import DB

BARS = 12
KEPT_SECONDS = 5.0
MOST_KEPT = 500
FLAGS = {"next_day": "delivery_days <= 1", "local": "local_store", "in_stock": "free"}


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
    result = _gathered(await DB.fetch(sql, *args), codes)
    _kept[key] = (monotonic() + KEPT_SECONDS, result)
    _kept.move_to_end(key)
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return result


def _statement(found: Conditions, names: dict[str, str]) -> tuple[str, list[Any]]:
    counted = replace(found, args=list(found.args))
    columns = [
        f"l.price_fen, l.tags, l.regions, l.local_store, l.delivery_days, {FREE} AS free",
        "b.name AS brand, o.region AS home, p.category",
        *(f"{value_of(counted.arg(name))} AS a{at}" for at, name in enumerate(names.values())),
        *(f"({sql}) AS ok{at}" for at, sql in enumerate(found.groups.values())),
    ]
    base = f"SELECT {', '.join(columns)} {TABLES} WHERE {' AND '.join(found.scope)}"
    head = f"WITH base AS MATERIALIZED ({base}), span AS (SELECT min(price_fen) lo, max(price_fen) hi FROM base) "
    return head + " UNION ALL ".join(_parts(list(found.groups), list(names))), counted.args


def _parts(groups: list[str], keys: list[str]) -> list[str]:
    def fits(but: str) -> str:
        return " AND ".join([f"ok{at}" for at, name in enumerate(groups) if name != but]) or "true"

    def count(
        group: str,
        value: str,
        source: str = "base",
        where: str = "true",
        own: bool = False,
    ) -> str:
        return (
            f"SELECT '{group}' AS facet, {value}::text AS value,"
            f" count(*) FILTER (WHERE {fits('' if own else group)}) AS n"
            f" FROM {source} WHERE {where} GROUP BY 2"
        )

    return [
        f"SELECT 'total' AS facet, '' AS value, count(*) FILTER (WHERE {fits('')}) AS n FROM base",
        count("brands", "brand"),
        count("categories", "category"),
        count("homes", "home"),
        count("policies", "tag", "base, unnest(tags) tag", own=True),
        count("county", "county", "base, unnest(regions) county"),
        *(count(flag, "'1'", where=sql) for flag, sql in FLAGS.items()),
        *(count(f"a.{key}", f"a{at}", where=f"a{at} IS NOT NULL") for at, key in enumerate(keys)),
        count(
            "price",
            f"width_bucket(price_fen::float8, lo::float8, hi + 1.0::float8, {BARS})",
            "base, span",
        ),
        *(
            f"SELECT 'without', '{group}', count(*) FILTER (WHERE {fits(group)}) FROM base"
            for group in groups
        ),
        "SELECT 'least', '', lo FROM span",
        "SELECT 'most', '', hi FROM span",
    ]


def _gathered(rows: list[Any], codes: dict[str, str]) -> Facets:
    result = Facets()
    for facet, value, number in rows:
        if facet == "total":
            result.total = number
        elif facet == "without":
            result.without[value] = number
        elif facet in ("least", "most"):
            setattr(result, f"{facet}_fen", number)
        else:
            known = codes.get(value, value) if facet == "categories" else value
            result.counts.setdefault(facet, {})[known] = number
    prices = result.counts.pop("price", {})
    result.bars = [prices.get(str(bar), 0) for bar in range(1, BARS + 1)]
    return result


def forget() -> None:
    """Count everything anew at the next request."""
    _kept.clear()
