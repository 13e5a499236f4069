"""Several hands at once, on data that is really committed: one outcome, and the others are told what happened."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Sequence
from typing import Any

import pytest

from emall.database import DB
from emall.journal import audit
from emall.kernel.refusal import Conflict, Refused
from emall.settlement import actions
from tests.orders import town as t
from tests.settlement import office

pytestmark = pytest.mark.committed
ROUNDS = 4


async def outcomes(deeds: Sequence[Awaitable[Any]]) -> Counter[str]:
    """How deeds begun at the same moment ended: done, refused, conflict; anything else is an error."""
    found = await asyncio.gather(*deeds, return_exceptions=True)
    names = Counter[str]()
    for one in found:
        if isinstance(one, BaseException) and not isinstance(one, Refused | Conflict):
            raise one
        names["done" if not isinstance(one, BaseException) else type(one).__name__.lower()] += 1
    return names


async def books_are_right() -> None:
    """Every invariant holds and the journal is whole."""
    assert await t.offences() == {}
    assert (await audit.verify()).ok


async def test_one_number_by_two_suppliers_at_once_is_one_invoice() -> None:
    towns = [await t.make_town(), await t.make_town()]
    for _ in range(ROUNDS):
        orders = [await office.accepted(town) for town in towns]
        number = office.fresh_number()
        ended = await outcomes(
            [office.issued(town, [order], number=number) for town, order in zip(towns, orders, strict=True)]
        )
        assert ended == {"done": 1, "refused": 1}
        assert await DB.fetch_value("SELECT count(*) FROM invoice WHERE number = $1", number) == 1
        assert sorted([await office.status_of(order) for order in orders]) == ["accepted", "invoiced"]
    await books_are_right()


async def test_one_order_invoiced_by_two_clerks_at_once_has_one_invoice() -> None:
    town = await t.make_town()
    clerk = await t.seat("seller", town.suppliers[0])
    for _ in range(ROUNDS):
        order = await office.accepted(town)
        ended = await outcomes([office.issued(town, [order], seller=who) for who in (town.sellers[0], clerk)])
        assert ended == {"done": 1, "refused": 1}
    await books_are_right()


async def test_two_reviewers_and_the_maker_at_once_are_one_decision() -> None:
    town = await t.make_town()
    for verdict in ("agree", "return") * (ROUNDS // 2):
        sheet = await office.submitted(town)
        facts: dict[str, Any] = {"number": sheet.number, "version": 1}
        ended = await outcomes(
            [
                actions.review(visitor=town.head, verdict="agree", **facts),
                actions.review(visitor=town.chief, verdict=verdict, comment="复核", **facts),
                actions.take_back(visitor=town.buyer, **facts),
            ]
        )
        assert ended == {"done": 1, "conflict": 2}
        assert len(await t.deeds_of("settlement", sheet.number)) == 2
    await books_are_right()


async def test_settling_refusing_and_taking_back_at_once_end_in_one_way() -> None:
    town = await t.make_town()
    colleague = await t.seat("buyer", town.unit)
    for _ in range(ROUNDS):
        invoice = await office.issued(town)
        ended = await outcomes(
            [
                actions.settle(visitor=town.buyer, invoices={invoice.id: 1}),
                actions.settle(visitor=colleague, invoices={invoice.id: 1}),
                actions.refuse(visitor=town.buyer, invoice=invoice.id, version=1, reason="有误"),
                actions.withdraw(visitor=town.sellers[0], invoice=invoice.id, version=1),
                actions.confirm(visitor=colleague, invoice=invoice.id, version=1),
            ]
        )
        assert ended["done"] == 1 and ended["conflict"] == 4, ended
    await books_are_right()


async def test_sheets_over_the_same_invoices_in_opposite_order_do_not_lock_each_other_out() -> None:
    town = await t.make_town()
    colleague = await t.seat("buyer", town.unit)
    for _ in range(ROUNDS):
        first, second = await office.issued(town), await office.issued(town)
        ended = await outcomes(
            [
                actions.settle(visitor=town.buyer, invoices={first.id: 1, second.id: 1}),
                actions.settle(visitor=colleague, invoices={second.id: 1, first.id: 1}),
                actions.settle(visitor=colleague, invoices={second.id: 1}),
            ]
        )
        assert ended["done"] == 1 and ended.total() == 3, ended
    await books_are_right()
