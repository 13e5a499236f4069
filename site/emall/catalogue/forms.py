"""What visitors ask of the catalogue and what suppliers send about their listings."""

import re
from dataclasses import dataclass, field
from typing import Annotated, Any

from litestar import Request

from emall.catalogue.queries.own import SIZES as OWN_SIZES
from emall.catalogue.queries.own import OwnList
from emall.catalogue.rules.browse import (
    CREDITS,
    DEEPEST,
    LARGEST_SIZE,
    MOST_CHOSEN,
    MOST_COMPARED,
    SIZES,
    SORTS,
    VIEWS,
    Browse,
)
from emall.catalogue.words import ListingStatus, Policy
from emall.kernel.refusal import Refusal, Refused
from emall.kernel.regions import ALL, COUNTIES
from emall.kernel.text import BadText, clean_text
from emall.web.arrival import Typed, arrival
from emall.web.forms import query
from emall.web.kinds import Bad, Choice, Fen, Ident, Kind, Many, Quantity, Several, Text, Tick

COUNTY_CODES = [county.code for county in COUNTIES]
PLACE_CODES = [place.code for place in ALL]
"""Where a supplier may sit and goods may be made: in a county, or at the city itself."""
LONGEST_WORDS = 100
_KEY = re.compile(r"a\.([a-z0-9_]{1,32})")


class Words(Kind):
    """Words searched for: what cannot be printed becomes a blank, and only the first `most` characters are read."""

    def __init__(self, *, most: int = LONGEST_WORDS) -> None:
        """Set how many characters are read."""
        self.most = most

    def clean(self, text: str) -> str:
        """The words as they are searched for."""
        return self.read(text)

    def read(self, text: str) -> str:
        """The words, cut at the limit; surrogates, controls and turning marks count as blanks."""
        sent = text[: self.most * 10]
        try:
            kept = clean_text(sent, len(sent))
        except BadText:
            kept = "".join(sign if _is_plain(sign) else " " for sign in sent)
        kept = kept.replace("\ufffd", " ")
        return " ".join(kept.split())[: self.most].rstrip()


def _is_plain(sign: str) -> bool:
    try:
        return bool(clean_text(sign, 1))
    except BadText:
        return False


class Some(Several):
    """Tick boxes of a filter: values that name nothing are left out, and so is what comes after the first `most`."""

    def collect(self, sent: Typed, name: str) -> tuple[Any, ...]:
        """Every value that can be read, in the order sent."""
        found: dict[Any, None] = {}
        for text in sent.get(name, [])[: self.most * 10]:
            try:
                value = self.kind.clean(text)
                found |= {self.kind.read(value): None} if value else {}
            except Bad:
                continue
        return tuple(found)[: self.most]


@dataclass(frozen=True, slots=True)
class BrowseQuery:
    """The query string of a list of goods, as typed; what cannot be read counts as not given."""

    q: Annotated[str, Words()] = ""
    cat: Annotated[str, Text(most=32)] = ""
    category: Annotated[str, Text(most=32)] = ""
    product: Annotated[int, Ident()] = 0
    brand: Annotated[tuple[str, ...], Some(Text(most=60), most=MOST_CHOSEN)] = ()
    policy: Annotated[tuple[str, ...], Some(Choice(Policy), most=MOST_CHOSEN)] = ()
    home: Annotated[tuple[str, ...], Some(Choice(PLACE_CODES), most=MOST_CHOSEN)] = ()
    origin: Annotated[tuple[str, ...], Some(Choice(PLACE_CODES), most=MOST_CHOSEN)] = ()
    credit: Annotated[str, Choice(*CREDITS)] = ""
    of: Annotated[str, Text(most=32)] = ""
    county: Annotated[str, Choice(COUNTY_CODES)] = ""
    min: Annotated[int | None, Fen()] = None
    max: Annotated[int | None, Fen()] = None
    next_day: Annotated[bool, Tick()] = False
    local: Annotated[bool, Tick()] = False
    in_stock: Annotated[bool, Tick()] = False
    hall: Annotated[bool, Tick()] = False
    group: Annotated[bool, Tick()] = False
    sort: Annotated[str, Choice(*SORTS)] = SORTS[0]
    view: Annotated[str, Choice(*VIEWS)] = VIEWS[0]
    size: Annotated[int, Quantity(most=LARGEST_SIZE)] = SIZES[0]
    page: Annotated[int, Quantity(most=DEEPEST)] = 1
    compare: Annotated[tuple[int, ...], Several(Ident(), most=MOST_COMPARED)] = ()
    ids: Annotated[tuple[int, ...], Several(Ident(), most=MOST_COMPARED)] = ()  # boxes ticked on the page


def browse_of(request: Request[Any, Any, Any], *, category: str = "", supplier: int = 0) -> Browse:
    """The list state a query string asks for, in a category or a shop if the address names one."""
    asked = query(request, BrowseQuery)
    least, most = asked.min or None, asked.max
    if least and most and least > most:
        least, most = most, least
    return Browse(
        text=asked.q,
        category=category or asked.category or asked.cat,
        supplier=supplier,
        product=asked.product,
        brands=asked.brand,
        policies=tuple(str(policy) for policy in asked.policy),
        homes=asked.home,
        origins=asked.origin,
        credit=asked.credit,
        county=asked.county,
        attributes=_attributes(request),
        of=asked.of,
        least_fen=least,
        most_fen=most,
        next_day=asked.next_day,
        local=asked.local,
        in_stock=asked.in_stock,
        hall=asked.hall,
        grouped=asked.group and bool(asked.q) and not asked.product,
        sort=asked.sort,
        view=asked.view,
        size=asked.size,
        page=asked.page,
        compared=asked.ids if arrival(request).htmx else asked.compare,
    )


def words_cut(request: Request[Any, Any, Any]) -> bool:
    """Whether more words were sent than are read."""
    return any(len(" ".join(text.split())) > LONGEST_WORDS for text in request.query_params.getall("q", []))


def filters_cut(request: Request[Any, Any, Any]) -> bool:
    """Whether more values of one filter were sent than are used."""
    names = [name for name, _ in request.query_params.multi_items()]
    most = max((names.count(name) for name in ("brand", "policy", "home", "origin")), default=0)
    return max(most, sum(bool(_KEY.fullmatch(name)) for name in names)) > MOST_CHOSEN


def _attributes(request: Request[Any, Any, Any]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for name, value in request.query_params.multi_items():
        key = _KEY.fullmatch(name)
        if key and 0 < len(value) <= 60 and value.isprintable():
            pairs.append((key[1], value))
    return tuple(dict.fromkeys(pairs))[:MOST_CHOSEN]


@dataclass(frozen=True, slots=True)
class CompareQuery:
    """Which listings to compare, and whether equal rows are left out."""

    ids: Annotated[tuple[int, ...], Several(Ident(), most=20)] = ()
    compare: Annotated[tuple[int, ...], Several(Ident(), most=20)] = ()
    different: Annotated[bool, Tick()] = False


@dataclass(frozen=True, slots=True)
class ProductQuery:
    """How many are wanted, and where to."""

    quantity: Annotated[int, Quantity()] = 0
    county: Annotated[str, Choice(COUNTY_CODES)] = ""


@dataclass(frozen=True, slots=True)
class SuggestQuery:
    """The words typed so far, and the category chosen beside them."""

    q: Annotated[str, Words()] = ""
    cat: Annotated[str, Text(most=32)] = ""


@dataclass(frozen=True, slots=True)
class WhyQuery:
    """A listing among the hits of some words; `turn` where it stands in a place for new suppliers."""

    listing: Annotated[int, Ident()] = 0
    q: Annotated[str, Words()] = ""
    sort: Annotated[str, Choice(*SORTS)] = SORTS[0]
    turn: Annotated[bool, Tick()] = False


@dataclass(frozen=True, slots=True)
class OwnQuery:
    """The desk's list of own listings."""

    status: Annotated[str, Choice(ListingStatus)] = ""
    q: Annotated[str, Text(most=60)] = ""
    stock: Annotated[str, Choice("out", "low")] = ""
    gap: Annotated[str, Choice("above")] = ""
    page: Annotated[int, Quantity(most=DEEPEST)] = 1
    size: Annotated[int, Choice(*map(str, OWN_SIZES))] = OWN_SIZES[0]


def own_list_of(request: Request[Any, Any, Any]) -> OwnList:
    """The state of the desk's list a query string asks for."""
    asked = query(request, OwnQuery)
    return OwnList(str(asked.status), asked.q, asked.stock, asked.gap, asked.page, int(asked.size))


@dataclass(frozen=True, slots=True)
class PriceForm:
    """A new price list: the price, steps by row number, the reason, and the version it was based on."""

    version: Annotated[int, Ident()]
    price: Annotated[int, Fen(least=1)]
    reason: Annotated[str, Text(most=200)] = ""
    from_quantity: Annotated[dict[int, int], Many(Quantity(least=2), most=5)] = field(default_factory=dict)
    tier_price: Annotated[dict[int, int], Many(Fen(least=1), most=5)] = field(default_factory=dict)

    def changes(self) -> dict[str, Any]:
        """The price list as the action wants it."""
        return {
            "version": self.version,
            "price_fen": self.price,
            "tiers": self.tiers(),
            "reason": self.reason,
        }

    def tiers(self) -> list[tuple[int, int]]:
        """The steps in order; raises Refused when one lacks its quantity or its price."""
        alone = set(self.from_quantity) ^ set(self.tier_price)
        if alone:
            raise Refused(*(Refusal("tiers", "tier_incomplete") for _ in alone))
        return sorted((quantity, self.tier_price[row]) for row, quantity in self.from_quantity.items())


@dataclass(frozen=True, slots=True)
class StockForm:
    """How many are in store."""

    version: Annotated[int, Ident()]
    on_hand: Annotated[int, Quantity(least=0, most=10_000_000)]

    def changes(self) -> dict[str, Any]:
        """The stock as the action wants it."""
        return {"version": self.version, "on_hand": self.on_hand}


@dataclass(frozen=True, slots=True)
class ShelfForm:
    """On the shelf or off it, and why."""

    version: Annotated[int, Ident()]
    to: Annotated[ListingStatus, Choice(ListingStatus)]
    reason: Annotated[str, Text(most=200)] = ""

    def changes(self) -> dict[str, Any]:
        """The move as the action wants it."""
        return {"version": self.version, "to": self.to, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class PictureForm:
    """What a picture shows."""

    alt: Annotated[str, Text(most=160)] = ""

    def changes(self) -> dict[str, Any]:
        """The words beside the picture."""
        return {"alt": self.alt}


@dataclass(frozen=True, slots=True)
class Blank:
    """A form that is nothing but its button."""

    def changes(self) -> dict[str, Any]:
        """Nothing."""
        return {}
