"""Whose turn it was from when to when: sums are the whole, nobody waits twice, and every status has a holder."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.kernel.clock import BEIJING
from emall.orders.words import OrderStatus
from emall.runs.rules import (
    Event,
    Span,
    Turn,
    by_party,
    counted,
    cut,
    from_outside,
    holder,
    touch_seconds,
    turns_of,
    waits,
)
from emall.runs.words import DEEDS, ENDED, PAPER_ICONS, PARTY_NAMES, Party

START = datetime(2026, 11, 16, 9, 0, tzinfo=BEIJING)
moments = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001
    max_value=datetime(2026, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
turns = st.lists(st.builds(Turn, moments, st.sampled_from(list(Party))), max_size=30)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


@given(turns, moments)
def test_the_stretches_of_waiting_are_the_whole_time(found, until):
    spans = waits(found, until=until)
    begun = [turn.at for turn in found if turn.at < until]
    whole = int(until.timestamp()) - int(min(begun).timestamp()) if begun else 0
    assert sum(span.seconds for span in spans) == sum(by_party(spans).values()) == whole
    assert all(before.end == after.start for before, after in pairwise(spans))
    assert all(span.start < span.end for span in spans)


@given(turns, moments, st.lists(moments, max_size=12))
def test_cutting_at_deeds_loses_nothing_and_counts_nothing_twice(found, until, ends):
    spans = waits(found, until=until)
    ends = sorted([*ends, until])
    parts = cut(spans, ends)
    assert len(parts) == len(ends)
    assert sum(span.seconds for part in parts for span in part) == sum(span.seconds for span in spans)


@given(
    st.lists(st.builds(Event, moments, st.just("order"), st.sampled_from(list(OrderStatus))), max_size=30),
    moments,
)
def test_any_history_of_an_order_adds_up(events, until):
    found, ended = turns_of(event for event in events if event.at <= until)
    spans = waits(found, until=ended or until)
    if found and (ended is None or found[0].at < ended):
        assert sum(span.seconds for span in spans) == int((ended or until).timestamp()) - int(
            found[0].at.timestamp()
        )


def test_a_run_from_plan_to_payment_waits_for_each_in_turn():
    steps = [
        (0, "plan", "unit_review"),
        (10, "plan", "filed"),
        (100, "order", "draft"),
        (103, "order", "pending_approval"),
        (110, "order", "pending_supplier"),
        (120, "order", "confirmed"),
        (150, "order", "shipped"),
        (200, "expected", ""),
        (260, "order", "received"),
        (270, "order", "accepted"),
        (280, "order", "invoiced"),
        (290, "order", "settling"),
        (300, "settlement", "to_pay"),
        (330, "order", "paying"),
        (400, "order", "paid"),
    ]
    found, ended = turns_of(Event(at(minutes), kind, status) for minutes, kind, status in steps)
    spans = waits(found, until=at(1000) if ended is None else ended)
    minutes = {party: seconds // 60 for party, seconds in by_party(spans).items()}
    assert minutes == {
        Party.APPROVER: 10 + 7 + 10,
        Party.READY: 90,
        Party.BUYER: 3 + 10,
        Party.SUPPLIER: 10 + 30 + 10,
        Party.CARRIER: 50,
        Party.RECEIVER: 60 + 10,
        Party.ACCOUNTANT: 30,
        Party.TREASURY: 70,
    }
    assert ended == at(400)
    assert counted(spans) == 60 * (400 - 90)


def test_money_that_came_back_opens_the_run_again():
    steps = [
        (0, "settling"),
        (5, "paying"),
        (9, "paid"),
        (20, "settling"),
        (30, "paying"),
        (40, "paid"),
        (50, "completed"),
    ]
    found, ended = turns_of(Event(at(minutes), "order", status) for minutes, status in steps)
    assert ended == at(40)
    assert [turn.party for turn in found] == [Party.APPROVER, Party.TREASURY, Party.APPROVER, Party.TREASURY]


@pytest.mark.parametrize("status", list(OrderStatus))
def test_every_status_waits_for_somebody_or_is_an_end(status):
    party = holder(plan="filed", order=status, reviewed=False, arrived=False)
    assert (party is None) == (status in ENDED)


def test_a_form_counts_ten_minutes_at_most_and_is_divided_among_its_orders():
    assert [touch_seconds(seconds, shared_by=1) for seconds in (-3, 0, 35, 600, 5000)] == [0, 0, 35, 600, 600]
    assert [touch_seconds(100, shared_by=orders) for orders in (1, 2, 3, 40)] == [100, 50, 33, 3]


def test_a_supplier_sees_the_unit_as_one_and_nothing_before_the_order_reached_it():
    found = [Turn(at(0), Party.BUYER), Turn(at(5), Party.APPROVER), Turn(at(9), Party.SUPPLIER)]
    found += [Turn(at(20), Party.RECEIVER), Turn(at(30), Party.APPROVER), Turn(at(40), Party.TREASURY)]
    assert [(turn.at, turn.party) for turn in from_outside(found, since=at(9))] == [
        (at(9), Party.SUPPLIER),
        (at(20), Party.UNIT),
        (at(40), Party.TREASURY),
    ]


def test_hours_outside_the_office_are_told_apart():
    night = Span(at(8 * 60), at(24 * 60), Party.APPROVER)  # 17:00 to 9:00
    assert (night.seconds, night.office_seconds) == (16 * 3600, 3600 + 1800)


def test_every_deed_is_about_a_paper_and_every_party_has_a_name():
    assert {paper for _, paper in DEEDS.values()} <= set(PAPER_ICONS)
    assert set(PARTY_NAMES) == set(Party)
