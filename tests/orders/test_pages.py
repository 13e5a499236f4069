"""The pages of orders as browsers use them: lists, one order for each reader, the supplier's two answers."""

import httpx
import pytest

from emall.database import DB, counted
from emall.delivery import access as delivery
from emall.orders import actions
from emall.orders.handlers.deeds_view import deeds_of
from emall.orders.queries import order_page
from tests.making import make_organisation
from tests.orders import town as t
from tests.orders.desk import see, send, text_of
from tests.orders.test_sight import busy_town, everybody

pytestmark = pytest.mark.usefixtures("db")


async def test_every_order_has_a_page_for_everybody_who_may_see_it(client: httpx.AsyncClient) -> None:
    town = await busy_town()
    numbers = [row.number for row in await DB.fetch("SELECT number FROM purchase_order ORDER BY id")]
    readers = (town.buyer, town.head, town.receiver, town.sellers[0], await t.seat("accountant", town.unit))
    for reader in readers:
        base = "/supplier/orders/" if reader.is_supplier else "/orders/"
        for number in numbers:
            page = await order_page(number, reader)
            for ending in ("", "/print"):
                answer = await see(reader, client, f"{base}{number}{ending}")
                assert answer.status_code == (200 if page else 404), (
                    reader.duty,
                    number,
                    ending,
                    answer.text[-600:],
                )


async def test_lists_show_every_tab_to_everybody(client: httpx.AsyncClient) -> None:
    town = await busy_town()
    for reader in await everybody(town):
        path = "/supplier/orders" if reader.is_supplier else "/orders"
        page = await see(reader, client, path)
        allowed = reader.duty not in ("curator", "system", "expert")
        assert page.status_code == (200 if allowed else 403), reader.duty
    for tab in ("all", "mine", "to_ship", "ended", "no such tab"):
        page = await see(town.buyer, client, f"/orders?tab={tab}&page=0&q=%00")
        assert page.status_code == 200


async def test_the_buyer_finds_orders_by_words_and_by_fragment(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    (order,) = await town.released()
    await town.released({town.goods[2]: 1})
    found = await see(town.buyer, client, f"/orders?q={order.number}")
    assert f'data-id="{order.number}"' in found.text
    assert found.text.count("<tr id=") == 1
    part = await see(
        town.buyer, client, "/orders?tab=to_confirm", **{"HX-Request": "true", "HX-Target": "orders"}
    )
    assert part.text.count("<tr id=") == 2
    assert "<html" not in part.text
    none = await see(town.buyer, client, "/orders?q=%E6%B2%A1%E6%9C%89")
    assert "没有" in none.text and none.text.count("<tr id=") == 0


async def test_a_list_of_one_and_of_twenty_take_the_same_queries(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    await town.released()
    counts = {}
    for orders in (1, 20):
        while await DB.fetch_value("SELECT count(*) FROM purchase_order") < orders:
            await town.released({town.goods[0]: 1})
        for reader, path in (
            (town.buyer, "/orders"),
            (town.sellers[0], "/supplier/orders"),
            (town.sellers[0], "/supplier"),
        ):
            await see(reader, client, path)
            with counted() as count:
                page = await client.get(path)
            assert page.status_code == 200
            counts.setdefault(path, []).append(count.queries)
    assert {path: len(set(found)) for path, found in counts.items()} == dict.fromkeys(counts, 1), counts
    assert counts["/orders"][0] <= 4 and counts["/supplier"][0] <= 6, counts


async def test_an_order_page_takes_few_queries_whatever_is_on_it(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    small = (await town.released({town.goods[0]: 1}))[0].number
    large = (await town.received({town.goods[0]: 5, town.goods[1]: 2})).number
    counts = []
    for number in (small, large):
        await see(town.buyer, client, f"/orders/{number}")
        with counted() as count:
            assert (await client.get(f"/orders/{number}")).status_code == 200
        counts.append(count.queries)
    assert len(set(counts)) == 1 and counts[0] <= 8, counts


async def test_the_headline_says_whose_turn_it_is(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await town.received()
    mine = text_of(await see(town.receiver, client, f"/orders/{order.number}?lang=en"))
    theirs = text_of(await see(town.buyer, client, f"/orders/{order.number}?lang=en"))
    assert "Waiting for your acceptance, by" in mine and "Your turn" in mine
    assert "Waiting for the receiver of" in theirs and "Waiting for your acceptance" not in theirs


async def test_what_the_page_offers_is_what_delivery_allows() -> None:
    town = await busy_town()
    rows = await DB.fetch("SELECT number FROM purchase_order ORDER BY id")
    seen = 0
    for visitor in await everybody(town):
        for row in rows:
            page = await order_page(row.number, visitor)
            if page is None:
                continue
            offered = deeds_of(visitor, page.order)
            assert offered.ship == delivery.may_ship(visitor, page.order)
            assert offered.ask_cancel == delivery.may_ask_cancel(visitor, page.order)
            assert offered.answer_cancel == delivery.may_answer_cancel(visitor, page.order)
            assert offered.take_back == delivery.may_take_back(visitor, page.order)
            seen += offered.ship + offered.ask_cancel + offered.take_back + offered.answer_cancel
    assert seen > 4


async def test_a_supplier_sees_neither_approval_nor_budget(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    (order,) = await town.released()
    page = await see(town.sellers[0], client, f"/supplier/orders/{order.number}")
    plan = await DB.fetch_value("SELECT number FROM plan WHERE id = $1", town.plan)
    assert page.status_code == 200
    assert plan not in page.text and 'id="money"' not in page.text


async def test_the_supplier_accepts_from_the_row_and_from_the_page(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    (first,), (second,) = await town.released(), await town.released({town.goods[0]: 1})
    seller, url = town.sellers[0], "/supplier/orders/{}/confirmation"
    row = await send(
        seller,
        client,
        url.format(first.number),
        form="order.confirm",
        then="row",
        target=f"row-{first.number}",
    )
    assert row.status_code == 200 and f'id="row-{first.number}"' in row.text
    assert 'data-status="confirmed"' in row.text and "<html" not in row.text
    plain = await send(seller, client, url.format(second.number), form="order.confirm")
    assert (plain.status_code, plain.headers["location"]) == (303, f"/supplier/orders/{second.number}")
    assert {(await t.order_of(one.number)).status for one in (first, second)} == {"confirmed"}


async def test_one_form_sent_twice_is_one_deed(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    (order,) = await town.released()
    from emall.journal.once import submit_token

    seller, token = town.sellers[0], submit_token(town.sellers[0].person, "order.confirm")
    url = f"/supplier/orders/{order.number}/confirmation"
    answers = [await send(seller, client, url, form="order.confirm", token=token) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (await t.deeds_of("order", order.number)).count("order.confirm") == 1


async def test_an_order_that_moved_on_is_shown_as_it_stands(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    (order,) = await town.released()
    await actions.withdraw_sent(visitor=town.buyer, number=order.number)
    answer = await send(
        town.sellers[0], client, f"/supplier/orders/{order.number}/confirmation", form="order.confirm"
    )
    assert answer.status_code == 409
    assert 'data-status="withdrawn"' in answer.text and 'id="error-summary"' in answer.text


async def test_declining_without_a_reason_keeps_what_was_typed(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    (order,) = await town.released()
    url = f"/supplier/orders/{order.number}/refusal"
    seller = town.sellers[0]
    refused = await send(seller, client, url, form="order.decline", reason="仓库进水了")
    assert refused.status_code == 422 and "仓库进水了" in refused.text
    part = await send(seller, client, url, form="order.decline", reason="仓库进水了", target="order-page")
    assert part.status_code == 422 and "<html" not in part.text and "仓库进水了" in part.text
    done = await send(seller, client, url, form="order.decline", reason_code="no_stock", reason="仓库进水了")
    assert done.status_code == 303
    assert (await t.order_of(order.number)).reason_code == "no_stock"


async def test_others_and_other_duties_stay_outside(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    (order,) = await town.released()
    stranger = await t.seat("buyer", await make_organisation(kind="public_unit"))
    assert (await see(stranger, client, f"/orders/{order.number}")).status_code == 404
    assert (await see(town.sellers[1], client, f"/supplier/orders/{order.number}")).status_code == 404
    assert (await see(town.buyer, client, f"/supplier/orders/{order.number}")).status_code == 403
    url = f"/supplier/orders/{order.number}/confirmation"
    assert (await send(town.sellers[1], client, url, form="order.confirm")).status_code == 404
    assert (await send(town.buyer, client, url, form="order.confirm")).status_code == 403
    assert (await t.order_of(order.number)).status == "pending_supplier"


async def test_staff_leave_a_trace(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    (order,) = await town.released()
    staff = await t.seat("centre", await make_organisation(kind="procurement_centre"))
    assert (await see(staff, client, f"/orders/{order.number}")).status_code == 200
    assert "order.view" in await t.deeds_of("order", order.number)
    elsewhere = await t.seat(
        "county", await make_organisation(kind="bureau", region="331181"), region="331181"
    )
    assert (await see(elsewhere, client, f"/orders/{order.number}")).status_code == 404
