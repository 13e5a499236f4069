"""A list state as SQL: one condition per group, so that counts can leave out a group's own filter."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from emall.catalogue.rules.browse import Browse
from emall.catalogue.words import GRADES

TABLES = (
    "FROM listing l JOIN product p ON p.id = l.product JOIN brand b ON b.id = p.brand"
    " JOIN organisation o ON o.id = l.supplier"
)
COUNTED = f"{TABLES} LEFT JOIN supplier_profile f ON f.organisation = o.id"
"""What conditions may ask about: the goods, and the credit of who offers them."""

FREE = "(l.stock_on_hand - l.stock_held >= l.min_order)"
_WHENS = " ".join(f"WHEN '{grade}' THEN {number}" for grade, number in GRADES.items())
CREDIT = f"(CASE left(f.grade, 1) {_WHENS} ELSE 0 END)"
FLAGS = {
    "next_day": "(l.delivery_days <= 1)",
    "local": "l.local_store",
    "in_stock": FREE,
    "hall": "('hall' = ANY(l.tags))",
}
"""Yes-or-no filters as conditions."""


@dataclass(slots=True)
class Conditions:
    """SQL conditions with their arguments: `scope` always holds, `groups` are the filters by name.

    `shelves` are the categories counted beside a list that lies in one of them; None: all that are in the scope.
    """

    scope: list[str] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)
    args: list[Any] = field(default_factory=list)
    ranked: str = ""  # placeholder of the ids in the search's order
    shelves: list[int] | None = None
    grouped: bool = False

    def arg(self, value: Any) -> str:
        """Add an argument; the placeholder that stands for it."""
        self.args.append(value)
        return f"${len(self.args)}"

    def where(self) -> str:
        """Scope and every filter."""
        return " AND ".join([*self.scope, *(f"({sql})" for sql in self.groups.values())])


def conditions(
    browse: Browse,
    *,
    categories: list[int] | None,
    names: dict[str, str],
    ids: list[int] | None = None,
    shelves: list[int] | None = None,
    args: Sequence[Any] = (),
) -> Conditions:
    """The conditions of a state.

    `categories` limits to these category ids, `ids` to these listings (what the search found), `shelves` are
    counted beside; `names` maps attribute keys to their names in a product's specification. Arguments follow `args`.
    """
    found = Conditions(scope=["l.status = 'live'"], args=list(args), grouped=browse.grouped)
    if ids is not None:
        found.ranked = found.arg(ids)
        found.scope.append(f"l.id = ANY({found.ranked}::bigint[])")
    if browse.supplier:
        found.scope.append(f"l.supplier = {found.arg(browse.supplier)}")
    if browse.product:
        found.scope.append(f"l.product = {found.arg(browse.product)}")
    if categories is not None:
        _category(found, categories, shelves)
    _choices(browse, found)
    _price(browse, found)
    for key in dict(browse.attributes):
        if key in names:
            found.groups[f"a.{key}"] = _has_value(found.arg(names[key]), found.arg(list(browse.group(key))))
    return found


def _category(found: Conditions, categories: list[int], shelves: list[int] | None) -> None:
    """A small list knows its category as one filter among others; the whole mall is never read for one shelf."""
    wanted = f"p.category = ANY({found.arg(categories)}::bigint[])"
    if len(found.scope) > 1:
        found.groups["category"] = wanted
    else:
        found.scope.append(wanted)
        found.shelves = shelves


def _has_value(name: str, values: str) -> str:
    """Whether a specification holds one of these values under a name; both given as placeholders."""
    pairs = "jsonb_array_elements(p.spec) e"
    return f"EXISTS (SELECT FROM {pairs} WHERE e->>0 = {name}::text AND e->>1 = ANY({values}::text[]))"


def _choices(browse: Browse, found: Conditions) -> None:
    if browse.brands:
        found.groups["brands"] = f"b.name = ANY({found.arg(list(browse.brands))}::text[])"
    if browse.policies:
        # Tags add up: who ticks two wants goods that carry both.
        found.groups["policies"] = f"l.tags @> {found.arg(list(browse.policies))}::varchar[]"
    if browse.homes:
        found.groups["homes"] = f"o.region = ANY({found.arg(list(browse.homes))}::text[])"
    if browse.origins:
        found.groups["origins"] = f"p.origin_region = ANY({found.arg(list(browse.origins))}::text[])"
    if browse.county:
        found.groups["county"] = f"{found.arg(browse.county)}::varchar = ANY(l.regions)"
    if browse.credit:
        found.groups["credit"] = f"{CREDIT} >= {found.arg(GRADES.get(browse.credit, 0))}::int"
    found.groups |= {flag: sql for flag, sql in FLAGS.items() if getattr(browse, flag)}


def _price(browse: Browse, found: Conditions) -> None:
    bounds = []
    if browse.least_fen is not None:
        bounds.append(f"l.price_fen >= {found.arg(browse.least_fen)}")
    if browse.most_fen is not None:
        bounds.append(f"l.price_fen <= {found.arg(browse.most_fen)}")
    if bounds:
        found.groups["price"] = " AND ".join(bounds)
