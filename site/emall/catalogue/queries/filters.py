"""A list state as SQL: one condition per group, so that counts can leave out a group's own filter."""

from dataclasses import dataclass, field
from typing import Any

from emall.catalogue.rules.browse import Browse

TABLES = (
    "FROM listing l JOIN product p ON p.id = l.product JOIN brand b ON b.id = p.brand"
    " JOIN organisation o ON o.id = l.supplier"
)
FREE = "(l.stock_on_hand - l.stock_held >= l.min_order)"


@dataclass(slots=True)
class Conditions:
    """SQL conditions with their arguments: `scope` always holds, `groups` are the filters by name."""

    scope: list[str] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)
    args: list[Any] = field(default_factory=list)
    ranked: str = ""  # placeholder of the ids in the search's order

    def arg(self, value: Any) -> str:
        """Add an argument; the placeholder that stands for it."""
        self.args.append(value)
        return f"${len(self.args)}"

    def where(self, *, but: str = "") -> str:
        """Scope and every filter, one group left out on request."""
        return " AND ".join(
            [
                *self.scope,
                *(f"({sql})" for name, sql in self.groups.items() if name != but),
            ]
        )


def conditions(
    browse: Browse,
    *,
    categories: list[int] | None,
    names: dict[str, str],
    ids: list[int] | None = None,
) -> Conditions:
    """The conditions of a state.

    `categories` limits to these category ids, `ids` to these listings (what the search found);
    `names` maps attribute keys to their names in a product's specification.
    """
    found = Conditions(scope=["l.status = 'live'"])
    if categories is not None:
        found.scope.append(f"p.category = ANY({found.arg(categories)}::bigint[])")
    if ids is not None:
        found.ranked = found.arg(ids)
        found.scope.append(f"l.id = ANY({found.ranked}::bigint[])")
    if browse.supplier:
        found.scope.append(f"l.supplier = {found.arg(browse.supplier)}")
    _choices(browse, found)
    _price(browse, found)
    for key in dict(browse.attributes):
        if key in names:
            found.groups[f"a.{key}"] = _has_value(found.arg(names[key]), found.arg(list(browse.group(key))))
    return found


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
    if browse.county:
        found.groups["county"] = f"{found.arg(browse.county)}::varchar = ANY(l.regions)"
    if browse.next_day:
        found.groups["next_day"] = "l.delivery_days <= 1"
    if browse.local:
        found.groups["local"] = "l.local_store"
    if browse.in_stock:
        found.groups["in_stock"] = FREE


def _price(browse: Browse, found: Conditions) -> None:
    bounds = []
    if browse.least_fen is not None:
        bounds.append(f"l.price_fen >= {found.arg(browse.least_fen)}")
    if browse.most_fen is not None:
        bounds.append(f"l.price_fen <= {found.arg(browse.most_fen)}")
    if bounds:
        found.groups["price"] = " AND ".join(bounds)
