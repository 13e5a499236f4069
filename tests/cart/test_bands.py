"""What the rules say to a sheet by its worth: direct, compared, refused; what is kept of it, and what is never kept."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from emall.cart.actions import sheet
from emall.cart.actions.alarms import sound_alarms
from emall.cart.queries.sheet import sheet_view
from emall.cart.words import Band
from emall.database import DB, Broken
from emall.kernel import clock
from emall.kernel.refusal import Refused
from emall.rulebook import queries as rulebook
from tests.cart.shop import browser_of, fields_of, fill, form_of, make_shop, settle, status_of
from tests.making import make, make_organisation, make_seat, make_supplier
from tests.orders.town import Town, line, listing, offences, orders_of, plan, seat, stock
from tests.web.csrf_token import csrf

YUAN = 100
DEAR = 60_000 * YUAN


async def market(
    *, fen: int = DEAR, others: tuple[int, ...] = (), code: str = "A02010104"
) -> tuple[Town, int]:
    """A town rich enough for anything, one dear product, and other suppliers with the same product at these prices."""
    town = await make_shop()
    await DB.execute("UPDATE plan SET status = 'closed' WHERE id = $1", town.plan)
    town.line = await line(town.unit, fen=900_000_000 * YUAN)
    town.plan = await plan(town.unit, town.line, fen=800_000_000 * YUAN, code="A")
    dear = await listing(town.suppliers[0], fen=fen, code=code, stock=1000)
    for price in others:
        await rival(dear, price)
    return town, dear


async def rival(of: int, fen: int) -> int:
    """Another supplier's offer of the same product."""
    other = await listing(await make_supplier(), fen=fen, stock=1000)
    await DB.execute(
        "UPDATE listing SET product = (SELECT product FROM listing WHERE id = $2) WHERE id = $1", other, of
    )
    return other


async def opened(town: Town, quantities: dict[int, int], buyer: Any = None) -> str:
    """A sheet of these goods."""
    await fill(buyer or town.buyer, quantities)
    return await sheet.open_sheet(visitor=buyer or town.buyer)


async def ticked(town: Town, number: str, **more: Any) -> Any:
    """The form as the page shows it, its ticks included."""
    view = await sheet_view(visitor=town.buyer, number=number)
    marks = tuple(f"{one.line.row.id}-{listing}" for one in view.rules.compare for listing in one.ticked)
    return await form_of(town.buyer, number, **{"compared": marks, "plan": town.plan, **more})


async def refused(town: Town, number: str, **more: Any) -> list[str]:
    """The keys a submission is refused with."""
    with pytest.raises(Refused) as caught:
        await sheet.submit_sheet(visitor=town.buyer, number=number, form=await ticked(town, number, **more))
    return [one.key for one in caught.value.refusals]


async def change(key: str, amount: int, **where: Any) -> None:
    """Another number for the row that holds everywhere, or for the one named."""
    await DB.execute(
        "UPDATE rule_value SET amount = $2 WHERE key = $1 AND region = '' AND organisation_kind = $3 AND category = $4",
        *(key, amount, where.get("kind", ""), where.get("category", "")),
    )
    rulebook.forget()


async def test_up_to_the_direct_limit_nothing_is_asked_and_the_decision_is_kept(db: None) -> None:
    town, goods = await market(fen=50_000 * YUAN)
    number = await opened(town, {goods: 1})
    await sheet.submit_sheet(visitor=town.buyer, number=number, form=await ticked(town, number))
    kept = await rulebook.decisions_of("purchase", number)
    assert [(one.key, one.asked, one.answer, one.amount) for one in kept] == [
        ("direct_up_to", 50_000 * YUAN, "within", 50_000 * YUAN),
        ("split_limit", 50_000 * YUAN, "within", 4_000_000 * YUAN),
        ("split_warn_permille", 12, "below", 800),
    ]
    assert {(one.category, one.day) for one in kept} == {("A020101", clock.today())}
    assert await offences() == {}


async def test_one_fen_above_it_three_suppliers_are_compared_and_kept_as_they_were(db: None) -> None:
    town, goods = await market(fen=50_000 * YUAN + 1, others=(51_000 * YUAN, 52_000 * YUAN))
    number = await opened(town, {goods: 1})
    assert await refused(town, number, compared=()) == ["compare_more_suppliers"]
    assert await stock(goods) == (1000, 0)
    await sheet.submit_sheet(visitor=town.buyer, number=number, form=await ticked(town, number))
    await DB.execute("UPDATE listing SET price_fen = 1 WHERE id <> $1", goods)
    rows = await DB.fetch("SELECT price_fen, chosen, same_product FROM compared_offer ORDER BY price_fen")
    assert [tuple(row) for row in rows] == [
        (50_000 * YUAN + 1, True, True),
        (51_000 * YUAN, False, True),
        (52_000 * YUAN, False, True),
    ]
    answers = [(one.key, one.answer) for one in await rulebook.decisions_of("purchase", number)]
    assert ("direct_up_to", "above") in answers
    assert ("compare_up_to", "within") in answers
    assert ("compare_suppliers", "reached") in answers


async def test_what_was_compared_for_a_sent_order_cannot_be_changed(db: None) -> None:
    town, goods = await market(others=(61_000 * YUAN, 62_000 * YUAN))
    number = await opened(town, {goods: 1})
    await sheet.submit_sheet(visitor=town.buyer, number=number, form=await ticked(town, number))
    for deed in (
        "UPDATE compared_offer SET price_fen = 1",
        "DELETE FROM compared_offer",
        "DELETE FROM comparison",
    ):
        with pytest.raises(Broken, match="comparison_kept"):
            async with DB.transaction():
                await DB.execute(deed)


async def test_a_cheaper_offer_of_the_same_product_cannot_be_left_out_and_asks_for_a_reason(db: None) -> None:
    town, goods = await market(others=(55_000 * YUAN, 61_000 * YUAN, 62_000 * YUAN))
    number = await opened(town, {goods: 1})
    view = await sheet_view(visitor=town.buyer, number=number)
    (shown,) = view.rules.compare
    dearer = [one.row.listing for one in shown.offers if one.unit_fen > DEAR]
    picked = tuple(f"{shown.line.row.id}-{one}" for one in dearer)
    assert await refused(town, number, compared=picked) == ["compare_say_why"]
    form = await ticked(town, number, compared=picked, why={shown.line.row.id: "含三年上门服务"})
    await sheet.submit_sheet(visitor=town.buyer, number=number, form=form)
    kept = await DB.fetch_row("SELECT suppliers, reason FROM comparison")
    assert kept is not None
    assert tuple(kept) == (4, "含三年上门服务")


async def test_offers_of_the_same_category_count_and_those_nobody_could_order_do_not(db: None) -> None:
    town, goods = await market()
    alike = [await listing(await make_supplier(), fen=price * YUAN, stock=9) for price in (63_000, 64_000)]
    gone = await listing(await make_supplier(), fen=61_000 * YUAN, status="off_shelf")
    other_kind = await listing(await make_supplier(), fen=61_000 * YUAN, code="A05040101")
    number = await opened(town, {goods: 1})
    (shown,) = (await sheet_view(visitor=town.buyer, number=number)).rules.compare
    found = [one.row.listing for one in shown.offers]
    assert found[:2] == alike or set(alike) <= set(found)
    assert not {gone, other_kind} & set(found)
    assert len({one.row.supplier for one in shown.offers}) == len(found)


async def test_a_tick_for_goods_that_are_no_offer_for_the_line_is_no_evidence(db: None) -> None:
    town, goods = await market()
    await DB.execute("UPDATE listing SET status = 'off_shelf' WHERE id <> $1", goods)
    stranger = await listing(await make_supplier(), fen=61_000 * YUAN, code="A05040101")
    number = await opened(town, {goods: 1})
    row = (await sheet_view(visitor=town.buyer, number=number)).rules.compare[0].line.row
    marks = (f"{row.id}-{stranger}", f"{row.id}-{goods}", f"{row.id}-", "x-1", f"{row.id}-９", "-")
    assert await refused(town, number, compared=marks) == ["compare_more_suppliers"]


@pytest.mark.parametrize(
    ("fen", "key"), [(100_000 * YUAN + 1, "band_inquiry"), (500_000 * YUAN + 1, "band_project")]
)
async def test_above_the_comparison_the_rule_the_number_and_the_desk_are_named(
    db: None, fen: int, key: str
) -> None:
    town, goods = await market(fen=fen, others=(fen, fen + 1))
    number = await opened(town, {goods: 1})
    with pytest.raises(Refused) as caught:
        await sheet.submit_sheet(visitor=town.buyer, number=number, form=await ticked(town, number))
    (found,) = caught.value.refusals
    assert (found.key, found.params["asked_fen"], found.params["limit_fen"]) == (key, fen, fen - 1)
    assert found.params["phone"] == "0578-2091234"
    assert await rulebook.decisions_of("purchase", number) == []


async def test_each_category_and_the_sheet_as_a_whole_are_asked(db: None) -> None:
    town, computers = await market(fen=40_000 * YUAN)
    paper = await listing(town.suppliers[1], fen=30_000 * YUAN, code="A05040101")
    number = await opened(town, {computers: 1, paper: 1})
    view = await sheet_view(visitor=town.buyer, number=number)
    assert [(one.question.code, one.question.fen, one.band) for one in view.rules.judged] == [
        ("A020101", 40_000 * YUAN, Band.DIRECT),
        ("A050401", 30_000 * YUAN, Band.DIRECT),
        ("", 70_000 * YUAN, Band.COMPARE),
    ]
    assert [one.line.row.listing for one in view.rules.compare] == [
        computers
    ]  # the rest is within the direct limit


async def test_freight_belongs_to_the_whole(db: None) -> None:
    town, goods = await market(fen=49_999 * YUAN)
    await DB.execute(
        "UPDATE supplier_profile SET freight_fen = 101 * 100 WHERE organisation = $1", town.suppliers[0]
    )
    number = await opened(town, {goods: 1})
    (judged,) = (await sheet_view(visitor=town.buyer, number=number)).rules.judged
    assert (judged.question.fen, judged.band) == (50_100 * YUAN, Band.COMPARE)


async def test_a_row_for_goods_holds_for_a_sheet_of_nothing_else(db: None) -> None:
    town, desks = await market(fen=31_000 * YUAN, code="A05010201")
    number = await opened(town, {desks: 1})
    (judged,) = (await sheet_view(visitor=town.buyer, number=number)).rules.judged
    assert (judged.band, judged.rulings[0].amount) == (Band.COMPARE, 30_000 * YUAN)
    await DB.execute("DELETE FROM cart_line")
    chairs = await listing(town.suppliers[1], fen=20_000 * YUAN, code="A05010301")
    number = await opened(town, {desks: 1, chairs: 1})
    whole = (await sheet_view(visitor=town.buyer, number=number)).rules.judged[-1]
    assert (whole.question.category, whole.rulings[0].amount) == ("A0501", 30_000 * YUAN)


async def test_goods_of_another_edition_know_the_general_rows_only(db: None) -> None:
    town, desks = await market(fen=31_000 * YUAN, code="A05010201")
    await DB.execute(
        "UPDATE category SET official_edition = '2013' WHERE id = (SELECT p.category FROM product p JOIN listing l"
        " ON l.product = p.id WHERE l.id = $1)",
        desks,
    )
    number = await opened(town, {desks: 1})
    (judged,) = (await sheet_view(visitor=town.buyer, number=number)).rules.judged
    assert (judged.band, judged.rulings[0].category) == (Band.DIRECT, "")


async def test_state_enterprises_have_limits_of_their_own(db: None) -> None:
    town, goods = await market(fen=100_000 * YUAN)
    firm = await make_organisation(kind="state_enterprise")
    await settle(firm)
    centre = await line(firm, kind="cost_centre", fen=1_000_000 * YUAN)
    buyer = replace(await seat("buyer", firm), organisation_kind="state_enterprise")
    number = await opened(town, {goods: 1}, buyer)
    form = await form_of(buyer, number, plan=0, centre=centre)
    await sheet.submit_sheet(visitor=buyer, number=number, form=form)
    kept = await rulebook.decisions_of("purchase", number)
    assert [(one.key, one.answer, one.organisation_kind) for one in kept][:2] == [
        ("direct_up_to", "within", "state_enterprise"),
        ("split_limit", "within", "state_enterprise"),
    ]


async def test_a_draft_keeps_the_ticks_and_the_reason(db: None) -> None:
    town, goods = await market(others=(55_000 * YUAN, 61_000 * YUAN, 62_000 * YUAN))
    number = await opened(town, {goods: 1})
    (shown,) = (await sheet_view(visitor=town.buyer, number=number)).rules.compare
    last = shown.offers[-1].row.listing
    picked, why = (f"{shown.line.row.id}-{last}",), {shown.line.row.id: "现货"}
    await sheet.save_sheet(
        visitor=town.buyer, number=number, form=await form_of(town.buyer, number, compared=picked, why=why)
    )
    (again,) = (await sheet_view(visitor=town.buyer, number=number)).rules.compare
    assert again.ticked == {last, shown.offers[0].row.listing}
    assert again.reason == "现货"


async def test_an_order_under_way_is_judged_by_the_rule_of_the_day_it_was_submitted(db: None) -> None:
    town, goods = await market(fen=40_000 * YUAN)
    number = await opened(town, {goods: 1})
    await sheet.submit_sheet(visitor=town.buyer, number=number, form=await ticked(town, number))
    tomorrow = clock.today() + timedelta(days=1)
    await DB.execute(
        "UPDATE rule_value SET valid_until = $1 WHERE key = 'direct_up_to' AND organisation_kind = '' AND category = ''",
        clock.today(),
    )
    new = await make(
        "rule_value", key="direct_up_to", amount=1, unit="fen", valid_from=tomorrow, source="测试", region="",
        organisation_kind="", category="",
    )  # fmt: skip
    rulebook.forget()
    with clock.frozen(clock.now() + timedelta(days=1)):
        await town.agree(number)
        await town.agree(number, town.chief)
        assert await status_of(number) == "released"
        other = await opened(town, {goods: 1})
        view = await sheet_view(visitor=town.buyer, number=other)
        assert view.rules.judged[0].rulings[0].id == new
        assert view.rules.judged[0].band == Band.COMPARE
    kept = await rulebook.decisions_of("purchase", number)
    assert [(one.day, one.answer) for one in kept if one.key == "direct_up_to"] == [(clock.today(), "within")]
    assert new not in [one.rule for one in kept]


async def test_the_meter_counts_what_the_project_bought_of_the_category_and_lets_nothing_past(
    db: None,
) -> None:
    await change("split_limit", 100_000 * YUAN)
    town, goods = await market(fen=45_000 * YUAN)
    await DB.execute("UPDATE budget_line SET project = '信息化' WHERE id = $1", town.line)
    for _ in range(2):
        number = await opened(town, {goods: 1})
        await sheet.submit_sheet(visitor=town.buyer, number=number, form=await ticked(town, number))
    number = await opened(town, {goods: 1})
    (meter,) = (await sheet_view(visitor=town.buyer, number=number)).rules.meters
    assert (meter.used_fen, meter.this_fen, meter.held) == (90_000 * YUAN, 45_000 * YUAN, True)
    assert await refused(town, number) == ["split_held"]
    other = await plan(town.unit, await line(town.unit, fen=10**9), fen=10**8, code="A")
    form = await ticked(town, number, plan=other)
    await sheet.submit_sheet(
        visitor=town.buyer, number=number, form=form
    )  # another project has bought nothing yet


async def test_lines_of_one_project_count_together_and_ended_orders_do_not(db: None) -> None:
    await change("split_limit", 100_000 * YUAN)
    town, goods = await market(fen=30_000 * YUAN)
    second = await line(town.unit, fen=10**9)
    await DB.execute(
        "UPDATE budget_line SET project = '信息化' WHERE id = ANY($1::bigint[])", [town.line, second]
    )
    elsewhere = await plan(town.unit, second, fen=10**8, code="A")
    numbers = []
    for paying in (town.plan, elsewhere):
        numbers.append(await opened(town, {goods: 1}))
        await sheet.submit_sheet(
            visitor=town.buyer, number=numbers[-1], form=await ticked(town, numbers[-1], plan=paying)
        )
    number = await opened(town, {goods: 2})
    (meter,) = (await sheet_view(visitor=town.buyer, number=number)).rules.meters
    assert meter.used_fen == 60_000 * YUAN
    await DB.execute(
        "UPDATE purchase_order SET status = 'withdrawn' WHERE number = $1",
        (await orders_of(numbers[0]))[0].number,
    )
    (meter,) = (await sheet_view(visitor=town.buyer, number=number)).rules.meters
    assert meter.used_fen == 30_000 * YUAN


async def test_from_the_warning_share_on_the_buyer_is_warned_and_may_go_on(
    db: None, client: httpx.AsyncClient
) -> None:
    await change("split_limit", 50_000 * YUAN)
    town, goods = await market(fen=40_000 * YUAN)
    number = await opened(town, {goods: 1})
    browser = await browser_of(town.buyer, client)
    page = await browser.get(f"/checkout/{number}")
    assert 'data-permille="800"' in page.text
    await sheet.submit_sheet(visitor=town.buyer, number=number, form=await ticked(town, number))
    kept = await rulebook.decisions_of("purchase", number)
    assert [one.answer for one in kept if one.key == "split_warn_permille"] == ["reached"]


async def test_finance_is_told_once_for_unit_category_and_year(db: None, client: httpx.AsyncClient) -> None:
    bureau = await make_organisation(kind="bureau", region="331100")
    finance = await make_seat("finance", organisation=bureau)
    await make_seat("finance", organisation=await make_organisation(kind="bureau", region="331181"))
    await change("split_limit", 10_000 * YUAN)
    town, goods = await market(fen=40_000 * YUAN)
    number = await opened(town, {goods: 1})
    browser = await browser_of(town.buyer, client)
    for _ in range(2):
        sent = fields_of(town.buyer, await ticked(town, number)) | {"_csrf_token": await csrf(browser)}
        answer = await browser.post(f"/checkout/{number}/submission", data=sent)
        assert answer.status_code == 422
        assert "10,000.00" in answer.text
    told = await DB.fetch("SELECT person, link FROM message WHERE kind = 'split_held'")
    assert [tuple(one) for one in told] == [(finance.person, f"/desk/budget/units/{town.unit}")]
    acts = await DB.fetch("SELECT act FROM journal_entry WHERE act = 'split.hold'")
    assert len(acts) == 1
    assert await offences() == {}


async def test_other_refusals_sound_no_alarm(db: None) -> None:
    town, goods = await market(fen=100_001 * YUAN)
    number = await opened(town, {goods: 1})
    with pytest.raises(Refused) as caught:
        await sheet.submit_sheet(visitor=town.buyer, number=number, form=await ticked(town, number))
    assert await sound_alarms(visitor=town.buyer, refusals=caught.value.refusals) == 0


async def test_the_page_shows_offers_to_compare_and_brings_ticks_back_when_refused(
    db: None, client: httpx.AsyncClient
) -> None:
    town, goods = await market(others=(55_000 * YUAN, 61_000 * YUAN, 62_000 * YUAN))
    number = await opened(town, {goods: 1})
    browser = await browser_of(town.buyer, client)
    page = await browser.get(f"/checkout/{number}")
    assert 'data-band="compare"' in page.text
    (shown,) = (await sheet_view(visitor=town.buyer, number=number)).rules.compare
    mine = shown.line.row.id
    last = shown.offers[-1].row.listing
    sent = fields_of(town.buyer, await form_of(town.buyer, number, plan=town.plan))
    sent |= {"compared": f"{mine}-{last}", "compared_shown": str(mine), "_csrf_token": await csrf(browser)}
    answer = await browser.post(f"/checkout/{number}/submission", data=sent)
    assert answer.status_code == 422
    assert f'value="{mine}-{last}" checked' in answer.text
    assert f'id="f-why-{mine}"' in answer.text
    assert await status_of(number) == "draft"


async def test_a_day_without_its_own_row_is_asked_of_the_general_one(db: None) -> None:
    assert await rulebook.rule(
        rulebook.Rule.DIRECT_UP_TO, region="331181", kind="public_unit", on=date(2026, 1, 1)
    ) == (50_000 * YUAN)


async def test_the_evidence_is_read_by_the_approver_and_on_the_order_but_not_by_the_supplier(
    db: None, client: httpx.AsyncClient, visit: Any
) -> None:
    town, goods = await market(others=(55_000 * YUAN, 61_000 * YUAN))
    number = await opened(town, {goods: 1})
    mine = (await sheet_view(visitor=town.buyer, number=number)).rules.compare[0].line.row.id
    form = await ticked(town, number, why={mine: "含三年上门服务"})
    await sheet.submit_sheet(visitor=town.buyer, number=number, form=form)
    approver = await browser_of(town.head, client)
    page = (await approver.get(f"/approvals/{number}")).text
    assert 'id="evidence"' in page
    told, folded = page.split('id="evidence"')[1].split("<details", 1)
    assert "超过上限" in told
    assert f'data-id="{rulebook.Rule.SPLIT_LIMIT}"' in folded.split("</details>")[0]
    assert "含三年上门服务" in page
    assert f'data-fen="{55_000 * YUAN}"' in page
    await town.agree(number)
    await town.agree(number, town.chief)
    (order,) = await orders_of(number)
    buyer = await browser_of(town.buyer, visit())
    for path in (f"/orders/{order.number}", f"/orders/{order.number}/print"):
        page = (await buyer.get(path)).text
        assert "含三年上门服务" in page
        assert f'data-fen="{55_000 * YUAN}"' in page
    seller = await browser_of(town.sellers[0], visit())
    assert "含三年上门服务" not in (await seller.get(f"/supplier/orders/{order.number}")).text
