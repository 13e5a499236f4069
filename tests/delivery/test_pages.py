"""Delivery as browsers use it: sending, counting in, judging, cancelling by agreement, and the papers."""

import httpx
import pytest

from emall.database import DB
from emall.journal.once import submit_token
from tests.making import make_organisation
from tests.orders import town as t
from tests.orders.desk import see, send

pytestmark = pytest.mark.usefixtures("db")


async def parcels_of(order: int) -> list[str]:
    """Numbers of an order's parcels."""
    rows = await DB.fetch('SELECT number FROM shipment WHERE "order" = $1 ORDER BY id', order)
    return [row.number for row in rows]


async def test_a_parcel_leaves_in_full_and_in_parts(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 5})
    (line,) = await t.lines_of(order.number)
    url, seller = f"/supplier/orders/{order.number}/shipments", town.sellers[0]
    form = await see(seller, client, url)
    assert f'name="quantity-{line.id}" value="5"' in form.text
    part = {f"quantity-{line.id}": "2", "carrier": "自有配送", "expected_on": "2026-12-01"}
    done = await send(seller, client, url, form="delivery.ship", **part)
    assert (done.status_code, done.headers["location"]) == (303, f"/supplier/orders/{order.number}")
    rest = await see(seller, client, url)
    assert f'name="quantity-{line.id}" value="3"' in rest.text and 'value="自有配送"' in rest.text
    await send(
        seller,
        client,
        url,
        form="delivery.ship",
        carrier="顺丰",
        waybill="SF9",
        **{f"quantity-{line.id}": "3"},
    )
    assert len(await parcels_of(order.id)) == 2
    assert (await t.lines_of(order.number))[0].shipped == 5
    nothing = await see(seller, client, url)
    assert nothing.status_code == 303


async def test_a_wrong_parcel_comes_back_with_everything_typed(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 5})
    (line,) = await t.lines_of(order.number)
    url, seller = f"/supplier/orders/{order.number}/shipments", town.sellers[0]
    wrong = {f"quantity-{line.id}": "6", "waybill": "SF777"}
    for target in ("", "order-page"):
        answer = await send(seller, client, url, form="delivery.ship", target=target, **wrong)
        assert answer.status_code == 422 and "SF777" in answer.text and 'id="error-summary"' in answer.text
        assert ("<html" in answer.text) is (not target)
    assert await parcels_of(order.id) == []
    elsewhere = await send(
        town.sellers[1], client, url, form="delivery.ship", carrier="顺丰", **{f"quantity-{line.id}": "1"}
    )
    assert elsewhere.status_code == 404


async def test_one_parcel_form_sent_twice_is_one_parcel(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 5})
    (line,) = await t.lines_of(order.number)
    seller, token = town.sellers[0], submit_token(town.sellers[0].person, "delivery.ship")
    url = f"/supplier/orders/{order.number}/shipments"
    for _ in range(2):
        answer = await send(
            seller,
            client,
            url,
            form="delivery.ship",
            token=token,
            carrier="顺丰",
            **{f"quantity-{line.id}": "2"},
        )
        assert answer.status_code == 303
    assert len(await parcels_of(order.id)) == 1


async def test_counting_in_and_judging_all_good(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 5})
    parcel = await t.ship_all(town.sellers[0], order.number)
    (line,) = await t.lines_of(order.number)
    page = await see(town.receiver, client, f"/orders/{order.number}/acceptance")
    assert f'name="received-{line.id}" value="5"' in page.text
    counted_in = await send(
        town.receiver,
        client,
        f"/orders/{order.number}/receipts",
        form="delivery.receive",
        shipment=parcel,
        **{f"received-{line.id}": "5"},
    )
    assert counted_in.headers["location"] == f"/orders/{order.number}/acceptance"
    judging = await see(town.receiver, client, f"/orders/{order.number}/acceptance")
    assert f'name="accepted-{line.id}" value="5"' in judging.text
    good = {f"accepted-{line.id}": "5"}
    done = await send(
        town.receiver, client, f"/orders/{order.number}/acceptance", form="delivery.accept", **good
    )
    assert done.headers["location"] == f"/orders/{order.number}"
    assert (await t.order_of(order.number)).status == "accepted"
    for reader in (town.buyer, town.receiver, town.sellers[0]):
        paper = await see(reader, client, f"/orders/{order.number}/acceptance/print")
        assert paper.status_code == 200 and "人民币伍拾元整" in paper.text


async def test_a_rejection_needs_a_reason_and_keeps_the_counts(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await town.received({town.goods[0]: 5})
    (line,) = await t.lines_of(order.number)
    url = f"/orders/{order.number}/acceptance"
    said = {f"accepted-{line.id}": "3", f"remark-{line.id}": "两件压坏", "note": "外箱破损"}
    said[f"check-{line.id}-2"] = "failed"
    for target in ("", "acceptance-page"):
        refused = await send(town.receiver, client, url, form="delivery.accept", target=target, **said)
        assert refused.status_code == 422 and "两件压坏" in refused.text and "外箱破损" in refused.text
        assert f'name="accepted-{line.id}" value="3"' in refused.text
    done = await send(
        town.receiver, client, url, form="delivery.accept", **said, **{f"reason-{line.id}": "damaged"}
    )
    assert done.status_code == 303
    row = (await t.lines_of(order.number))[0]
    assert (row.accepted, row.shipped) == (3, 3)
    assert (await t.order_of(order.number)).status == "part_accepted"
    found = await DB.fetch_row("SELECT rejected, reason, looks_right, note FROM acceptance_line")
    assert found is not None and tuple(found) == (2, "damaged", False, "两件压坏")


async def test_more_than_the_parcel_holds_is_refused(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 5})
    parcel = await t.ship_all(town.sellers[0], order.number)
    (line,) = await t.lines_of(order.number)
    url = f"/orders/{order.number}/receipts"
    answer = await send(
        town.receiver,
        client,
        url,
        form="delivery.receive",
        shipment=parcel,
        note="箱子湿了",
        **{f"received-{line.id}": "6"},
    )
    assert answer.status_code == 422 and 'value="6"' in answer.text and "箱子湿了" in answer.text
    other = (await town.confirmed({town.goods[0]: 1})).number
    foreign = await send(
        town.receiver, client, f"/orders/{other}/receipts", form="delivery.receive", shipment=parcel
    )
    assert foreign.status_code in (404, 409)


async def test_what_was_judged_already_is_a_conflict(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await town.received({town.goods[0]: 5})
    (line,) = await t.lines_of(order.number)
    await t.accept_all(town.receiver, order.number)
    late = await send(
        town.receiver,
        client,
        f"/orders/{order.number}/acceptance",
        form="delivery.accept",
        **{f"accepted-{line.id}": "5"},
    )
    assert late.status_code == 409 and 'data-status="accepted"' in late.text


async def test_nobody_but_another_receiver_judges(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await town.received({town.goods[0]: 5})
    url = f"/orders/{order.number}/acceptance"
    assert (await see(town.buyer, client, url)).status_code == 403
    both = await t.seat("receiver", town.unit, person=town.buyer.person)
    page = await see(both, client, url)
    assert page.status_code == 200 and "accepted-" not in page.text
    assert (await send(both, client, url, form="delivery.accept")).status_code == 403
    stranger = await t.seat("receiver", await make_organisation(kind="public_unit"))
    assert (await see(stranger, client, url)).status_code == 404
    assert (await send(stranger, client, url, form="delivery.accept")).status_code == 404


async def test_cancelling_by_agreement(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 5})
    url, seller = f"/orders/{order.number}/cancellation", town.sellers[0]
    empty = await send(town.buyer, client, url, form="cancellation.ask", reason="  ")
    assert empty.status_code == 422
    asked = await send(town.buyer, client, url, form="cancellation.ask", reason="计划取消")
    assert (asked.status_code, asked.headers["location"]) == (303, f"/orders/{order.number}")
    own = await see(seller, client, f"/supplier/orders/{order.number}")
    assert "计划取消" in own.text and f"{url}/answer" in own.text
    mine = await send(town.buyer, client, f"{url}/answer", form="cancellation.answer", verdict="agree")
    assert mine.status_code == 409
    back = await send(town.buyer, client, f"{url}/taking-back", form="cancellation.take_back")
    assert back.status_code == 303
    gone = await send(seller, client, f"{url}/answer", form="cancellation.answer", verdict="agree")
    assert gone.status_code == 409
    await send(town.buyer, client, url, form="cancellation.ask", reason="计划取消")
    unclear = await send(seller, client, f"{url}/answer", form="cancellation.answer", text="好的")
    assert unclear.status_code == 422 and "好的" in unclear.text
    token = submit_token(seller.person, "cancellation.answer")
    for _ in range(2):
        done = await send(
            seller, client, f"{url}/answer", form="cancellation.answer", token=token, verdict="agree"
        )
        assert (done.status_code, done.headers["location"]) == (303, f"/supplier/orders/{order.number}")
    assert (await t.order_of(order.number)).status == "cancelled"
    assert (await send(town.head, client, url, form="cancellation.ask", reason="x")).status_code == 403
    assert (await send(town.sellers[1], client, url, form="cancellation.ask", reason="x")).status_code == 404


async def test_a_paper_that_does_not_exist_yet_is_missing(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await town.received()
    assert (await see(town.buyer, client, f"/orders/{order.number}/acceptance/print")).status_code == 404
