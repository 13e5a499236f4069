"""How many goods each filter value of a list would leave: one statement for every group."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

from emall.catalogue.queries.filters import COUNTED, CREDIT, FLAGS, Conditions
from emall.database import DB

BARS = 12
KEPT_SECONDS = 5.0
MOST_KEPT = 500
ATTRIBUTES = "attributes"


@dataclass(slots=True)
class Facets:
    """Counts of a list: `total` hits, hits per group and value, hits without each group's filter, price bars.

    A price bar holds the goods from its edge (fen) up to the next one's. Flags are counted under their own name
    with the one value "1". `grouped` totals count products, everything else counts offers.
    """

    total: int = 0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    without: dict[str, int] = field(default_factory=dict)
    least_fen: int | None = None
    most_fen: int | None = None
    bars: list[int] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)

    def flag(self, name: str) -> int:
        """Hits of a yes-or-no filter."""
        return self.counts.get(name, {}).get("1", 0)


_kept: OrderedDict[tuple[Any, ...], tuple[float, Facets]] = OrderedDict()


async def facets(
    found: Conditions, names: Mapping[str, str], *, codes: Mapping[str, Iterable[str]]
) -> Facets:
    """The counts for these conditions; `names` are the attributes to count, by key, `codes` the codes of each
    category's path, by its id.

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


def _statement(found: Conditions, names: Mapping[str, str]) -> tuple[str, list[Any]]:
    counted = replace(found, args=list(found.args))
    columns = [
        "l.price_fen, l.tags, l.regions, l.product, b.name AS brand, o.region AS home, p.category",
        f"p.origin_region AS origin, {CREDIT} AS credit",
        *(f"{sql} AS is_{flag}" for flag, sql in FLAGS.items()),
        *(["p.spec"] if names else []),
        *(f"({sql}) AS ok{at}" for at, sql in enumerate(found.groups.values())),
    ]
    base = f"SELECT {', '.join(columns)} {COUNTED} WHERE {' AND '.join(found.scope)}"
    head = f"WITH base AS MATERIALIZED ({base}), span AS (SELECT min(price_fen) lo, max(price_fen) hi FROM base) "
    groups = list(found.groups)
    parts = [_sums(groups, grouped=found.grouped), *_parts(groups)]
    parts += [_categories(counted, groups), *_attribute_parts(counted, names)]
    return head + " UNION ALL ".join(parts), counted.args


def _fits(groups: list[str], but: str = "") -> str:
    """The filters a row must pass, one group left out."""
    return " AND ".join([f"ok{at}" for at, name in enumerate(groups) if name != but]) or "true"


def _sums(groups: list[str], *, grouped: bool) -> str:
    """Single numbers in one pass: the total, each flag, and the total without each filter."""
    what = "DISTINCT product" if grouped else "*"
    wanted = [("total", "", f"count({what}) FILTER (WHERE {_fits(groups)})")]
    wanted += [(flag, "1", f"count(*) FILTER (WHERE is_{flag} AND {_fits(groups)})") for flag in FLAGS]
    wanted += [
        ("without", name, f"count({what}) FILTER (WHERE {_fits(groups, name)})")
        for name in groups
        if name != "category"
    ]
    numbers = ", ".join(f"{sql} AS n{at}" for at, (_, _, sql) in enumerate(wanted))
    rows = ", ".join(f"('{facet}', '{value}', n{at})" for at, (facet, value, _) in enumerate(wanted))
    return f"SELECT v.* FROM (SELECT {numbers} FROM base) s, LATERAL (VALUES {rows}) AS v(facet, value, n)"


def _parts(groups: list[str]) -> list[str]:
    def count(group: str, value: str, source: str = "base", *, own: bool = False) -> str:
        fits = _fits(groups, "" if own else group)
        return (
            f"SELECT '{group}' AS facet, {value}::text AS value, count(*) FILTER (WHERE {fits}) AS n"
            f" FROM {source} GROUP BY 2"
        )

    bar = f"width_bucket(price_fen::float8, lo::float8, hi + 1.0::float8, {BARS})"
    return [
        count("brands", "brand"),
        count("homes", "home"),
        count("origins", "origin"),
        count("credit", "credit"),
        count("county", "place", "base, unnest(regions) place"),
        count("policies", "tag", "base, unnest(tags) tag", own=True),
        count("price", bar, "base, span"),
        "SELECT 'least', '', lo FROM span",
        "SELECT 'most', '', hi FROM span",
    ]


def _categories(counted: Conditions, groups: list[str]) -> str:
    """Goods per category, the chosen one's filter left out; beside a single shelf its neighbours are counted."""
    if counted.shelves is None:
        return (
            "SELECT 'categories', category::text, count(*) FILTER"
            f" (WHERE {_fits(groups, 'category')}) FROM base GROUP BY 2"
        )
    filters = "".join(f" AND ({sql})" for sql in counted.groups.values())
    return (
        f"SELECT 'categories', p.category::text, count(*) {COUNTED} WHERE l.status = 'live'"
        f" AND p.category = ANY({counted.arg(counted.shelves)}::bigint[]){filters} GROUP BY 2"
    )


def _attribute_parts(counted: Conditions, names: Mapping[str, str]) -> list[str]:
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


def _gathered(rows: list[Any], codes: Mapping[str, Iterable[str]], names: Mapping[str, str]) -> Facets:
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
        elif facet == "categories":
            _add_up(result.counts.setdefault(facet, {}), codes.get(value, ()), number)
        elif value:  # goods without an origin are in no county of origin
            result.counts.setdefault(facet, {})[value] = number
    _bars(result, result.counts.pop("price", {}))
    return result


def _add_up(counts: dict[str, int], path: Iterable[str], number: int) -> None:
    """Goods of a category are goods of every category above it."""
    for code in path:
        counts[code] = counts.get(code, 0) + number


def _bars(result: Facets, prices: Mapping[str, int]) -> None:
    if result.least_fen is None or result.most_fen is None:
        return
    width = result.most_fen + 1 - result.least_fen
    result.bars = [prices.get(str(bar), 0) for bar in range(1, BARS + 1)]
    result.edges = [result.least_fen + width * bar // BARS for bar in range(BARS)]


def forget() -> None:
    """Count everything anew at the next request."""
    _kept.clear()
