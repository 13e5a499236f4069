"""Approvals as browsers use them: the inbox, the decision page, and the buyer taking a sheet back."""

import httpx
import pytest

from emall.database import DB, counted
from emall.journal.once import submit_token
from tests.making import make_organisation
from tests.orders import town as t
from tests.orders.desk import see, send, text_of

pytestmark = pytest.mark.usefixtures("db")


async def present(number: str) -> dict[str, int]:
    """Step and version as the page would send them."""
    sheet = await t.purchase_of(number)
    step = await DB.fetch_value(
        "SELECT id FROM approval_step WHERE purchase = $1 AND status = 'now'", sheet.id
    )
    return {"step": step, "version": sheet.version, "seen_total": sheet.total_fen}


async def test_agreeing_leads_on_and_offers_the_next(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    first, second = await town.submit({town.goods[0]: 2}), await town.submit({town.goods[1]: 1})
    page = await see(town.head, client, f"/approvals/{first}?lang=en")
    assert "To decide 1 / 2" in text_of(page) and "Agree ¥20.00" in text_of(page)
    answer = await send(
        town.head,
        client,
        f"/approvals/{first}/decision",
        form="approval.decide",
        verdict="agree",
        **await present(first),
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/approvals/{first}")
    after = await see(town.head, client, f"/approvals/{first}")
    assert f"/approvals/{second}" in after.text and 'name="verdict"' not in after.text
    assert (await t.orders_of(first))[0].status == "pending_supplier"


async def test_returning_needs_a_word_and_keeps_what_was_typed(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    number = await town.submit({town.goods[0]: 2})
    (order,) = await t.orders_of(number)
    (line,) = await t.lines_of(order.number)
    url, fields = f"/approvals/{number}/decision", await present(number)
    refused = await send(
        town.head, client, url, form="approval.decide", verdict="return", comment="  ", **fields
    )
    assert refused.status_code == 422 and 'id="error-summary"' in refused.text
    none = await send(town.head, client, url, form="approval.decide", comment="先看看", **fields)
    assert none.status_code == 422 and "先看看" in none.text
    said = {f"remark-{line.id}": "换成小包装"}
    done = await send(town.head, client, url, form="approval.decide", verdict="return", **said, **fields)
    assert done.status_code == 303
    assert (await t.purchase_of(number)).status == "returned"
    assert (await t.lines_of(order.number))[0].remark == "换成小包装"


async def test_a_sheet_changed_meanwhile_is_shown_with_what_changed(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    number = await town.submit({town.goods[0]: 2})
    fields = await present(number)
    await t.approvals.withdraw_purchase(visitor=town.buyer, number=number)
    answer = await send(
        town.head,
        client,
        f"/approvals/{number}/decision",
        form="approval.decide",
        verdict="agree",
        comment="同意购买",
        **fields,
    )
    assert answer.status_code == 409
    assert 'data-status="withdrawn"' in answer.text and "同意购买" in answer.text and "¥20.00" in answer.text


async def test_deciding_is_the_step_holders_alone(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    number = await town.submit({town.goods[0]: 2})
    url, fields = f"/approvals/{number}/decision", await present(number)
    stranger = await t.seat("approver", await make_organisation(kind="public_unit"))
    expected = {town.buyer.person: 403, town.chief.person: 403, stranger.person: 404}
    for visitor in (town.buyer, town.chief, stranger):
        answer = await send(visitor, client, url, form="approval.decide", verdict="agree", **fields)
        assert answer.status_code == expected[visitor.person], visitor.duty
    assert (await see(stranger, client, f"/approvals/{number}")).status_code == 404
    assert (await t.purchase_of(number)).status == "pending_approval"


async def test_one_decision_sent_twice_is_one(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    number = await town.submit({town.goods[0]: 2})
    fields, token = await present(number), submit_token(town.head.person, "approval.decide")
    url = f"/approvals/{number}/decision"
    answers = [
        await send(town.head, client, url, form="approval.decide", token=token, verdict="agree", **fields)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (await t.deeds_of("purchase", number)).count("purchase.release") == 1


async def test_the_inbox_shows_what_is_left_and_takes_the_same_queries(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    number = await town.submit({town.goods[0]: 2})
    counts = []
    for sheets in (1, 20):
        while await DB.fetch_value("SELECT count(*) FROM purchase") < sheets:
            await town.submit({town.goods[0]: 1})
        await see(town.head, client, "/approvals")
        with counted() as count:
            page = await client.get("/approvals")
        counts.append(count.queries)
    assert len(set(counts)) == 1 and counts[0] <= 4, counts
    left = (await t.funds(town.plan))[2]
    assert f'data-id="{number}"' in page.text and f'data-fen="{left}"' in page.text
    done = await see(town.head, client, "/approvals?tab=done")
    assert done.status_code == 200 and f'data-id="{number}"' not in done.text


async def test_the_buyer_withdraws_after_being_asked_once_more(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    (order,) = await town.released()
    url = f"/orders/{order.number}/withdrawal"
    asked = await see(town.buyer, client, url)
    assert asked.status_code == 200 and f'data-fen="{order.total_fen}"' in asked.text
    token = submit_token(town.buyer.person, "order.withdraw")
    for _ in range(2):
        done = await send(town.buyer, client, url, form="order.withdraw", token=token, reason="不用了")
        assert (done.status_code, done.headers["location"]) == (303, f"/orders/{order.number}")
    assert (await t.deeds_of("order", order.number)).count("order.withdraw") == 1
    late = await send(town.buyer, client, url, form="order.withdraw")
    assert late.status_code == 409 and 'data-status="withdrawn"' in late.text
    again = await see(town.buyer, client, url)
    assert again.status_code == 303


async def test_nobody_else_withdraws(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    (order,) = await town.released()
    url = f"/orders/{order.number}/withdrawal"
    colleague = await t.seat("buyer", town.unit)
    stranger = await t.seat("buyer", await make_organisation(kind="public_unit"))
    assert (await send(town.head, client, url, form="order.withdraw")).status_code == 403
    assert (await send(colleague, client, url, form="order.withdraw")).status_code == 403
    assert (await send(stranger, client, url, form="order.withdraw")).status_code == 404
    assert (await t.order_of(order.number)).status == "pending_supplier"
