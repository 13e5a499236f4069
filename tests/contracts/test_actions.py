"""A contract comes into being, into force and to its end with its order, in the same transaction."""

import json
from datetime import timedelta
from typing import Any

import pytest

from emall.contracts import actions
from emall.contracts.documents import digest_of
from emall.contracts.queries import proof_of
from emall.database import DB
from emall.journal import SYSTEM
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.kernel.workdays import deadline
from emall.orders import actions as orders
from tests.contracts.making import cancelled, concluded, contract_of, delivered, move_order
from tests.making import make_organisation
from tests.orders import town as t

pytestmark = pytest.mark.usefixtures("db")


async def signers(contract: int) -> dict[str, int]:
    rows = await DB.fetch("SELECT side, person FROM signature WHERE contract = $1", contract)
    return {row.side: row.person for row in rows}


async def test_the_last_approver_signs_the_offer() -> None:
    town = await t.make_town()
    (order,) = await town.released({town.goods[0]: 3})
    contract = await contract_of(order.number)
    assert (contract.status, contract.amount_fen) == ("half_signed", order.total_fen)
    assert await signers(contract.id) == {"unit": town.head.person}
    assert contract.number.startswith("HT")
    assert digest_of(contract.document, contract.algorithm) == contract.digest
    assert await t.deeds_of("contract", contract.number) == ["contract.offer"]
    assert await t.offences() == {}


async def test_without_approval_the_buyer_signs() -> None:
    town = await t.make_town(levels=())
    number = await town.submit({town.goods[0]: 1})
    (order,) = await t.orders_of(number)
    assert await signers((await contract_of(order.number)).id) == {"unit": town.buyer.person}


async def test_nothing_is_drawn_up_before_the_last_approval() -> None:
    town = await t.make_town(levels=(0, 1_00))
    number = await town.submit({town.goods[0]: 3})
    await town.agree(number)
    assert await DB.fetch_value("SELECT count(*) FROM contract") == 0
    await town.agree(number, town.chief)
    (order,) = await t.orders_of(number)
    assert await signers((await contract_of(order.number)).id) == {"unit": town.chief.person}


async def test_the_supplier_accepting_the_order_puts_it_in_force() -> None:
    town = await t.make_town()
    contract = await concluded(town, {town.goods[0]: 3})
    assert contract.status == "in_force" and contract.in_force_at is not None
    assert await signers(contract.id) == {"unit": town.head.person, "supplier": town.sellers[0].person}
    assert contract.file_due_at == deadline(contract.in_force_at, 7)
    assert contract.announce_due_at == deadline(contract.in_force_at, 2)
    assert contract.announce_from == deadline(contract.in_force_at, 1)
    assert contract.supplement_limit_fen == contract.amount_fen // 10
    assert (await proof_of(contract)).ok
    assert await t.deeds_of("contract", contract.number) == ["contract.offer", "contract.conclude"]
    assert await t.offences() == {}


@pytest.mark.parametrize("end", ["declined", "withdrawn", "expired"])
async def test_an_order_not_taken_on_leaves_a_void_contract(end: str) -> None:
    town = await t.make_town()
    (order,) = await town.released({town.goods[0]: 3})
    if end == "declined":
        await orders.decline(visitor=town.sellers[0], number=order.number, reason_code="no_stock")
    elif end == "withdrawn":
        await orders.withdraw_sent(visitor=town.buyer, number=order.number, reason="重复")
    else:
        await orders.expire_overdue(clock.now() + timedelta(days=30))
    contract = await contract_of(order.number)
    assert (contract.status, contract.reason) == ("void", end)
    assert list(await signers(contract.id)) == ["unit"]
    assert await t.offences() == {}


async def test_cancelling_by_agreement_terminates() -> None:
    town = await t.make_town()
    contract = await concluded(town, {town.goods[0]: 3})
    order = json.loads(contract.document)["order"]
    await cancelled(town, order)
    contract = await contract_of(order)
    assert (contract.status, contract.reason) == ("terminated", "cancelled") and contract.ended_at is not None
    assert await t.offences() == {}


async def test_delivered_and_paid_is_fulfilled_and_money_coming_back_opens_it_again() -> None:
    town = await t.make_town()
    contract = await concluded(town, {town.goods[0]: 3})
    order = json.loads(contract.document)["order"]
    await delivered(town, order)
    assert (await contract_of(order)).status == "in_force"
    for to in ("invoiced", "settling", "paying", "paid"):
        await move_order(order, to, town.buyer)
    assert (await contract_of(order)).status == "fulfilled"
    await move_order(order, "settling", town.buyer)
    again = await contract_of(order)
    assert (again.status, again.ended_at) == ("in_force", None)
    assert (await t.deeds_of("contract", contract.number))[-2:] == ["contract.fulfil", "contract.reopen"]


async def test_a_later_change_of_the_offer_leaves_the_contract_alone() -> None:
    town = await t.make_town()
    contract = await concluded(town, {town.goods[0]: 3})
    await DB.execute("UPDATE listing SET title = '别的', price_fen = 1 WHERE id = $1", town.goods[0])
    await DB.execute("UPDATE organisation SET name = '改名后的单位' WHERE id = $1", town.unit)
    after = await contract_of(json.loads(contract.document)["order"])
    assert after.document == contract.document and (await proof_of(after)).text_ok


async def test_the_clock_cannot_sign() -> None:
    town = await t.make_town()
    number = await town.submit({town.goods[0]: 1})
    (order,) = await t.orders_of(number)
    with pytest.raises(Refused, match="contract_needs_a_person"):
        async with DB.transaction():
            locked = await orders.lock_order(order.number)
            await orders.move(locked, "pending_supplier", actor=SYSTEM)
    assert (await t.order_of(order.number)).status == "pending_approval"


async def test_only_the_supplier_signs_for_the_supplier() -> None:
    town = await t.make_town()
    (order,) = await town.released({town.goods[0]: 1})
    with pytest.raises(Refused, match="contract_other_side"):
        async with DB.transaction():
            locked = await orders.lock_order(order.number)
            await orders.move(locked, "confirmed", actor=town.sellers[1].actor())
    assert (await contract_of(order.number)).status == "half_signed"


async def test_the_system_files_at_once_and_announces_after_a_working_day() -> None:
    town = await t.make_town()
    contract = await concluded(town)
    assert await actions.run_due() == 1
    filed = await contract_of(json.loads(contract.document)["order"])
    assert filed.filing.startswith("BA") and filed.filed_at is not None and filed.announced_at is None
    assert await actions.run_due(contract.announce_from - timedelta(seconds=1)) == 0
    assert await actions.run_due(contract.announce_from) == 1
    public = await contract_of(json.loads(contract.document)["order"])
    assert public.status == "published" and public.announced_at == contract.announce_from
    assert await actions.run_due(contract.announce_due_at + timedelta(days=9)) == 0
    assert await t.deeds_of("contract", contract.number) == [
        "contract.offer",
        "contract.conclude",
        "contract.file",
        "contract.announce",
    ]
    assert await t.offences() == {}


async def test_contracts_of_enterprises_are_neither_filed_nor_announced() -> None:
    town = await t.make_town()
    (order,) = await town.released()
    await DB.execute("UPDATE purchase_order SET regime = 'enterprise' WHERE id = $1", order.id)
    await orders.confirm(visitor=town.sellers[0], number=order.number)
    contract = await contract_of(order.number)
    assert (contract.file_due_at, contract.announce_due_at) == (None, None)
    assert await actions.run_due(clock.now() + timedelta(days=30)) == 0


async def decide(action: Any, contract: Any, visitor: Any, **more: Any) -> str:
    return str(await action(visitor=visitor, number=contract.number, **{"version": contract.version, **more}))


async def test_a_secret_contract_is_filed_but_never_announced() -> None:
    town = await t.make_town()
    contract = await concluded(town)
    with pytest.raises(Refused):
        await decide(actions.keep_secret, contract, town.buyer, reason="  ")
    await decide(actions.keep_secret, contract, town.buyer, reason="涉及安防布局")
    assert await actions.run_due(clock.now() + timedelta(days=30)) == 1
    kept = await contract_of(json.loads(contract.document)["order"])
    assert kept.secret_reason == "涉及安防布局" and kept.announced_at is None and kept.filed_at is not None
    with pytest.raises(Conflict):
        await decide(actions.announce_now, kept, town.buyer)
    assert await t.offences() == {}


async def test_who_decides_on_publicity_and_when() -> None:
    town = await t.make_town()
    contract = await concluded(town)
    stranger = await t.seat("buyer", await make_organisation())
    with pytest.raises(Missing):
        await decide(actions.announce_now, contract, stranger)
    for other in (town.head, town.receiver, town.sellers[0]):
        with pytest.raises(Forbidden):
            await decide(actions.keep_secret, contract, other, reason="x")
    with pytest.raises(Conflict, match="contract_moved_on"):
        await decide(actions.announce_now, contract, town.buyer, version=contract.version - 1)
    await decide(actions.announce_now, contract, town.buyer)
    public = await contract_of(json.loads(contract.document)["order"])
    assert public.status == "published"
    with pytest.raises(Conflict, match="contract_already_announced"):
        await decide(actions.keep_secret, public, town.buyer, reason="太晚")
