"""What a buyer means to buy, as plans ask it: goods with their official category and what they cost."""

from collections.abc import Sequence

from emall.cart.queries import cart_rows
from emall.cart.queries.sheet import sheet, sheet_rows
from emall.cart.rules.cart import arranged
from emall.kernel import clock
from emall.plans.queries import Good
from emall.web.visitor import Visitor


async def goods_to_plan(visitor: Visitor, number: str) -> tuple[Sequence[Good], int]:
    """The goods counted in the visitor's cart, or on the own purchase sheet of that number; and their freight in fen."""
    unit = visitor.organisation or 0
    if not number:
        rows = await cart_rows(person=visitor.person, organisation=unit)
    else:
        found = await sheet(number=number, person=visitor.person, organisation=unit)
        rows = await sheet_rows(found.id) if found is not None else []
    filled = arranged(rows, to=visitor.region, today=clock.today())
    goods = [
        Good(line.row.title, line.row.official_edition, line.row.official_code, line.total_fen)
        for line in filled.counted
    ]
    return goods, filled.freight_fen
