"""The run of a purchase as its unit, its supplier and strangers see it; the public meter."""

import re
from datetime import timedelta

import httpx
import pytest

from emall.database import DB, counted
from emall.journal import Deed, record
from emall.kernel import clock
from emall.orders import actions as orders
from emall.runs import queries
from emall.runs.actions import record_due
from tests.making import make, make_organisation
from tests.orders import town as t
from tests.orders.desk import see, text_of
from tests.runs.road import paid, step

PLANNED = (("plan.draft", "draft"), ("plan.submit", "unit_review"), ("plan.file", "filed"))
pytestmark = pytest.mark.usefixtures("db")


async def touched(number: str, act: str, seconds: int) -> None:
    """Say how long the form behind a deed was open: the test's deeds are done without one."""
    request = f"r-{number}-{act}"
    entry = await DB.fetch_row(
        "SELECT sequence, duty FROM journal_entry WHERE act = $2 AND ref = $1 ORDER BY sequence LIMIT 1",
        number,
        act,
    )
    assert entry is not None
    await DB.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
    await DB.execute("UPDATE journal_entry SET request_id = $2 WHERE sequence = $1", entry.sequence, request)
    await DB.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")
    await make("touch", request_id=request, duty=entry.duty, form="x", seconds=seconds, at=clock.now())


async def test_the_run_tells_every_deed_and_adds_up() -> None:
    town = await t.make_town()
    number = await paid(town)
    row = await queries.run_row(number)
    assert row is not None
    reckoned = queries.reckon(await queries.run_of(row), now=clock.now() + timedelta(days=1))
    acts = [deed.act for deed in reckoned.deeds]
    assert acts == [
        "order.submit", "order.approve", "order.confirm", "order.ship", "order.receive", "order.accept",
        "order.invoice", "order.settle", "order.send_payment", "order.pay",
    ]  # fmt: skip
    assert reckoned.ended is not None and reckoned.party is None
    whole = int(reckoned.ended.timestamp()) - int(row.drafted_at.timestamp())
    assert (
        sum(deed.waited for deed in reckoned.deeds) == whole == sum(span.seconds for span in reckoned.spans)
    )


async def test_the_months_a_filed_plan_lay_ready_are_nobodys_waiting(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    number = await paid(town)
    row = await queries.run_row(number)
    assert row is not None
    plan = await DB.fetch_value("SELECT number FROM plan WHERE id = $1", town.plan)
    deeds = [Deed(act, "plan", plan, None, {"status": status}) for act, status in PLANNED]
    async with DB.transaction():
        await record(town.buyer.actor(), *deeds)
    await DB.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
    await DB.execute("UPDATE journal_entry SET at = at - interval '100 days' WHERE kind = 'plan'")
    await DB.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")
    page = (await see(town.buyer, client, f"/orders/{number}/run")).text
    _, waited, whole, together = map(int, re.findall(r'data-seconds="(\d+)"', page))
    assert waited == whole == together < 86_400
    assert 'width="100.0%"' in page  # their bar is full, the others are measured without them


async def test_hands_are_counted_by_party_and_shared_among_the_orders_of_a_sheet() -> None:
    town = await t.make_town()
    sheet = await town.submit({town.goods[0]: 1, town.goods[2]: 1})
    await town.agree(sheet)
    first, second = await t.orders_of(sheet)
    await orders.confirm(visitor=town.sellers[0], number=first.number)
    await touched(sheet, "purchase.submit", 100)
    await touched(first.number, "order.confirm", 5000)
    row = await queries.run_row(first.number)
    assert row is not None
    reckoned = queries.reckon(await queries.run_of(row), now=clock.now())
    assert reckoned.touches.get("supplier") == 600
    row = await queries.run_row(second.number)
    assert row is not None
    assert "supplier" not in queries.reckon(await queries.run_of(row), now=clock.now()).touches


async def test_unit_and_supplier_read_their_own_version(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    number = await paid(town)
    shown = await see(town.buyer, client, f"/orders/{number}/run")
    assert (
        shown.status_code == 200
        and 'data-station="budget"' in shown.text
        and 'data-station="review"' in shown.text
    )
    plan = await DB.fetch_value("SELECT number FROM plan WHERE id = $1", town.plan)
    outside = await see(town.sellers[0], client, f"/supplier/orders/{number}/run")
    assert outside.status_code == 200 and 'data-station="contract"' in outside.text
    names = await DB.fetch(
        "SELECT name FROM person WHERE id = ANY($1::bigint[])",
        [one.person for one in (town.buyer, town.head, town.receiver)],
    )
    sheet = await DB.fetch_value(
        "SELECT p.number FROM purchase p JOIN purchase_order o ON o.purchase = p.id WHERE o.number = $1",
        number,
    )
    for secret in (
        plan,
        sheet,
        'data-station="budget"',
        'data-station="approval"',
        'data-party="approver"',
        *(row.name for row in names),
    ):
        assert secret not in outside.text, secret


async def test_an_order_that_waits_says_for_whom_since_when_and_until_when(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await town.received()
    with clock.frozen(order.due_at - timedelta(hours=1)):
        near = await see(town.buyer, client, f"/orders/{order.number}/run")
    with clock.frozen(order.due_at + timedelta(days=4)):
        late = await see(town.buyer, client, f"/orders/{order.number}/run")
    assert "run-turn--near" in near.text and "run-turn--past" in late.text
    assert 'data-station="acceptance" aria-current="step"' in re.sub(r'class="[^"]*" ', "", late.text)


async def test_who_does_not_see_the_order_does_not_see_its_run(client: httpx.AsyncClient) -> None:
    town, other = await t.make_town(), await t.make_town()
    number = await paid(town)
    draft = await orders.draft(visitor=town.buyer, quantities={town.goods[0]: 1})
    (unsent,) = await t.orders_of(draft.number)
    county = await t.seat("county", await make_organisation(kind="bureau", region="331121"), region="331121")
    finance = await t.seat("finance", await make_organisation(kind="bureau"))
    for visitor, path, status in (
        (other.buyer, f"/orders/{number}/run", 404),
        (county, f"/orders/{number}/run", 404),
        (finance, f"/orders/{number}/run", 200),
        (town.sellers[1], f"/supplier/orders/{number}/run", 404),
        (town.sellers[0], f"/supplier/orders/{unsent.number}/run", 404),
        (town.receiver, f"/orders/{unsent.number}/run", 404),
        (town.buyer, f"/orders/{unsent.number}/run", 200),
        (town.buyer, "/orders/LS0/run", 404),
    ):
        assert (await see(visitor, client, path)).status_code == status, (visitor.duty, path)
    traces = await DB.fetch_value(
        "SELECT count(*) FROM journal_entry WHERE act = 'order.view' AND ref = $1", number
    )
    assert traces == 1


async def test_the_meter_says_so_when_there_is_nothing_and_never_points_at_a_unit(
    client: httpx.AsyncClient,
) -> None:
    assert "0" in text_of(await client.get("/open/runs"))
    town = await t.make_town()
    for _ in range(5):
        await paid(town)
    assert await record_due() == 5 and await record_due() == 0
    alone = await client.get("/open/runs")
    assert "run-figures" not in alone.text, "five purchases of one unit are that unit's own figures"
    for _ in range(2):
        await paid(await t.make_town())
    assert await record_due() == 2
    shown = await client.get("/open/runs")
    assert 'data-total="7"' in shown.text and 'data-id="331100"' in shown.text
    file = await client.get("/open/runs.csv")
    assert file.status_code == 200 and ",7," in file.content.decode("utf-8-sig")


async def test_a_record_goes_when_the_money_comes_back_and_is_reckoned_anew_when_it_is_paid_again() -> None:
    town = await t.make_town()
    number = await paid(town)
    await record_due()
    await step(number, "settling")
    await record_due()
    assert await DB.fetch_value("SELECT count(*) FROM run_record") == 0
    await step(number, "paying", town.chief)
    await step(number, "paid")
    assert await record_due() == 1


async def test_a_run_asks_as_often_for_many_deeds_as_for_few() -> None:
    town = await t.make_town()
    asked = []
    for number in ((await town.released())[0].number, await paid(town)):
        with counted() as count:
            row = await queries.run_row(number)
            assert row is not None
            queries.reckon(await queries.run_of(row), now=clock.now())
        asked.append(count.queries)
    assert asked == [3, 3]
