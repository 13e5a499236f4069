"""Two at once on committed data: supplements never pass the limit, and a contract is concluded or void, never both."""

import asyncio
import json
from typing import Any

import pytest

from emall.contracts import actions
from emall.kernel.refusal import Conflict, Refused
from emall.orders import actions as orders
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
