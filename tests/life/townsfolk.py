"""A fresh town with everybody in it and a clerk who knows how it begins."""

from __future__ import annotations

import random
from datetime import timedelta

from emall.approvals import actions as approvals
from emall.approvals.actions import Absence
from emall.database import DB
from emall.joints import join_rooms
from emall.kernel import clock
from emall.rulebook import queries as rulebook
from emall.web.visitor import Visitor
from tests.cart.shop import make_shop
from tests.life.buying import Buying
from tests.life.clerk import Clerk
from tests.life.delivering import Delivering
from tests.life.folk import DIRECT, LARGE, LINE, PLAN, SMALL
from tests.life.paying import Paying
from tests.life.returning import Returning
from tests.making import CITY, make, make_organisation
from tests.orders import town as t


class Townsfolk(Buying, Delivering, Returning, Paying):
    """Everybody, with everything they can do."""


async def make_folk(dice: random.Random) -> Townsfolk:
    """A fresh town with little money and little stock, so that both run out; small sheets need no approval."""
    join_rooms()
    town = await make_shop(levels=(SMALL, LARGE), stock=60)
    await DB.execute(_PROFILES, town.suppliers)
    await _direct_up_to(DIRECT)
    town.line = await t.line(town.unit, fen=LINE)
    town.plan = await t.plan(town.unit, town.line, fen=PLAN)
    return Townsfolk(
        town,
        await _stand_in(town),
        await t.seat("accountant", town.unit),
        await t.seat("finance", await make_organisation(kind="bureau")),
        await t.seat("centre", await make_organisation(kind="procurement_centre")),
        await _clerk(town),
        dice,
    )


_PROFILES = """
UPDATE supplier_profile SET bank = '丽水农商银行', account = '2010012345678901', freight_fen = 800,
       freight_free_fen = 10000 WHERE organisation = ANY($1)"""


async def _direct_up_to(fen: int) -> None:
    """Purchases above so much need a comparison, for which this town has too few suppliers."""
    await make(
        "rule_value",
        key="direct_up_to",
        region=CITY,
        amount=fen,
        unit="fen",
        valid_from=clock.today() - timedelta(days=400),
        source="生成的规则",
    )
    rulebook.forget()


async def _stand_in(town: t.Town) -> Visitor:
    """Somebody who decides for the head today."""
    vice, today = await t.seat("approver", town.unit), clock.today()
    absence = Absence(town.head.post or 0, vice.post or 0, today, today + timedelta(days=3), "出差")
    await approvals.name_stand_in(visitor=town.head, absence=absence)
    return vice


async def _clerk(town: t.Town) -> Clerk:
    goods = await DB.fetch(
        "SELECT id, supplier, price_fen, stock_on_hand FROM listing WHERE id = ANY($1::bigint[])", town.goods
    )
    freights = await DB.fetch(
        "SELECT organisation, freight_fen, freight_free_fen FROM supplier_profile WHERE organisation = ANY($1)",
        town.suppliers,
    )
    return Clerk(
        appropriated=LINE,
        planned=PLAN,
        direct=DIRECT,
        shelf={row.id: row.stock_on_hand for row in goods},
        prices={row.id: row.price_fen for row in goods},
        freights={row.organisation: (row.freight_fen, row.freight_free_fen) for row in freights},
        owners={row.id: row.supplier for row in goods},
        levels=[("head", SMALL), ("chief", LARGE)],
    )
