"""One page of a list of goods: the search's hits or a category's goods, narrowed, counted, sorted, cut."""

from dataclasses import dataclass, replace

from emall.catalogue.queries.cards import listing_cards, page_of_cards
from emall.catalogue.queries.facets import Facets, facets
from emall.catalogue.queries.filters import conditions
from emall.catalogue.queries.finding import Found, matched, search
from emall.catalogue.queries.tree import Shelf, Tree, tree
from emall.catalogue.rules.browse import Browse, loosened, pages_of
from emall.database import Row
from emall.kernel.refusal import Missing


@dataclass(frozen=True, slots=True)
class Results:
    """Everything a page of results shows; `found` is None where the database alone was asked."""

    browse: Browse
    shelf: Shelf | None
    tree: Tree
    facets: Facets
    cards: list[Row]
    compared: list[Row]
    found: Found | None = None

    @property
    def total(self) -> int:
        """Goods in the whole list."""
        return self.facets.total

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


async def results(browse: Browse) -> Results:
    """The page a state asks for; a page beyond the last shows the last. Raises Missing for an unknown category."""
    kept = await tree()
    shelf = kept.by_code.get(browse.category) if browse.category else None
    if browse.category and shelf is None:
        raise Missing
    names = {at.key: at.name for at in shelf.attributes if at.facet} if shelf else {}
    found = await search(browse, names) if browse.text or _is_wide(browse, shelf, kept) else None
    if found is None:
        return await _from_database(browse, shelf, kept, names)
    if browse.page > found.pages:
        return await results(replace(browse, page=found.pages))
    cards = await listing_cards([*found.ids, *_elsewhere(browse, found.ids)], live_only=True)
    hits = set(found.ids)
    compared = _chosen(browse, cards)
    return Results(
        browse,
        shelf,
        kept,
        found.facets,
        [c for c in cards if c.id in hits],
        compared,
        found,
    )


def _is_wide(browse: Browse, shelf: Shelf | None, kept: Tree) -> bool:
    """Whether a list spans many categories, where the index counts far quicker than the database."""
    if browse.supplier:
        return False
    return shelf is None or bool(kept.children.get(shelf.id))


async def _from_database(browse: Browse, shelf: Shelf | None, kept: Tree, names: dict[str, str]) -> Results:
    found = await matched(browse.text) if browse.text else None
    categories = kept.below(shelf) if shelf else None
    limits = conditions(browse, categories=categories, names=names, ids=found.ids if found else None)
    counts = await facets(limits, names, codes={str(one.id): one.code for one in kept.by_id.values()})
    browse = replace(browse, page=min(browse.page, pages_of(counts.total, browse.size)))
    cards = []
    if counts.total:
        cards = await page_of_cards(limits, sort=browse.sort, page=browse.page, size=browse.size)
    elsewhere = _elsewhere(browse, [card.id for card in cards])
    others = await listing_cards(elsewhere, live_only=True) if elsewhere else []
    return Results(browse, shelf, kept, counts, cards, _chosen(browse, [*cards, *others]), found)


def _elsewhere(browse: Browse, shown: list[int]) -> list[int]:
    """Listings chosen for comparison on another page."""
    return [number for number in browse.compared if number not in shown]


def _chosen(browse: Browse, cards: list[Row]) -> list[Row]:
    by_id = {card.id: card for card in cards}
    return [by_id[number] for number in browse.compared if number in by_id]
