"""The past month: every status occurs, duties are kept apart, and money and goods add up before they are written."""

from collections import Counter
from datetime import date

import pytest

from emall.kernel.clock import day_of
from emall.messages.rules import missing_facts
from emall.orders.words import OrderStatus
from emall.world import letters, organisations, story
from emall.world.calendar import later, moment, workday_before
from emall.world.scripts import ENDINGS, scripts
from emall.world.sowing import everything

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def told() -> story.Story:
    """The month before a Monday."""
    return story.tell(TODAY)


def test_there_are_orders_in_every_status(told: story.Story) -> None:
    found = Counter(part.status for _, part in told.parts())
    assert set(found) == {str(status) for status in OrderStatus}
    assert 250 <= sum(found.values()) <= 450


def test_nothing_happens_today_or_later(told: story.Story) -> None:
    assert max(day_of(deed.at) for deed in told.stage.books.deeds) < TODAY


def test_the_same_day_tells_the_same_story(told: story.Story) -> None:
    assert everything(story.tell(TODAY)) == everything(told)
    assert story.tell(TODAY).stage.books.deeds == told.stage.books.deeds


@pytest.mark.parametrize("today", [date(2026, 10, 9), date(2027, 1, 4), date(2026, 12, 27)])
def test_it_can_be_told_for_other_days(today: date) -> None:
    assert {part.status for _, part in story.tell(today).parts()} == {str(status) for status in OrderStatus}


def test_buyers_neither_approve_nor_receive_what_they_bought(told: story.Story) -> None:
    papers = told.stage.papers
    assert papers.approval_step
    assert not [row for row in papers.approval_step if row["approver"] == row["requester"]]
    assert not [row for row in papers.receipt if row["received_by"] == row["buyer"]]
    assert not [row for row in papers.acceptance if row["accepted_by"] == row["buyer"]]


def test_holds_ledger_and_balances_agree(told: story.Story) -> None:
    for purse in told.money.purses:
        mine = [row for row in told.stage.books.ledger if row["budget_line"] == purse.id]
        sums = Counter[str]()
        for row in mine:
            sums[str(row["kind"])] += int(str(row["amount_fen"]))
        assert purse.reserved == sums["reserve"] - sums["release"] - sums["commit"]
        assert purse.committed == sums["commit"] - sums["uncommit"] - sums["pay"]
        assert purse.paid == sums["pay"]
        assert purse.reserved + purse.committed <= purse.floor == sums["appropriate"]


def test_plans_stay_within_their_amounts_and_some_are_tight(told: story.Story) -> None:
    assert all(paper.left >= 0 for paper in told.money.papers)
    statuses = Counter(paper.status for paper in told.money.papers)
    assert statuses["used_up"] >= 1
    assert statuses["draft"] >= 1
    assert any(paper.status == "in_use" and paper.left < 20_000 for paper in told.money.papers)
    assert any(paper.purse.year == TODAY.year - 1 for paper in told.money.papers)


def test_the_education_bureau_opens_with_the_plan_everybody_knows(
    told: story.Story,
) -> None:
    paper = told.money.plans_of(organisations.unit_ids()["edu"]) or told.money.papers
    assert "LSJY-2026-0317" in {one.number for one in told.money.papers}
    assert paper


def test_every_message_has_the_facts_its_text_asks_for(told: story.Story) -> None:
    rows = letters.message_rows(told)
    assert rows
    assert not [row for row in rows if missing_facts(kind=str(row["kind"]), facts=dict(row["facts"]))]  # type: ignore[call-overload]


def test_scripts_name_known_endings_only() -> None:
    assert {script.ending for script in scripts()} <= set(ENDINGS)


def test_office_minutes_skip_lunch_nights_and_weekends() -> None:
    friday = date(2026, 11, 20)
    assert moment(friday, 209).strftime("%H:%M") == "11:59"
    assert moment(friday, 210).strftime("%H:%M") == "13:30"
    assert later(moment(friday, 475), 30).date() == date(2026, 11, 23)
    assert workday_before(date(2026, 11, 22), 0) == friday


def test_what_was_delivered_is_invoiced_settled_and_paid_to_the_fen(told: story.Story) -> None:
    accounts, totals = (
        told.stage.accounts,
        {part.id: part.goods_fen + part.freight_fen for _, part in told.parts()},
    )
    for invoice in accounts.invoice:
        lines = [row for row in accounts.invoice_line if row["invoice"] == invoice["id"]]
        covered = [row for row in accounts.invoice_order if row["invoice"] == invoice["id"]]
        assert sum(row["amount_fen"] for row in lines) == invoice["amount_fen"]
        assert sum(totals[row["order"]] for row in covered) == invoice["amount_fen"]
    for sheet in accounts.settlement:
        orders = [row for row in accounts.settlement_order if row["settlement"] == sheet["id"]]
        assert sum(row["amount_fen"] for row in orders) == sheet["amount_fen"]
    assert any(
        sum(row["settlement"] == sheet["id"] for row in accounts.settlement_order) > 1
        for sheet in accounts.settlement
    )
    settled = {sheet["id"]: sheet["amount_fen"] for sheet in accounts.settlement}
    assert all(payment["amount_fen"] == settled[payment["settlement"]] for payment in accounts.payment)


def test_those_who_settle_review_and_pay_are_three(told: story.Story) -> None:
    for payment in told.stage.accounts.payment:
        assert len({payment["prepared_by"], payment["reviewed_by"], payment["released_by"]}) == 3


def test_forms_were_open_for_a_while_and_their_deeds_say_which(told: story.Story) -> None:
    opened = {row["request_id"]: row for row in told.touches}
    assert len(opened) == len(told.touches)
    for deed in told.stage.books.deeds:
        if deed.actor.person is None:
            assert not deed.actor.request_id
        else:
            assert opened[deed.actor.request_id]["person"] == deed.actor.person
    assert all(5 <= row["seconds"] <= 200 for row in told.touches)
