"""Stock held, let go, shipped and taken back: never more than there is, never twice."""

import asyncio

import pytest

from emall.catalogue.actions import (
    change_stock,
    hold_stock,
    release_stock,
    ship_stock,
    take_back_stock,
)
from emall.database import DB
from emall.journal import SYSTEM
from emall.kernel.refusal import Conflict, Refused
from tests.catalogue.goods import make_listing
from tests.making import make_supplier


async def stock(listing: int) -> tuple[int, int]:
    row = await DB.fetch_row("SELECT stock_on_hand, stock_held FROM listing WHERE id = $1", listing)
    assert row is not None
    return row.stock_on_hand, row.stock_held


async def test_goods_go_through_hold_ship_and_back(db: None) -> None:
    listing = await make_listing(stock_on_hand=10)
    for deed, quantity, after in (
        (hold_stock, 6, (10, 6)),
        (release_stock, 2, (10, 4)),
        (ship_stock, 3, (7, 1)),
        (take_back_stock, 1, (8, 2)),
    ):
        async with DB.transaction():
            await deed({listing: quantity})
        assert await stock(listing) == after
    assert (
        await DB.fetch_value(
            "SELECT count(*) FROM outbox WHERE topic = 'listing' AND key = $1",
            str(listing),
        )
        == 4
    )


async def test_a_count_entered_before_goods_left_is_not_taken(db: None) -> None:
    supplier = await make_supplier()
    listing = await make_listing(supplier=supplier, stock_on_hand=10)
    before = await DB.fetch_value("SELECT version FROM listing WHERE id = $1", listing)
    async with DB.transaction():
        await hold_stock({listing: 6})
        await ship_stock({listing: 6})
    with pytest.raises(Conflict):
        await change_stock(actor=SYSTEM, supplier=supplier, listing=listing, version=before, on_hand=12)
    assert await stock(listing) == (4, 0)


async def test_every_listing_that_cannot_be_held_is_named_and_none_is_held(
    db: None,
) -> None:
    good = await make_listing(stock_on_hand=10)
    short = await make_listing(stock_on_hand=3)
    gone = await make_listing(status="off_shelf")
    with pytest.raises(Refused) as refused:
        async with DB.transaction():
            await hold_stock({good: 1, short: 4, gone: 1, 999_999: 1})
    assert [(refusal.field, refusal.key) for refusal in refused.value.refusals] == [
        (f"quantity-{short}", "more_than_in_stock"),
        (f"quantity-{gone}", "not_on_sale"),
        ("quantity-999999", "not_on_sale"),
    ]
    assert await stock(good) == (10, 0)


async def test_more_than_is_held_cannot_be_let_go_or_shipped(db: None) -> None:
    listing = await make_listing(stock_on_hand=10, stock_held=2)
    for deed in (release_stock, ship_stock):
        with pytest.raises(Conflict):
            async with DB.transaction():
                await deed({listing: 3})
    assert await stock(listing) == (10, 2)


@pytest.mark.committed
async def test_the_last_pieces_go_to_one_buyer_whatever_the_order_of_locks() -> None:
    first, second = (
        await make_listing(stock_on_hand=5),
        await make_listing(stock_on_hand=5),
    )

    async def buy(quantities: dict[int, int]) -> bool:
        try:
            async with DB.transaction():
                await hold_stock(quantities)
        except Refused:
            return False
        return True

    wishes = [{first: 3, second: 3}, {second: 3, first: 3}] * 4
    assert sum(await asyncio.gather(*map(buy, wishes))) == 1
    assert await stock(first) == await stock(second) == (5, 3)
