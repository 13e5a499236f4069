"""Agreeing to a sheet without some of its lines (剔除明细): they leave it with their goods and money, once, and are kept.

A line that is struck is no line of the order any more, so that page, contract, invoice and every sum know only what was
agreed to; what it was, and why it went, stays in `struck_line`. An order struck as a whole ends as withdrawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from emall.budget import actions as budget
from emall.budget.rules import Charge
from emall.catalogue.actions.stock import release_stock
from emall.database import DB, Row
from emall.journal import Deed
from emall.kernel.refusal import Refusal, Refused
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.orders.actions import lines_of, move, shrunk
from emall.orders.rules import charges_of, freight_for, open_quantities
from emall.orders.words import STRUCK, OrderStatus
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Cut:
    """One order of the sheet: the lines struck off it and those that remain."""

    order: Row
    struck: list[Row]
    kept: list[Row]

    @property
    def whole(self) -> bool:
        """Whether nothing of the order remains."""
        return not self.kept

    @property
    def less_fen(self) -> int:
        """What the struck lines come to."""
        return sum(line.line_fen for line in self.struck)

    @property
    def charges(self) -> list[Charge]:
        """The money set free: of each struck line, and the freight where the whole order goes."""
        if self.whole:
            return charges_of([self.order], self.struck)
        return [
            Charge(self.order.id, self.order.number, line.budget_line, line.plan, line.line_fen)
            for line in self.struck
        ]


async def strike(
    purchase: Row,
    orders: Sequence[Row],
    step: Row,
    reasons: Mapping[int, str],
    *,
    visitor: Visitor,
    now: datetime,
) -> list[Deed]:
    """Take lines (id → reason) off a sheet under approval; `orders` are its locked orders still under approval.

    Frees their goods and money and sums everything up again. The deeds are those of the orders, the sheet and the
    plans. Raises Refused when a reason is missing, nothing would remain, or the freight would be another.
    """
    cuts = await _cuts(orders, reasons)
    await _refuse(cuts, reasons, any(not cut.whole for cut in cuts) or len(cuts) < len(orders))
    struck = [line for cut in cuts for line in cut.struck]
    await _keep(step, cuts, reasons, visitor, now)
    followed = [deed for cut in cuts if not cut.whole for deed in await shrunk(cut.order, cut.less_fen)]
    await release_stock(open_quantities(struck))
    charges = [charge for cut in cuts for charge in cut.charges]
    plans = await budget.release_part(charges, actor=visitor.actor(), now=now, reason=STRUCK)
    deeds = [await _cut(cut, reasons, visitor, now) for cut in cuts]
    total = await _sum_up(purchase.id)
    await _tell(purchase, struck, reasons, visitor, now)
    before, after = {"total_fen": purchase.total_fen}, {"total_fen": total, "struck": len(struck)}
    sheet = Deed(
        "purchase.strike",
        "purchase",
        purchase.number,
        before,
        after,
        note=_told(struck, reasons),
        organisations=(purchase.organisation,),
    )
    return [*deeds, sheet, *plans, *followed]


async def _cuts(orders: Sequence[Row], reasons: Mapping[int, str]) -> list[Cut]:
    lines = await lines_of(order.id for order in orders)
    if reasons.keys() - {line.id for line in lines}:
        raise Refused("strike", "not_one_of_the_choices")
    found = []
    for order in orders:
        mine = [line for line in lines if line.order == order.id]
        struck = [line for line in mine if line.id in reasons]
        if struck:
            found.append(Cut(order, struck, [line for line in mine if line.id not in reasons]))
    return found


async def _refuse(cuts: Sequence[Cut], reasons: Mapping[int, str], something_left: bool) -> None:
    refusals = [
        Refusal(f"remark-{line}", "strike_reason_needed")
        for line, reason in reasons.items()
        if not reason.strip()
    ]
    if not something_left:
        refusals.append(Refusal("strike", "strike_leaves_nothing"))
    for cut in cuts:
        if not cut.whole:
            refusals += await _about_freight(cut)
    if refusals:
        raise Refused(*refusals)


async def _about_freight(cut: Cut) -> list[Refusal]:
    """Prices were frozen with the freight: what would change it goes back to the buyer instead."""
    terms = await DB.fetch_row(
        "SELECT freight_fen, freight_free_fen FROM supplier_profile WHERE organisation = $1",
        cut.order.supplier,
    )
    kept_fen = sum(line.line_fen for line in cut.kept)
    freight, free_from = (terms.freight_fen, terms.freight_free_fen) if terms else (0, 0)
    before, after = (
        freight_for(goods_fen=goods, freight_fen=freight, free_from_fen=free_from)
        for goods in (cut.order.goods_fen, kept_fen)
    )
    if before != after:
        return [Refusal("strike", "strike_changes_freight", supplier=cut.order.supplier_name)]
    first, next_first = min([*cut.struck, *cut.kept], key=_place), min(cut.kept, key=_place)
    moves = (first.plan, first.budget_line) != (next_first.plan, next_first.budget_line)
    if cut.order.freight_fen and first in cut.struck and moves:
        return [Refusal("strike", "strike_moves_freight", supplier=cut.order.supplier_name)]
    return []


def _place(line: Row) -> tuple[int, int]:
    return line.position, line.id


async def _keep(
    step: Row, cuts: Sequence[Cut], reasons: Mapping[int, str], visitor: Visitor, now: datetime
) -> None:
    await DB.execute_many(
        'INSERT INTO struck_line (step, "order", line, listing, title, unit, quantity, price_fen, line_fen, reason,'
        " struck_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        [
            (
                step.id,
                cut.order.id,
                line.id,
                line.listing,
                line.title,
                line.unit,
                line.quantity,
                line.price_fen,
                line.line_fen,
                reasons[line.id].strip()[:200],
                visitor.person,
                now,
            )
            for cut in cuts
            for line in cut.struck
        ],
    )


async def _cut(cut: Cut, reasons: Mapping[int, str], visitor: Visitor, now: datetime) -> Deed:
    """What happens to one order; its goods and money are free already."""
    told = _told(cut.struck, reasons)
    if cut.whole:
        return await move(
            cut.order, OrderStatus.WITHDRAWN, actor=visitor.actor(), now=now, reason=told, reason_code=STRUCK
        )
    await DB.execute("DELETE FROM order_line WHERE id = ANY($1::bigint[])", [line.id for line in cut.struck])
    goods = sum(line.line_fen for line in cut.kept)
    total = goods + cut.order.freight_fen
    await DB.execute(
        "UPDATE purchase_order SET goods_fen = $2, total_fen = $3 WHERE id = $1", cut.order.id, goods, total
    )
    return Deed(
        "order.strike",
        "order",
        cut.order.number,
        {"total_fen": cut.order.total_fen},
        {"total_fen": total, "struck": len(cut.struck)},
        note=told,
        organisations=(cut.order.organisation,),
    )


async def _sum_up(purchase: int) -> int:
    """The new total of the sheet, in fen."""
    total: int = await DB.fetch_value(
        "UPDATE purchase SET total_fen = (SELECT coalesce(sum(total_fen), 0) FROM purchase_order"
        " WHERE purchase = $1 AND reason_code <> 'struck') WHERE id = $1 RETURNING total_fen",
        purchase,
    )
    return total


def _told(lines: Sequence[Row], reasons: Mapping[int, str]) -> str:
    return "；".join(f"{line.title} ×{line.quantity}：{reasons[line.id].strip()}" for line in lines)[:500]


async def _tell(
    purchase: Row, struck: Sequence[Row], reasons: Mapping[int, str], visitor: Visitor, now: datetime
) -> None:
    words = "、".join(f"{line.title} ×{line.quantity}" for line in struck)
    await tell(
        MessageKind.LINES_STRUCK,
        organisation=purchase.organisation,
        people=(purchase.buyer,),
        link=f"/checkout/{purchase.number}",
        facts={
            "number": purchase.number,
            "approver": visitor.person_name,
            "lines": words if len(words) <= 60 else f"{words[:59]}…",
            "reason": reasons[struck[0].id].strip(),
        },
        now=now,
    )
