"""Goods somebody means to buy, from which a plan takes its category and amount: one product, a cart or a sheet."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from emall.budget.queries import crosswalk
from emall.budget.rules import Category, Crossing
from emall.database import DB
from emall.plans.rules import common_code, grouped, padded, stem
from emall.plans.words import EDITION
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Good:
    """One line of goods: its title, official category and total in fen."""

    title: str
    edition: str
    code: str
    fen: int


@dataclass(frozen=True, slots=True)
class Basket:
    """Goods one plan can cover: the lowest code they share, as the catalogue writes it, and what they cost.

    `freight_fen` is part of `fen`.
    """

    group: str
    code: str
    titles: tuple[str, ...]
    fen: int

    @property
    def title(self) -> str:
        """A title to begin with: the first of the goods, and that there are more."""
        first = self.titles[0][:60]
        return f"{first}等{len(self.titles)}种商品" if len(self.titles) > 1 else first


Goods = Callable[[Visitor, str], Awaitable[tuple[Sequence[Good], int]]]
"""Goods of a visitor's cart (empty number) or of an own purchase sheet, and the freight of all of them in fen."""

_goods: list[Goods] = []


def use_carts(goods: Goods) -> None:
    """Name who knows what is in a cart; the cart lies above this room."""
    _goods[:] = [goods]


async def basket_of(visitor: Visitor, *, source: str, listing: int, quantity: int) -> list[Basket]:
    """Baskets of goods, one for each plan they need: of a listing, of the cart (`cart`), or of a sheet by its number."""
    if listing:
        goods, freight = await _listing(listing, quantity), 0
    elif source and _goods:
        found, freight = await _goods[0](visitor, "" if source == "cart" else source)
        goods = list(found)
    else:
        return []
    crossings = await crosswalk([(one.edition, one.code) for one in goods if one.edition != EDITION])
    return baskets(goods, freight_fen=freight, crosswalk=crossings)


async def _listing(listing: int, quantity: int) -> list[Good]:
    row = await DB.fetch_row(
        "SELECT l.title, l.price_fen, k.official_edition, k.official_code FROM listing l"
        " JOIN product p ON p.id = l.product JOIN category k ON k.id = p.category WHERE l.id = $1",
        listing,
    )
    if row is None:
        return []
    return [Good(row.title, row.official_edition, row.official_code, row.price_fen * max(1, quantity))]


def baskets(
    goods: Sequence[Good], *, freight_fen: int = 0, crosswalk: Sequence[Crossing] = ()
) -> list[Basket]:
    """Goods by the plan that could cover them, codes of older editions brought to the present one; dearest first.

    Freight goes with the dearest, so that the baskets together cost what the goods do.
    """
    current = [(present((one.edition, one.code), crosswalk), one) for one in goods if one.code]
    made = []
    for group, codes in grouped(code for code, _ in current).items():
        inside = [one for code, one in current if code in codes]
        shared = padded(common_code(codes), EDITION)
        made.append(Basket(group, shared, tuple(one.title for one in inside), sum(one.fen for one in inside)))
    made.sort(key=lambda basket: -basket.fen)
    if made and freight_fen:
        first = made[0]
        made[0] = Basket(first.group, first.code, first.titles, first.fen + freight_fen)
    return made


def present(category: Category, crosswalk: Sequence[Crossing]) -> str:
    """The code of the edition in force for a category; its own code where the crosswalk knows none."""
    edition, code = category
    if edition == EDITION:
        return code
    for from_edition, from_code, to_edition, to_code in crosswalk:
        if (from_edition, to_edition) == (edition, EDITION) and code.startswith(stem(from_code)):
            return to_code
        if (to_edition, from_edition) == (edition, EDITION) and code.startswith(stem(to_code)):
            return from_code
    return code
