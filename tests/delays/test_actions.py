"""What turns up as late, for whom, what it stops, and what an explanation does."""

from datetime import datetime, timedelta

import pytest

from emall.contracts import actions as contracts
from emall.database import DB, DatabaseError, counted
from emall.delays import actions, queries
from emall.delays.queries import Wanted
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.kernel.workdays import deadline
from emall.web.visitor import Visitor
from tests.making import make, make_organisation
from tests.orders import town as t

pytestmark = pytest.mark.usefixtures("db")
ALL = Wanted()
ORDERS = Wanted(kind="order")


def later(days: int = 45) -> datetime:
    """So long after now that whatever waits is late."""
    return clock.now() + timedelta(days=days)


async def listed(visitor: Visitor, wanted: Wanted = ALL, *, now: datetime | None = None) -> dict[str, str]:
    """Kind and reference → whose turn."""
    found = await queries.delays(visitor, wanted, now=now or later())
    return {f"{row.kind} {row.ref}": row.party for row in found.page.items}


async def received(town: t.Town, count: int) -> list[str]:
    """Orders that wait for their receiver; their contracts are filed and announced, as the clock does it."""
    numbers = [(await town.received({town.goods[0]: 1})).number for _ in range(count)]
    await contracts.run_due(later())
    return numbers


async def test_an_order_turns_up_when_its_clock_is_near_and_again_when_it_is_past() -> None:
    town = await t.make_town()
    order = await town.received()
    assert await listed(town.buyer, now=clock.now()) == {}
    (row,) = (await queries.delays(town.buyer, ORDERS, now=order.due_at)).page.items
    assert (row.ref, row.party, row.past) == (order.number, "receiver", False)
    (row,) = (await queries.delays(town.buyer, ORDERS, now=order.due_at + timedelta(seconds=1))).page.items
    assert row.past and row.since == order.received_at


async def test_a_sheet_waits_for_the_approver_of_its_step() -> None:
    town = await t.make_town()
    number = await town.submit({town.goods[0]: 1})
    assert await listed(town.head) == {f"sheet {number}": "approver"}
    assert await listed(town.sellers[0]) == {}


async def test_plans_and_contracts_turn_up_under_whoever_has_to_act() -> None:
    town = await t.make_town()
    order, now = await town.confirmed(), clock.now()
    due = now + timedelta(days=1)
    plan_number = await DB.fetch_value("SELECT number FROM plan WHERE id = $1", town.plan)
    review = {"position": 1, "stage": "finance_review", "status": "now", "began_at": now, "due_at": due}
    await make("plan_step", plan=town.plan, organisation=await make_organisation(kind="bureau"), **review)
    number = await DB.fetch_value('SELECT number FROM contract WHERE "order" = $1', order.id)
    clocks = {f"filing {number}", f"announcing {number}"}
    found = await listed(town.buyer)
    assert found[f"plan {plan_number}"] == "finance"
    assert {key: found[key] for key in clocks} == dict.fromkeys(clocks, "buyer")
    await contracts.run_due(later())
    assert not clocks & set(await listed(town.buyer))


async def test_a_secret_contract_is_never_late_to_be_announced() -> None:
    town = await t.make_town()
    order = await town.confirmed()
    contract = await DB.fetch_row('SELECT number, version FROM contract WHERE "order" = $1', order.id)
    secret = {"number": contract.number, "version": contract.version, "reason": "涉及安防布局"}
    await contracts.keep_secret(visitor=town.buyer, **secret)
    found = await listed(town.buyer)
    assert f"filing {contract.number}" in found and f"announcing {contract.number}" not in found


def sides(town: t.Town) -> dict[str, int]:
    """Both sides of a paper of the town, and its amount."""
    return {"organisation": town.unit, "supplier": town.suppliers[0], "amount_fen": 50_00}


async def settlement_of(town: t.Town, order: int) -> int:
    """A settlement reviewed and not yet sent, with its invoice; its id."""
    now, maker = clock.now(), town.buyer.person
    seller = {"made_by": town.sellers[0].person, "buyer_name": "甲", "buyer_uscc": "乙", "tax_fen": 0}
    kind = {"number": "1" * 20, "kind": "digital_plain", "issued_on": clock.today(), "made_at": now}
    invoice = await make("invoice", **kind, **seller, **sides(town))
    reviewed = {"made_by": maker, "made_at": now, "reviewed_by": town.head.person, "reviewed_at": now}
    due = now + timedelta(days=1)
    made = await make("settlement", number="JS1", status="to_pay", due_at=due, **reviewed, **sides(town))
    await make("settlement_order", settlement=made, order=order, amount_fen=50_00, invoice=invoice)
    return made


async def test_a_settlement_waits_for_the_accountant_and_once_sent_for_the_treasury() -> None:
    town = await t.make_town()
    settlement = await settlement_of(town, (await town.confirmed()).id)
    assert (await listed(town.buyer))["settlement JS1"] == "accountant"
    people = {
        "prepared_by": town.buyer.person,
        "reviewed_by": town.head.person,
        "released_by": town.chief.person,
    }
    now = clock.now()
    payee = {"payee_name": "x", "payee_bank": "x", "payee_account": "x", "released_at": now, "due_at": now}
    await make("payment", number="ZF1", settlement=settlement, **people, **payee, **sides(town))
    found = await listed(town.buyer)
    assert found["payment ZF1"] == "treasury" and "settlement JS1" not in found


async def test_everybody_sees_their_own_part_of_the_list() -> None:
    town, other = await t.make_town(), await t.make_town()
    order, theirs = await town.received(), await other.received()
    await contracts.run_due(later())
    county = await make_organisation(kind="bureau", region="331121")
    finance = await t.seat("finance", county)
    keys = {f"order {order.number}", f"order {theirs.number}"}
    assert set(await listed(town.receiver)) == {f"order {order.number}"}
    assert set(await listed(town.sellers[0])) == {f"order {order.number}"}
    assert set(await listed(town.sellers[1])) == set()
    assert keys <= set(await listed(finance))
    assert not keys & set(await listed(await t.seat("county", county, region="331121")))
    for duty in ("expert", "requester"):
        assert await listed(await t.seat(duty, town.unit)) == {}


async def test_the_list_narrows_and_counts_by_party() -> None:
    town = await t.make_town()
    await received(town, 2)
    order = await town.confirmed()
    await contracts.run_due(later())
    found = await queries.delays(town.buyer, Wanted(party="supplier"), now=later())
    assert [row.ref for row in found.page.items] == [order.number]
    assert found.counts == {"receiver": (0, 2), "supplier": (0, 1)} and found.past == 3
    assert await listed(town.buyer, Wanted(light="near")) == {}
    assert await listed(town.buyer, Wanted(kind="sheet")) == {}
    assert len(await listed(town.buyer, Wanted(region="331100"))) == 3
    assert await listed(town.buyer, Wanted(region="331102")) == {}


async def test_late_payment_of_a_small_enterprise_ticks() -> None:
    town = await t.make_town()
    order = await town.received()
    await t.accept_all(town.receiver, order.number)
    delivered = await DB.fetch_value('SELECT max(received_at) FROM shipment WHERE "order" = $1', order.id)
    items = (await queries.delays(town.sellers[0], Wanted(kind="sme"), now=later(60))).page.items
    assert [(row.ref, row.party) for row in items] == [(order.number, "supplier")]
    last = clock.day_of(items[0].due_at)
    assert timedelta(days=30) <= last - clock.day_of(delivered) <= timedelta(days=40)
    await DB.execute("UPDATE supplier_profile SET size = 'large' WHERE organisation = $1", town.suppliers[0])
    assert await listed(town.sellers[0], Wanted(kind="sme"), now=later(60)) == {}


async def test_three_unexplained_red_items_stop_a_unit_and_explaining_one_lets_it_go_on() -> None:
    town = await t.make_town()
    numbers = await received(town, 2)
    await town.confirmed()  # late as well, but the supplier's
    await contracts.run_due(later())
    await actions.refuse_while_red(town.buyer, now=later())
    numbers += await received(town, 1)
    with pytest.raises(Refused) as refused:
        await actions.refuse_while_red(town.buyer, now=later())
    assert dict(refused.value.refusals[0].params) == {"count": 3, "limit": 3}
    until = await actions.explain(
        visitor=town.buyer, kind="order", ref=numbers[0], reason="仓库盘点", now=later()
    )
    assert until == deadline(later(), 5)
    await actions.refuse_while_red(town.buyer, now=later())
    with pytest.raises(Refused):
        await actions.refuse_while_red(town.buyer, now=until + timedelta(seconds=1))
    assert await t.deeds_of("delay", f"order:{numbers[0]}") == ["delay.explain"]
    assert await t.offences() == {}


async def test_a_rule_of_none_stops_nobody() -> None:
    from emall.rulebook import queries as rulebook

    town = await t.make_town()
    await received(town, 3)
    await DB.execute("UPDATE rule_value SET amount = 0 WHERE key = 'red_blocks'")
    rulebook.forget()
    try:
        await actions.refuse_while_red(town.buyer, now=later())
    finally:
        rulebook.forget()


async def test_who_may_not_explain_and_what_cannot_be_explained() -> None:
    town, other = await t.make_town(), await t.make_town()
    (number,) = await received(town, 1)
    waiting = (await town.confirmed()).number
    explain = actions.explain
    with pytest.raises(Conflict, match="not_late"):
        await explain(visitor=town.buyer, kind="order", ref=number, reason="一")
    with pytest.raises(Conflict, match="not_late"):
        await explain(visitor=other.buyer, kind="order", ref=number, reason="一", now=later())
    with pytest.raises(Missing):
        await explain(visitor=town.receiver, kind="order", ref=number, reason="一", now=later())
    with pytest.raises(Missing):  # the supplier's turn
        await explain(visitor=town.buyer, kind="order", ref=waiting, reason="一", now=later())
    with pytest.raises(Refused, match="reason_needed"):
        await explain(visitor=town.buyer, kind="order", ref=number, reason="  ", now=later())
    await explain(visitor=town.buyer, kind="order", ref=number, reason="一", now=later())
    with pytest.raises(Conflict, match="explained_already"):
        await explain(visitor=town.buyer, kind="order", ref=number, reason="二", now=later())


async def test_nobody_edits_an_explanation() -> None:
    town = await t.make_town()
    (number,) = await received(town, 1)
    await actions.explain(visitor=town.buyer, kind="order", ref=number, reason="一", now=later())
    with pytest.raises(DatabaseError):
        await DB.execute("UPDATE delay_explanation SET reason = '二'")


async def test_the_list_asks_as_often_for_many_rows_as_for_one() -> None:
    town = await t.make_town(stock=1000)
    asked = []
    for more in (1, 6):
        await received(town, more)
        with counted() as count:
            found = await queries.delays(town.buyer, ALL, now=later())
        asked.append((len(found.page.items), count.queries))
    assert asked == [(1, 2), (7, 2)]


async def test_a_stopped_unit_adds_to_no_contract_either() -> None:
    town = await t.make_town()
    await received(town, 3)
    order = await town.confirmed({town.goods[0]: 20})
    number = await DB.fetch_value('SELECT number FROM contract WHERE "order" = $1', order.id)
    more = {(await t.lines_of(order.number))[0].id: 1}
    with pytest.raises(Refused, match="too_many_red"):
        await contracts.supplement(
            visitor=town.buyer, number=number, quantities=more, reason="人员增加", now=later()
        )
    await contracts.supplement(visitor=town.buyer, number=number, quantities=more, reason="人员增加")
