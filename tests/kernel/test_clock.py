"""The clock is aware, can be stopped, and knows that Beijing's day begins at 16:00 UTC."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from emall.kernel import clock


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == timedelta(0)
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)


@pytest.mark.parametrize(("hour", "minute", "day"), [(15, 59, 23), (16, 0, 24)])
def test_the_day_is_the_day_in_beijing(hour, minute, day):
    with clock.frozen(datetime(2026, 11, 23, hour, minute, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, day)
        assert clock.day_of(clock.now()) == date(2026, 11, day)


def test_stopped_clocks_nest_and_start_again():
    outer, inner = datetime(2026, 1, 1, tzinfo=clock.BEIJING), datetime(2027, 1, 1, tzinfo=UTC)
    with clock.frozen(outer):
        with clock.frozen(inner):
            assert clock.now() == inner
        assert clock.now() == outer
        assert clock.now().utcoffset() == timedelta(0)
    assert clock.now() not in (outer, inner)


def test_tasks_started_inside_see_the_stopped_clock():
    async def asked_in_a_task() -> datetime:
        async def ask() -> datetime:
            return clock.now()

        return await asyncio.create_task(ask())

    moment = datetime(2026, 5, 1, tzinfo=UTC)
    with clock.frozen(moment):
        assert asyncio.run(asked_in_a_task()) == moment


def test_moments_without_a_zone_are_refused():
    with pytest.raises(ValueError, match="zone"), clock.frozen(datetime(2026, 1, 1)):  # noqa: DTZ001
        pass
    with pytest.raises(ValueError, match="zone"):
        clock.day_of(datetime(2026, 1, 1))  # noqa: DTZ001
