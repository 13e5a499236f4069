"""Submitting against a price that changes, goods that leave the shelf and a supplier that is suspended (T-C6)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from emall.catalogue.actions.shelf import change_price, move_shelf
from emall.database import DB
from emall.kernel.refusal import Conflict
from tests.cart.shop import make_shop
from tests.orders import town as t
from tests.races.crowd import PLACED, Crowd, Letter, all_at_once, outcome

ROUNDS, WINDOWS = 3, 6
OLD, NEW = 10_00, 12_00

Change = Callable[[t.Town, int], Awaitable[object]]


async def against(people: Crowd, town: t.Town, change: Change) -> tuple[int, int, list[Letter]]:
    """Six buyers submit a piece each while a supplier changes something: the goods, how many came through, the letters."""
    goods = await t.listing(town.suppliers[0], fen=OLD, stock=100)
    buyers = [await t.seat("buyer", town.unit) for _ in range(WINDOWS)]
    letters = [await people.checkout(who, {goods: 1}) for who in buyers]
    answers, _ = await asyncio.gather(all_at_once(letters), change(town, goods))
    through, polite = outcome(answers)
    assert through + polite == WINDOWS
    assert await t.stock(goods) == (100, through)
    return (
        goods,
        through,
        [one for one, said in zip(letters, answers, strict=True) if said.status_code != PLACED],
    )


async def bought(goods: int) -> set[int]:
    """At which prices goods were bought."""
    rows = await DB.fetch(
        'SELECT DISTINCT n.price_fen FROM order_line n JOIN purchase_order o ON o.id = n."order"'
        " WHERE n.listing = $1 AND o.status <> 'draft'",
        goods,
    )
    return {row.price_fen for row in rows}


async def as_it_is_now(goods: int, deed: Callable[[int], Awaitable[object]]) -> None:
    """Do something to a listing whose version moves with every order."""
    while True:
        version = await DB.fetch_value("SELECT version FROM listing WHERE id = $1", goods)
        try:
            await deed(version)
            return
        except Conflict:
            await asyncio.sleep(0)


async def dearer(town: t.Town, goods: int) -> None:
    """The supplier asks for more."""
    facts: dict[str, Any] = {
        "actor": town.sellers[0].actor(),
        "supplier": town.suppliers[0],
        "listing": goods,
        "tiers": [],
    }
    await as_it_is_now(
        goods, lambda version: change_price(**facts, version=version, price_fen=NEW, reason="成本上涨")
    )


async def gone(town: t.Town, goods: int) -> None:
    """The supplier takes the goods off its shelf."""
    facts: dict[str, Any] = {
        "actor": town.sellers[0].actor(),
        "supplier": town.suppliers[0],
        "listing": goods,
    }
    await as_it_is_now(
        goods, lambda version: move_shelf(**facts, version=version, to="off_shelf", reason="停产")
    )


async def suspended(town: t.Town, goods: int) -> None:
    """The supplier may not sell any more."""
    await DB.execute(
        "UPDATE supplier_profile SET standing = 'suspended' WHERE organisation = $1", town.suppliers[0]
    )


async def test_whoever_saw_the_old_price_pays_it_or_is_asked_again(people: Crowd) -> None:
    town = await make_shop(levels=())
    for _ in range(ROUNDS):
        goods, through, late = await against(people, town, dearer)
        assert await bought(goods) == ({OLD} if through else set())
        assert outcome(await all_at_once(late)) == (0, len(late))  # the page still shows the old price


async def test_goods_off_the_shelf_are_sold_to_nobody(people: Crowd) -> None:
    town = await make_shop(levels=())
    for _ in range(ROUNDS):
        goods, _, late = await against(people, town, gone)
        assert outcome(await all_at_once(late)) == (0, len(late))
        assert await DB.fetch_value("SELECT status FROM listing WHERE id = $1", goods) == "off_shelf"


async def test_a_suspended_supplier_sells_nothing_more(people: Crowd) -> None:
    for _ in range(ROUNDS):
        town = await make_shop(levels=())
        goods, through, late = await against(people, town, suspended)
        assert outcome(await all_at_once(late)) == (0, len(late))
        assert await t.stock(goods) == (100, through)
