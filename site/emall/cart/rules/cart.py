"""What a cart line costs today, what stands in its way, and what each supplier's part adds up to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from emall.cart.words import GONE, Trouble
from emall.catalogue.rules import Tier, price_for, refusals_for_quantity
from emall.catalogue.words import ListingStatus
from emall.kernel.money import LARGEST_FEN
from emall.kernel.regions import LISHUI
from emall.suppliers.words import Standing

URBAN = "331102"


@dataclass(frozen=True, slots=True)
class Line:
    """A cart line as it stands today: amounts in fen, `moved_fen` against the price the buyer last saw."""

    row: Any
    unit_fen: int
    total_fen: int
    moved_fen: int
    free: int
    troubles: tuple[Trouble, ...]

    @property
    def counts(self) -> bool:
        """Whether the line is ticked and nothing stands in its way."""
        return self.row.chosen and not self.troubles

    @property
    def gone(self) -> bool:
        """Whether the line can only be removed or replaced."""
        return any(trouble in GONE for trouble in self.troubles)


@dataclass(frozen=True, slots=True)
class Group:
    """One supplier's lines in a cart, with what the ticked ones cost in fen."""

    supplier: Any
    lines: tuple[Line, ...]
    goods_fen: int
    freight_fen: int

    @property
    def total_fen(self) -> int:
        """Goods and freight together."""
        return self.goods_fen + self.freight_fen

    @property
    def chosen(self) -> int:
        """How many lines are ticked and counted."""
        return sum(line.counts for line in self.lines)


@dataclass(frozen=True, slots=True)
class Filled:
    """A whole cart: lines that need a look first, then the groups by supplier."""

    waiting: tuple[Line, ...]
    groups: tuple[Group, ...]

    @property
    def goods_fen(self) -> int:
        """What the ticked goods cost."""
        return sum(group.goods_fen for group in self.groups)

    @property
    def freight_fen(self) -> int:
        """What their carriage costs."""
        return sum(group.freight_fen for group in self.groups)

    @property
    def total_fen(self) -> int:
        """What the ticked lines cost together."""
        return self.goods_fen + self.freight_fen

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line, waiting or not."""
        return (*self.waiting, *(line for group in self.groups for line in group.lines))

    @property
    def counted(self) -> tuple[Line, ...]:
        """The lines that go on to checkout."""
        return tuple(line for line in self.lines if line.counts)

    @property
    def orders(self) -> int:
        """How many orders, one for each supplier, the ticked lines make."""
        return sum(1 for group in self.groups if group.chosen)

    @property
    def left_out_fen(self) -> int:
        """What the lines without a tick would cost."""
        return sum(line.total_fen for line in self.lines if not line.row.chosen and not line.troubles)

    @property
    def below_reference_fen(self) -> int:
        """How far the ticked lines lie below their reference prices; negative when above."""
        return sum(
            line.row.quantity * line.row.reference_fen - line.total_fen
            for line in self.counted
            if line.row.reference_fen
        )


def freight(*, goods_fen: int, charge_fen: int, free_from_fen: int) -> int:
    """Carriage in fen for one supplier's goods: nothing on nothing, nothing from the free amount on."""
    if goods_fen == 0 or (free_from_fen and goods_fen >= free_from_fen):
        return 0
    return charge_fen


def troubles_of_offer(offer: Any, *, to: str, today: date) -> list[Trouble]:
    """Why nobody in region `to` can order an offer today, whatever the quantity.

    The mandatory energy certificate: 财库〔2019〕9号. A unit of the city itself (331100) is served with its urban district.
    """
    troubles = []
    if offer.status != ListingStatus.LIVE:
        troubles.append(Trouble.OFF_SHELF)
    if offer.standing != Standing.ADMITTED or offer.agreement_until < today:
        troubles.append(Trouble.SUPPLIER_STOPPED)
    if offer.regions and not {to, served_as(to)} & set(offer.regions):
        troubles.append(Trouble.NOT_SERVED)
    if offer.uncertified:
        troubles.append(Trouble.NO_CERTIFICATE)
    return troubles


def served_as(region: str) -> str:
    """The county whose delivery terms hold in a region: the city's own units sit in the urban district."""
    return URBAN if region == LISHUI.code else region


def troubles_of_quantity(*, quantity: int, min_order: int, step: int, free: int) -> list[Trouble]:
    """What is wrong with a quantity: nothing left, more than is left, or not in the supplier's steps."""
    if free < min_order:
        return [Trouble.SOLD_OUT]
    keys = {
        refusal.key
        for refusal in refusals_for_quantity(quantity=quantity, min_order=min_order, step=step, free=free)
    }
    troubles = [Trouble.TOO_MANY] if "more_than_in_stock" in keys else []
    return troubles + ([Trouble.WRONG_QUANTITY] if keys - {"more_than_in_stock"} else [])


def look_at(row: Any, *, to: str, today: date) -> Line:
    """A cart line by today's price, stock and standing; `row` is a line of `queries.cart_rows`."""
    tiers: list[Tier] = [(start, fen) for start, fen in row.tiers]
    unit = price_for(row.quantity, row.price_fen, tiers)
    moved = unit - row.seen_price_fen if row.price_version != row.seen_price_version else 0
    free = available(row, unit)
    troubles = troubles_of_offer(row, to=to, today=today)
    if not troubles:
        troubles = troubles_of_quantity(
            quantity=row.quantity, min_order=row.min_order, step=row.step, free=free
        )
    if moved > 0:
        troubles.append(Trouble.DEARER)
    return Line(row, unit, row.quantity * unit, moved, free, tuple(troubles))


def available(row: Any, unit_fen: int) -> int:
    """How many can be ordered at a unit price: what is left, as long as one line's amount can still be written."""
    return int(min(row.stock_on_hand - row.stock_held, LARGEST_FEN // max(unit_fen, 1)))


def nearest_quantity(*, quantity: int, min_order: int, step: int, free: int) -> int:
    """The quantity closest to the one wished for that can be ordered; 0 when nothing can."""
    most = min_order + (free - min_order) // step * step if free >= min_order else 0
    wished = max(min_order, min_order + -(-(quantity - min_order) // step) * step)
    return min(wished, most)


def arranged(rows: Iterable[Any], *, to: str, today: date) -> Filled:
    """A cart from its rows: what needs a look on top, the rest by supplier in the order it was filled."""
    lines = [look_at(row, to=to, today=today) for row in rows]
    by_supplier: dict[int, list[Line]] = {}
    for line in lines:
        if not line.troubles:
            by_supplier.setdefault(line.row.supplier, []).append(line)
    return Filled(
        waiting=tuple(line for line in lines if line.troubles),
        groups=tuple(_group(lines) for lines in by_supplier.values()),
    )


def _group(lines: Sequence[Line]) -> Group:
    terms = lines[0].row
    goods = sum(line.total_fen for line in lines if line.counts)
    charge = freight(goods_fen=goods, charge_fen=terms.freight_fen, free_from_fen=terms.freight_free_fen)
    return Group(terms, tuple(lines), goods, charge)


def merged(wishes: Iterable[tuple[int, int]]) -> Mapping[int, int]:
    """Quantities by listing, the same listing wished for twice added up."""
    sums: dict[int, int] = {}
    for listing, quantity in wishes:
        sums[listing] = sums.get(listing, 0) + quantity
    return sums
