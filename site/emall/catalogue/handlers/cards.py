"""Cards of goods as HTML, kept per language as long as nothing on them changes: rendering them costs the most."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup, escape

from emall.catalogue.queries import finding
from emall.catalogue.rules.browse import SORTS, Browse
from emall.catalogue.rules.tags import breadth, chosen_first, fitting
from emall.catalogue.words import POLICY_LOOKS, POLICY_NAMES, POLICY_TAGS, Policy
from emall.database import Row
from emall.web.language import gettext, language
from emall.web.templating import Pages
from emall.web.visitor import Visitor
from search import highlight

Tag = tuple[str, str, str | None]
"""Text, tone and icon."""
MOST_KEPT = 4000
TITLE = 'lang="zh-CN">'
WORDS, NARROWED = "~words~", "~narrowed~"
"""Stand in a kept card where the words of a search and its filters come into an address."""
PLACES = {"words": WORDS, "narrowed": NARROWED}
PLACEHOLDER = "art/goods-box.svg"

_kept: OrderedDict[tuple[Any, ...], tuple[str, str]] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Look:
    """What cards of one list have in common: `words` are explained in the list's order, `marked` words are marked in
    titles, goods can be bought (`addable`), the first `eager` pictures are loaded at once. `policies` are the tags
    filtered by, `narrowed` the filters other offers of the product must pass, too."""

    words: str = ""
    marked: str = ""
    sort: str = SORTS[0]
    policies: tuple[str, ...] = ()
    narrowed: tuple[tuple[str, str], ...] = ()
    addable: bool = True
    eager: int = 4
    chosen: tuple[int, ...] = ()
    placed: frozenset[int] = frozenset()


def look_at(browse: Browse, **more: Any) -> Look:
    """How the cards of a list look, as far as its state decides that."""
    return Look(
        words=browse.text,
        sort=browse.sort,
        policies=browse.policies,
        narrowed=tuple(browse.of_offers().pairs()),
        chosen=browse.compared,
        **more,
    )


def cards_html(pages: Pages, rows: Iterable[Row], look: Look) -> list[Markup]:
    """The cards in order."""
    order = f"&amp;sort={look.sort}" if look.sort != SORTS[0] else ""
    fill = {
        WORDS: quote(look.words, safe="") + order,
        NARROWED: "".join(f"&amp;{urlencode([pair])}" for pair in look.narrowed),
    }
    return [_card(pages, row, look, fill, lazy=at >= look.eager) for at, row in enumerate(rows)]


def _card(pages: Pages, row: Row, look: Look, fill: dict[str, str], *, lazy: bool) -> Markup:
    """One card, from those kept if there is one; what changes with every search is filled in each time."""
    how = {
        "lazy": lazy,
        "chosen": row.id in look.chosen,
        "addable": look.addable,
        "explained": bool(look.words),
        "fresh": row.id in look.placed,
    }
    key = (language(), look.policies, *how.values(), *row.values())
    parts = _kept.get(key)
    if parts is None:
        html = pages.get("catalogue/card.html").render(
            item=item(pages, row, look.policies, fresh=how["fresh"]), **PLACES, **how
        )
        before, shown, after = html.partition(f"{TITLE}{escape(row.title)}</a>")
        parts = (before + TITLE, f"</a>{after}") if shown else (html, "")
        _kept[key] = parts
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    before, after = parts
    for place, text in fill.items():
        after = after.replace(place, text)
    return Markup(f"{before}{_title(row.title, look.marked) if after else ''}{after}")


def _title(title: str, words: str) -> str:
    """A title as HTML with what the search met marked; lines never break inside 500张/包."""
    made = []
    for pieces in _words(highlight(title, words, finding.names()) if words else [(title, False)]):
        html = "".join(_piece(text, met) for text, met in pieces if text)
        whole = any("/" in text for text, _ in pieces)
        made.append(f'<span class="nowrap">{html}</span>' if whole else html)
    return " ".join(made)


def _words(parts: Iterable[tuple[str, bool]]) -> list[list[tuple[str, bool]]]:
    """The parts of a title, marked or not, put together word by word."""
    words: list[list[tuple[str, bool]]] = [[]]
    for text, met in parts:
        first, *others = text.split(" ")
        words[-1].append((first, met))
        words += [[(other, met)] for other in others]
    return words


def _piece(text: str, met: bool) -> str:
    return f"<mark>{escape(text)}</mark>" if met else str(escape(text))


@dataclass(frozen=True, slots=True)
class Card:
    """What the macro of a card shows; prices in fen, `tags` fit where it is narrow, those `over` do not.

    `offers` are those that pass the list's filters, `lowest_fen` the lowest price among them.
    """

    id: int
    product: int
    offers: int
    lowest_fen: int
    title: str
    picture: str
    price_fen: int
    unit: str
    reference_fen: int | None
    tags: list[Tag]
    over: list[Tag]
    supplier_name: str
    supplier: int
    region: str


def item(pages: Pages, row: Row, policies: tuple[str, ...] = (), *, fresh: bool = False) -> Card:
    """A card's row as the macro wants it; what it stands there for comes first: a new supplier, tags filtered by."""
    kinds = chosen_first([kind for kind in row.tags.split(",") if kind], policies)
    tags: list[Tag] = [(gettext("New supplier"), "place", None)] if fresh else []
    tags += [tag_of(kind, POLICY_TAGS) for kind in kinds]
    if row.local_store:
        tags.append((gettext("Local store"), "plain", "building-warehouse"))
    fit = fitting(
        [breadth(text, icon=icon is not None) for text, _, icon in tags],
        least=max(1, fresh + sum(kind in policies for kind in kinds)),
    )
    offers, _, lowest = (row.get("offers") or "1 0").partition(" ")
    return Card(
        id=row.id,
        product=row.product,
        offers=int(offers),
        lowest_fen=int(lowest),
        title=row.title,
        picture=picture(pages, row.image, row.art),
        price_fen=row.price_fen,
        unit=row.unit,
        reference_fen=row.reference_fen,
        tags=tags[:fit],
        over=tags[fit:],
        supplier_name=row.supplier_name,
        supplier=row.supplier,
        region=row.county,
    )


def tag_of(kind: str, names: dict[Policy, str] = POLICY_NAMES) -> Tag:
    """A policy tag as text, tone and icon; its official name unless other ones are given."""
    tone, icon = POLICY_LOOKS.get(Policy(kind), ("policy", None))
    return gettext(names[Policy(kind)]), tone, icon


def picture(pages: Pages, digest: str | None, art: str) -> str:
    """Address of a listing's own picture, else of the drawing of its kind."""
    if digest:
        return f"/media/{digest}.webp"
    urls = pages.static.urls
    return urls.get(f"art/{art}.svg") or urls.get(f"art/{art}") or urls.get(PLACEHOLDER, "")


def may_buy(visitor: Visitor | None) -> bool:
    """Whether buttons to buy are of use: to buyers, and to those who may still sign in as one."""
    return visitor is None or visitor.is_buyer
