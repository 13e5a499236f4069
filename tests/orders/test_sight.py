"""Who sees which order: the rule for one row and the condition for lists say the same, and each page is few queries."""

import pytest

from emall.approvals import queries as approval_queries
from emall.database import DB, counted
from emall.delivery import actions as delivery
from emall.orders import actions, queries
from emall.orders.access import may_view, supervises, turn_of
from emall.orders.queries.deals import CONCLUDED
from emall.orders.queries.scope import FROM, Arguments, my_turn, visible
from emall.orders.words import OrderStatus
from tests.making import make_organisation
from tests.orders import town as t

pytestmark = pytest.mark.usefixtures("db")

STAFF = ("county", "finance", "centre", "audit", "curator", "system", "expert")


async def busy_town() -> t.Town:
    """Orders in every status a list can show, of two units."""
    town = await t.make_town()
    await actions.draft(visitor=town.buyer, quantities={town.goods[0]: 1})
    await town.submit({town.goods[0]: 1, town.goods[2]: 1})
    returned = await town.submit({town.goods[0]: 1})
    await t.decide(returned, town.head, verdict="return", comment="改")
    withdrawn = await town.submit({town.goods[0]: 1})
    await t.approvals.withdraw_purchase(visitor=town.buyer, number=withdrawn)
    for fate in ("confirm", "decline", "withdraw", "wait"):
        (order,) = await town.released()
        if fate == "confirm":
            await actions.confirm(visitor=town.sellers[0], number=order.number)
            await delivery.ask(visitor=town.sellers[0], number=order.number, reason="缺货")
        elif fate == "decline":
            await actions.decline(visitor=town.sellers[0], number=order.number, reason_code="no_stock")
        elif fate == "withdraw":
            await t.approvals.withdraw(visitor=town.buyer, number=order.number)
    under_way = await town.confirmed()
    await t.ship_all(town.sellers[0], under_way.number)
    await town.received()
    failed = await town.received()
    await t.accept_all(town.receiver, failed.number, reject=100)
    return town


async def everybody(town: t.Town) -> list[t.Visitor]:
    """Each duty of the unit, of both suppliers, of another unit, and staff of the city and two counties."""
    other = await make_organisation(kind="public_unit", region="331102")
    bureau = await make_organisation(kind="bureau")
    people = [town.buyer, town.head, town.chief, town.receiver, *town.sellers]
    for duty in ("buyer", "accountant", "unit_admin", "receiver"):
        people += [await t.seat(duty, town.unit), await t.seat(duty, other)]
    people.append(await t.seat("receiver", town.unit, person=town.buyer.person))
    for duty in STAFF:
        for region in ("331100", "331102", "331181"):
            people.append(await t.seat(duty, bureau, region=region))
    return people


async def test_lists_and_single_rows_agree_for_everybody() -> None:
    town = await busy_town()
    await DB.execute("UPDATE organisation SET region = '331181' WHERE id = $1", town.unit)
    rows = await DB.fetch(
        f"SELECT o.*, u.region, st.approver, c.asked_for AS cancel_asked_for {FROM} ORDER BY o.id"
    )
    statuses = {row.status for row in rows}
    assert len(statuses) == 10, statuses
    seen_by_somebody = set()
    for visitor in await everybody(town):
        args = Arguments()
        seen = await DB.fetch(f"SELECT o.id {FROM} WHERE {visible(visitor, args)} ORDER BY o.id", *args)
        assert [row.id for row in seen] == [row.id for row in rows if may_view(visitor, row)], visitor
        seen_by_somebody |= {row.id for row in seen}
        args = Arguments()
        where = f"({visible(visitor, args)}) AND {my_turn(visitor, args)}"
        turns = await DB.fetch(f"SELECT o.id {FROM} WHERE {where} ORDER BY o.id", *args)
        assert [row.id for row in turns] == [
            row.id for row in rows if may_view(visitor, row) and turn_of(visitor, row)
        ], visitor
    assert seen_by_somebody == {row.id for row in rows}


async def test_territory() -> None:
    town = await t.make_town()
    await DB.execute("UPDATE organisation SET region = '331181' WHERE id = $1", town.unit)
    (order,) = await town.released()
    bureau = await make_organisation(kind="bureau")
    page = await queries.order_page(order.number, await t.seat("county", bureau, region="331181"))
    assert page is not None and page.order["status"] == "pending_supplier" and not page.your_turn
    assert await queries.order_page(order.number, await t.seat("county", bureau, region="331102")) is None
    assert await queries.order_page(order.number, await t.seat("finance", bureau)) is not None
    assert await queries.order_page(order.number, await t.seat("curator", bureau)) is None


async def test_staff_leave_a_trace_once_a_day() -> None:
    town = await t.make_town()
    (order,) = await town.released()
    finance = await t.seat("finance", await make_organisation(kind="bureau"))
    for expected in (True, False):
        page = await queries.order_page(order.number, finance)
        assert page is not None and supervises(finance, page.order)
        assert await actions.note_view(visitor=finance, order=page.order) is expected
    assert not await actions.note_view(visitor=town.buyer, order=page.order)
    assert (await t.deeds_of("order", order.number)).count("order.view") == 1
    assert await t.offences() == {}


async def test_supplier_sees_neither_funds_nor_approval() -> None:
    town = await t.make_town()
    (order,) = await town.released()
    await DB.execute("UPDATE purchase SET reason = '内部事由' WHERE id = $1", order.purchase)
    inside = await queries.order_page(order.number, town.buyer)
    outside = await queries.order_page(order.number, town.sellers[0])
    assert inside is not None and outside is not None
    assert inside.order["purchase_reason"] == "内部事由" and inside.lines[0].plan_number and inside.steps
    assert outside.order["purchase_reason"] == "" and outside.lines[0].plan_number == "" and not outside.steps
    assert [row.act for row in outside.timeline] == ["order.approve"]
    assert {row.act for row in inside.timeline} >= {"order.submit", "purchase.submit", "purchase.release"}
    assert outside.your_turn and not inside.your_turn and outside.next_actor == "seller"


async def test_page_of_an_order_with_papers_is_four_queries() -> None:
    town = await t.make_town()
    order = await town.received()
    await t.accept_all(town.receiver, order.number, reject=1)
    with counted() as count:
        page = await queries.order_page(order.number, town.buyer)
    assert count.queries <= 4
    assert page is not None and page.order["open"] == 1 and page.order["under_way"] == 0
    (parcel,), (paper,) = page.parcels, page.acceptances
    assert parcel["lines"][0]["received"] == 5 and parcel["received_at"].tzinfo is not None
    assert (paper["conclusion"], paper["lines"][0]["rejected"]) == ("partly", 1)


async def test_list_has_tabs_counts_search_and_own_turn_first() -> None:
    town = await busy_town()
    with counted() as count:
        found = await queries.orders_page(visitor=town.buyer, size=50)
    assert count.queries == 2
    assert found.total == found.counts["all"] == len(found.rows) == 12
    turns = [row.your_turn for row in found.rows]
    assert turns == sorted(turns, reverse=True) and sum(turns) == found.counts["mine"] == 3
    ended = await queries.orders_page(visitor=town.buyer, tab="ended")
    assert ended.total == found.counts["ended"] == 3
    assert {row.status for row in ended.rows} == {"declined", "withdrawn"}
    some = await queries.orders_page(visitor=town.buyer, statuses=("shipped", "confirmed"), size=1)
    assert (some.total, len(some.rows)) == (2, 1)
    number = found.rows[-1].number
    assert [row.number for row in (await queries.orders_page(visitor=town.buyer, words=number)).rows] == [
        number
    ]
    assert (await queries.orders_page(visitor=town.buyer, words="100%_")).total == 0
    paged = await queries.orders_page(visitor=town.buyer, page=2, size=10)
    assert len(paged.rows) == 2 and paged.page.pages == 2
    mine = await queries.orders_page(visitor=town.sellers[0], tab="mine", size=50)
    assert mine.total == len(mine.rows) == 3 and all(row.your_turn for row in mine.rows)
    assert "to_approve" not in queries.tabs_for(town.sellers[0])


async def test_desk_counts_and_todo() -> None:
    town = await busy_town()
    desk = await queries.desk(town.sellers[0])
    assert (desk.to_confirm.number, desk.to_ship.number, desk.to_handle.number) == (1, 1, 1)
    assert desk.to_invoice.number == 0
    assert desk.to_confirm.next_due is not None and desk.to_confirm.oldest_at is not None
    with counted() as count:
        todo = await queries.todo(town.head)
    assert count.queries == 1
    (row,) = todo
    assert (row.what, row.matching) == ("pending_approval", 1) and row.link == f"/approvals/{row.number}"
    buyer = {one.what: one for one in await queries.todo(town.buyer)}
    assert set(buyer) == {"draft", "returned", "cancellation"}
    assert buyer["cancellation"].link.startswith("/orders/LS")
    assert buyer["returned"].link.startswith("/checkout/CG")
    seller = [one.what for one in await queries.todo(town.sellers[0])]
    assert sorted(seller) == ["confirmed", "failed", "pending_supplier"]
    receiver = [one.what for one in await queries.todo(town.receiver)]
    assert sorted(receiver) == ["received", "shipped"]


async def test_inbox_tells_what_is_left_after() -> None:
    town = await t.make_town()
    number = await town.submit({town.goods[0]: 10, town.goods[2]: 1})
    with counted() as count:
        found = await approval_queries.inbox(town.head)
    assert count.queries == 2
    (row,) = found.rows
    assert (row.number, row.orders, row.lines, found.counts) == (number, 2, 2, {"todo": 1, "done": 0})
    assert [(one["asked_fen"], one["left_fen"]) for one in row.funds] == [(107_00, 50_000_00 - 107_00)]
    assert (await approval_queries.inbox(town.chief)).total == 0
    page = await approval_queries.sheet(number, town.head)
    assert page is not None and page.may_decide and len(page.lines) == 2
    other = await approval_queries.sheet(number, town.chief)
    assert other is not None and not other.may_decide
    assert await approval_queries.sheet(number, town.sellers[0]) is None
    await town.agree(number)
    done = await approval_queries.inbox(town.head, done=True)
    assert done.counts == {"todo": 0, "done": 1} and done.rows[0].step_status == "agreed"


def test_deals_count_from_the_suppliers_word_on_to_the_last_review() -> None:
    undone = {"draft", "pending_approval", "returned", "pending_supplier", "declined", "expired", "withdrawn"}
    assert set(OrderStatus) - set(CONCLUDED) == undone | {"failed", "cancelled"}


async def test_deals_name_nobody() -> None:
    town = await t.make_town()
    order = await town.confirmed()
    await town.released()
    (line,) = await t.lines_of(order.number)
    (deal,) = await queries.deals_of(line.product_id)
    assert (deal.price_fen, deal.quantity, deal.unit_kind) == (10_00, 5, "public_unit")
    assert set(deal.keys()) == {"day", "price_fen", "quantity", "unit_kind", "region"}
    assert await queries.deals_of(line.product_id + 1) == []
