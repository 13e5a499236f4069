"""One page of a list of goods: the search's hits or a category's goods, narrowed, counted, sorted, cut."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from emall.catalogue.queries.cards import listing_cards, page_of_cards
from emall.catalogue.queries.facets import Facets, facets
from emall.catalogue.queries.filters import Conditions, conditions
from emall.catalogue.queries.finding import Found, matched, search, tell
from emall.catalogue.queries.grouping import by_cheapest
from emall.catalogue.queries.slips import went_by
from emall.catalogue.queries.tree import Shelf, Tree, tree
from emall.catalogue.rules.browse import Browse, loosened, pages_of
from emall.database import Row
from emall.kernel.refusal import Missing

MOST_IN_ONE = 800
"""Permille of a search's hits in one category from which its attributes are offered, too."""


@dataclass(frozen=True, slots=True)
class Results:
    """Everything a page of results shows; `found` is None where the database alone was asked.

    `leaf` is the category whose attributes can be chosen, `close` are goods that come close and are not counted.
    """

    browse: Browse
    shelf: Shelf | None
    tree: Tree
    facets: Facets
    cards: list[Row]
    compared: list[Row]
    found: Found | None = None
    leaf: Shelf | None = None
    close: list[Row] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Goods in the whole list."""
        return self.facets.total

    @property
    def relaxed(self) -> bool:
        """Whether the goods shown merely come close: those are not counted, and closeness is their one order."""
        return bool(self.found and self.found.relaxed)

    @property
    def pages(self) -> int:
        """Pages of the list; a search goes only so deep."""
        if self.found and not self.found.degraded:
            return self.found.pages
        return pages_of(self.facets.total, self.browse.size)

    @property
    def loosened(self) -> list[tuple[str, str, int, Browse]]:
        """Filters to drop when nothing is left."""
        return loosened(self.browse, self.facets.without) if not self.total else []


def names_of(leaf: Shelf | None) -> dict[str, str]:
    """Attributes goods of a category can be filtered by: the names in specifications by key."""
    return {at.key: at.name for at in leaf.attributes if at.facet} if leaf else {}


async def results(browse: Browse) -> Results:
    """The page a state asks for; a page beyond the last shows the last. Raises Missing for an unknown category."""
    kept = await tree()
    shelf = kept.by_code.get(browse.category) if browse.category else None
    if browse.category and shelf is None:
        raise Missing
    leaf = shelf if shelf and shelf.attributes else kept.by_code.get(browse.of)
    names = names_of(leaf)
    known = tuple(pair for pair in browse.attributes if pair[0] in names)
    if known != browse.attributes:  # a property no category of this list has: nothing can be narrowed by it
        browse = replace(browse, attributes=known)
    found = await search(browse, names) if browse.text or _is_wide(browse, shelf, kept) else None
    if found is None:
        return await _from_database(browse, shelf, leaf, kept)
    tell(browse, found, found.facets.total)
    if browse.page > found.pages:
        return await results(replace(browse, page=found.pages))
    leaf = leaf or leading(found.facets, shelf, kept)
    found.facets.counts |= found.attributes(names_of(leaf))
    if browse.grouped:
        found = await by_cheapest(browse, names, found)
    return await _hydrated(browse, shelf, leaf, kept, found)


async def _hydrated(
    browse: Browse, shelf: Shelf | None, leaf: Shelf | None, kept: Tree, found: Found
) -> Results:
    """What the database says of the ids found: whatever is no longer on sale is left out."""
    shown = [*found.ids, *found.close]
    wanted = [*shown, *_elsewhere(browse, shown)]
    cards = await listing_cards(wanted, live_only=True, offers=_offers(browse))
    hits, close = set(found.ids), set(found.close)
    if browse.text and not found.relaxed:
        slip = await went_by(browse.text, [card.title for card in cards if card.id in hits])
        found = replace(found, went_by=slip, meant="" if slip else found.meant)
    return Results(
        browse,
        shelf,
        kept,
        found.facets,
        [card for card in cards if card.id in hits],
        _chosen(browse, cards),
        found,
        leaf,
        [card for card in cards if card.id in close],
    )


def leading(counts: Facets, shelf: Shelf | None, kept: Tree) -> Shelf | None:
    """The category with attributes that nearly all goods of a list lie in."""
    numbers = counts.counts.get("categories", {})
    whole = sum(numbers.get(top.code, 0) for top in ([shelf] if shelf else kept.tops))
    for code, number in numbers.items():
        one = kept.by_code.get(code)
        inside = one and one.attributes and (shelf is None or shelf in kept.path(one))
        if inside and whole and number * 1000 >= MOST_IN_ONE * whole:
            return one
    return None


def _is_wide(browse: Browse, shelf: Shelf | None, kept: Tree) -> bool:
    """Whether a list spans many categories, where the index counts far quicker than the database."""
    if browse.supplier or browse.product:
        return False
    return shelf is None or not kept.is_leaf(shelf)


async def _from_database(browse: Browse, shelf: Shelf | None, leaf: Shelf | None, kept: Tree) -> Results:
    found = await matched(browse.text) if browse.text else None
    names = names_of(leaf)
    limits = limits_of(browse, shelf, kept, names, ids=found.ids if found else None)
    counts = await facets(limits, names, codes=kept.paths)
    if found:
        tell(browse, found, counts.total)
    browse = replace(browse, page=min(browse.page, pages_of(counts.total, browse.size)))
    cards = []
    if counts.total:
        offers = _offers(browse, args=limits.args)
        cards = await page_of_cards(
            limits, sort=browse.sort, page=browse.page, size=browse.size, offers=offers
        )
    elsewhere = _elsewhere(browse, [card.id for card in cards])
    others = await listing_cards(elsewhere, live_only=True) if elsewhere else []
    return Results(browse, shelf, kept, counts, cards, _chosen(browse, [*cards, *others]), found, leaf)


def limits_of(
    browse: Browse,
    shelf: Shelf | None,
    kept: Tree,
    names: Mapping[str, str],
    *,
    ids: list[int] | None = None,
) -> Conditions:
    """A state as conditions; in one category those under the same top are counted beside it."""
    return conditions(
        browse,
        categories=kept.below(shelf) if shelf else None,
        shelves=kept.below(kept.path(shelf)[0]) if shelf else None,
        names=dict(names),
        ids=ids,
    )


def _offers(browse: Browse, *, args: Sequence[Any] = ()) -> Conditions | None:
    """Which offers of a product a card counts: those that pass the list's filters; none where all are listed.

    Their placeholders follow those of `args`.
    """
    if browse.product:
        return None
    return conditions(browse.of_offers(), categories=None, names={}, args=args)


def _elsewhere(browse: Browse, shown: list[int]) -> list[int]:
    """Listings chosen for comparison on another page."""
    return [number for number in browse.compared if number not in shown]


def _chosen(browse: Browse, cards: list[Row]) -> list[Row]:
    by_id = {card.id: card for card in cards}
    return [by_id[number] for number in browse.compared if number in by_id]
