"""How near a clock is, what stops a unit, and what late payment costs."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from emall.delays.rules import light, near_until, refusals_for_red
from emall.delays.words import OWN, PARTY_NAMES, PARTY_OF_STATUS, Light, Matter, Party
from emall.kernel.clock import BEIJING
from emall.orders.words import NEXT_ACTOR

FRIDAY = datetime(2026, 11, 27, 16, 0, tzinfo=BEIJING)
SECOND = timedelta(seconds=1)


def test_a_clock_is_yellow_from_one_working_day_before_it_ends():
    monday = datetime(2026, 11, 30, 18, 0, tzinfo=BEIJING)
    assert near_until(FRIDAY) == monday
    assert light(monday, FRIDAY) == Light.NEAR
    assert light(monday + SECOND, FRIDAY) == Light.FINE
    assert light(FRIDAY, FRIDAY) == Light.NEAR, "the deadline itself is still in time"
    assert light(FRIDAY, FRIDAY + SECOND) == Light.PAST
    assert light(None, FRIDAY) == Light.FINE


def test_before_a_long_holiday_yellow_begins_before_it():
    eve = datetime(2026, 9, 30, 9, 0, tzinfo=BEIJING)
    assert light(datetime(2026, 10, 8, 18, 0, tzinfo=BEIJING), eve) == Light.NEAR


items = st.lists(
    st.fixed_dictionaries({"party": st.sampled_from(list(Party)), "explained": st.booleans()}), max_size=12
)


@given(items, st.integers(0, 8))
def test_only_unexplained_items_of_the_unit_itself_stop_it(found, limit):
    count = sum(item["party"] in OWN and not item["explained"] for item in found)
    refusals = refusals_for_red(items=found, limit=limit)
    assert bool(refusals) == (limit > 0 and count >= limit)
    assert all(refusal.params["count"] == count for refusal in refusals)


def test_every_party_and_matter_has_a_name_and_every_status_a_party():
    assert set(PARTY_NAMES) == set(Party) and len(set(PARTY_NAMES.values())) == len(Party)
    assert set(PARTY_OF_STATUS) == set(NEXT_ACTOR)
    assert all(len(matter) <= 20 for matter in Matter)
