"""The state of a list of goods as its address carries it: what is asked, narrowed, sorted and compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

SORTS = ("best", "price_asc", "price_desc", "sales", "newest")
VIEWS = ("grid", "list")
SIZES = (24, 48)
LARGEST_SIZE = 60
MOST_COMPARED = 4
DEEPEST = 10_000
MOST_CHOSEN = 20

FLAGS = ("next_day", "local", "in_stock", "hall")
MANY = ("brands", "policies", "homes", "origins")
ONE = ("county", "credit")
NAMES = {
    "brands": "brand",
    "policies": "policy",
    "homes": "home",
    "origins": "origin",
    "compared": "compare",
}
CREDITS = ("A", "B", "C")
"""Lowest grades that can be asked for (A 及以上 …); everybody has D or better."""


@dataclass(frozen=True, slots=True)
class Browse:
    """One state of the list; money in fen, counties as region codes, `attributes` as (key, value) pairs.

    `product` lists the offers of one product (同款商品), `grouped` shows each product once, `credit` is the lowest
    grade of the supplier. `of` is the category whose attributes are meant where the list is wider than that.
    """

    text: str = ""
    category: str = ""
    supplier: int = 0
    product: int = 0
    brands: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    credit: str = ""
    county: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    of: str = ""
    least_fen: int | None = None
    most_fen: int | None = None
    next_day: bool = False
    local: bool = False
    in_stock: bool = False
    hall: bool = False
    grouped: bool = False
    sort: str = "best"
    view: str = "grid"
    size: int = SIZES[0]
    page: int = 1
    compared: tuple[int, ...] = ()

    @property
    def path(self) -> str:
        """Where this list lives: a shop, a category or the search."""
        if self.supplier:
            return f"/shop/{self.supplier}"
        if self.category and not self.text and not self.product:
            return f"/mall/c/{quote(self.category)}"
        return "/mall/search"

    @property
    def url(self) -> str:
        """The address of exactly this state."""
        pairs = self.pairs()
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def pairs(self, *, but: Sequence[str] = ()) -> list[tuple[str, str]]:
        """The query string as (name, value) pairs, defaults left out, the named ones skipped."""
        found: list[tuple[str, str]] = [("q", self.text)] if self.text else []
        if self.category and not self.path.startswith("/mall/c/"):
            found.append(("category", self.category))
        found += [("product", str(self.product))] if self.product else []
        for field in (*MANY, "compared"):
            found += [(NAMES[field], str(value)) for value in getattr(self, field)]
        found += [(f"a.{key}", value) for key, value in self.attributes]
        found += [("of", self.of)] if self.of and self.attributes else []
        found += [(name, getattr(self, name)) for name in ONE if getattr(self, name)]
        found += [(name, yuan(fen)) for name, fen in (("min", self.least_fen), ("max", self.most_fen)) if fen]
        found += [(flag, "1") for flag in FLAGS if getattr(self, flag)]
        found += [("group", "1")] if self.grouped else []
        for field, usual in (("sort", SORTS[0]), ("view", VIEWS[0]), ("size", SIZES[0]), ("page", 1)):
            if getattr(self, field) != usual:
                found.append((field, str(getattr(self, field))))
        return [pair for pair in found if pair[0] not in but]

    def having(self, **changes: Any) -> "Browse":
        """Another state; every change but turning the page starts again at page one."""
        return replace(self, **{"page": 1, **changes})

    def turned(self, page: int) -> "Browse":
        """The same list on another page."""
        return replace(self, page=page)

    def switched(self, flag: str) -> "Browse":
        """A yes-or-no filter set when it was not, and the other way round."""
        return self.having(**{flag: not getattr(self, flag)})

    def toggled(self, field: str, value: str) -> "Browse":
        """The value of a group taken in, or left out when it was in."""
        chosen = getattr(self, field)
        kept = tuple(item for item in chosen if item != value)
        return self.having(**{field: kept if len(kept) < len(chosen) else (*chosen, value)})

    def comparing(self, listing: int) -> "Browse":
        """The same page with a listing put on the comparison, or taken off it."""
        kept = tuple(item for item in self.compared if item != listing)
        if len(kept) == len(self.compared):
            kept = (*kept, listing)[-MOST_COMPARED:]
        return replace(self, compared=kept)

    @property
    def narrowed(self) -> int:
        """How many filters are set, the price range counting as one."""
        many = sum(len(getattr(self, field)) for field in (*MANY, "attributes"))
        ranged = self.least_fen is not None or self.most_fen is not None
        alone = sum(bool(getattr(self, field)) for field in (*FLAGS, *ONE))
        return int(many + alone + ranged)

    def cleared(self) -> "Browse":
        """The list without any filter; words, category, order and comparison stay."""
        empty: dict[str, Any] = dict.fromkeys((*MANY, "attributes"), ())
        empty |= dict.fromkeys(FLAGS, False) | dict.fromkeys(ONE, "")
        return self.having(**empty, least_fen=None, most_fen=None)

    def of_offers(self) -> "Browse":
        """Of the filters those one offer of a product may pass and another not; brand and the like are the product's."""
        kept = ("policies", "homes", "least_fen", "most_fen", *ONE, *FLAGS)
        return Browse(**{name: getattr(self, name) for name in kept})

    def offers(self, product: int) -> "Browse":
        """The offers of one product that pass this list's filters, cheapest first."""
        return replace(self.of_offers(), product=product, sort="price_asc")

    def group(self, key: str) -> tuple[str, ...]:
        """The chosen values of one attribute."""
        return tuple(value for name, value in self.attributes if name == key)


def yuan(fen: int | None) -> str:
    """Fen as the shortest amount in yuan for an input: 5000 gives 50, 5050 gives 50.5."""
    if fen is None:
        return ""
    return f"{fen // 100}.{fen % 100:02d}".rstrip("0").rstrip(".")


def pages_of(total: int, size: int) -> int:
    """How many pages a list has; an empty one has one."""
    return max(1, -(-total // size))


def loosened(browse: Browse, counts: Mapping[str, int]) -> list[tuple[str, str, int, Browse]]:
    """For a list without hits: each filter whose removal brings goods back, as (group, value, hits, state).

    `counts` maps a group to the hits there would be without it.
    """
    found = []
    for group, hits in counts.items():
        if hits <= 0 or group == "all":
            continue
        for value in _values(browse, group):
            found.append((group, value, hits, _dropped(browse, group)))
            break
    return sorted(found, key=lambda item: -item[2])[:4]


def _values(browse: Browse, group: str) -> tuple[str, ...]:
    if group.startswith("a."):
        return browse.group(group[2:])
    if group == "price":
        return (f"¥{yuan(browse.least_fen)}–{yuan(browse.most_fen)}",)
    value = getattr(browse, group)
    return value if isinstance(value, tuple) else (str(value),)


def _dropped(browse: Browse, group: str) -> Browse:
    if group.startswith("a."):
        return browse.having(attributes=tuple(p for p in browse.attributes if p[0] != group[2:]))
    if group == "price":
        return browse.having(least_fen=None, most_fen=None)
    empty: Any = () if group in MANY else "" if group in (*ONE, "category") else False
    return browse.having(**{group: empty})


def each_dropped(browse: Browse) -> list[tuple[str, Browse]]:
    """Every filter group in use with the state that leaves it out, in the order of the page."""
    groups = [name for name in MANY if getattr(browse, name)]
    groups += [f"a.{key}" for key in dict(browse.attributes)]
    groups += ["price"] if browse.least_fen is not None or browse.most_fen is not None else []
    groups += [name for name in (*FLAGS, *ONE) if getattr(browse, name)]
    return [(group, _dropped(browse, group)) for group in groups]
