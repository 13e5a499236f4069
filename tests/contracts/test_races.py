"""Two at once on committed data: supplements never pass the limit, and a contract is concluded or void, never both."""

import asyncio
import json
from typing import Any

import asyncpg
import pytest

from emall.approvals.words import Verdict
from emall.cart.actions.sheet import submit_sheet
from emall.contracts import actions
from emall.database import DB
from emall.kernel.refusal import Conflict, Refused
from emall.orders import actions as orders
from tests.cart.shop import form_of, make_shop
from tests.contracts.making import concluded, contract_of
from tests.orders import town as t

pytestmark = pytest.mark.committed


async def tried(deed: Any) -> bool:
    """Whether it was done; a refusal is an answer, anything else is not."""
    try:
        await deed
    except (Refused, Conflict):
        return False
    return True


async def test_supplements_at_once_stay_within_the_limit() -> None:
    town = await t.make_town()
    contract = await concluded(town, {town.goods[0]: 40})
    order = json.loads(contract.document)["order"]
    (line,) = await t.lines_of(order)
    asks = [
        actions.supplement(visitor=town.buyer, number=contract.number, quantities={line.id: 1}, reason="同时")
        for _ in range(8)
    ]
    done = await asyncio.gather(*(tried(ask) for ask in asks))
    assert sum(done) == 4
    assert (await contract_of(order)).supplemented_fen == 4000
    assert await t.offences() == {}


async def test_accepting_against_withdrawing_leaves_one_outcome() -> None:
    town = await t.make_town()
    for _ in range(5):
        (order,) = await town.released({town.goods[0]: 1})
        done = await asyncio.gather(
            tried(orders.confirm(visitor=town.sellers[0], number=order.number)),
            tried(orders.withdraw_sent(visitor=town.buyer, number=order.number)),
        )
        contract = await contract_of(order.number)
        assert sum(done) == 1
        assert contract.status == ("in_force" if done[0] else "void")
    assert await t.offences() == {}


async def test_the_clock_in_two_processes_files_and_announces_once() -> None:
    town = await t.make_town()
    contract = await concluded(town, {town.goods[0]: 1})
    assert sum(await asyncio.gather(*(actions.run_due() for _ in range(4)))) == 1
    due = contract.announce_from
    assert sum(await asyncio.gather(*(actions.run_due(due) for _ in range(4)))) == 1
    assert await t.deeds_of("contract", contract.number) == [
        "contract.offer",
        "contract.conclude",
        "contract.file",
        "contract.announce",
    ]


async def waiting_for_a_lock() -> None:
    """Until somebody in this database waits for a lock."""
    for _ in range(200):
        if await DB.fetch_value(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock'"
        ):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("nobody waits")


async def test_a_returned_supplement_locks_its_contract_before_goods_and_money() -> None:
    """Like a new one, so that the two may wait for each other but never for ever."""
    town = await make_shop()
    contract = await concluded(town, {town.goods[0]: 40})
    (line,) = await t.lines_of(json.loads(contract.document)["order"])
    number = await actions.supplement(
        visitor=town.buyer, number=contract.number, quantities={line.id: 1}, reason="人员增加"
    )
    await t.decide(number, town.head, verdict=Verdict.RETURN, comment="先不买")
    address, invoice = [
        await DB.fetch_value(f"SELECT max(id) FROM {table} WHERE organisation = $1", town.unit)
        for table in ("delivery_address", "invoice_profile")
    ]
    form = await form_of(town.buyer, number, address=address, invoice=invoice)
    held = await DB.get_new_connection()
    try:
        async with held.transaction():
            await held.execute("SELECT FROM contract WHERE id = $1 FOR NO KEY UPDATE", contract.id)
            again = asyncio.create_task(submit_sheet(visitor=town.buyer, number=number, form=form))
            await waiting_for_a_lock()
            for table in ("listing", "plan", "budget_line"):
                try:
                    await held.execute(f"SELECT FROM {table} FOR NO KEY UPDATE NOWAIT")
                except asyncpg.LockNotAvailableError:
                    pytest.fail(f"{table} was locked before the contract")
        await again
    finally:
        await held.close()
    assert (await contract_of(json.loads(contract.document)["order"])).supplemented_fen == 1000
    assert await t.offences() == {}
