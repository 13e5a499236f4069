"""Holiday notices as files: what they say, and what is not one."""

from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from emall.commands.holidays import holidays
from emall.kernel import workdays
from emall.kernel.clock import BEIJING
from emall.kernel.holidays import SHIPPED, BadNotice, notices_in, read_notice
from emall.settings import settings

FIXED = "off 2027-01-01\noff 2027-05-01 2027-05-02\noff 2027-10-01 2027-10-03\n"
NEXT = f"source 国办发明电〔2026〕9号 2026-11-05\n{FIXED}off 2027-02-05 2027-02-12\nwork 2027-02-20\n"


@pytest.fixture
def as_before(monkeypatch):
    """What a test learns is forgotten after it."""
    monkeypatch.setattr(workdays, "_notices", dict(workdays._notices))


def test_the_years_known_are_complete():
    found = {notice.year: notice for notice in notices_in(SHIPPED)}
    assert {year: (len(one.off), len(one.worked)) for year, one in found.items()} == {
        2025: (28, 5),
        2026: (33, 6),
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "exactly one year"),
        (FIXED, "names its source"),
        ("source 通知\noff 2027-01-01", "off by law in every year"),
        (NEXT + "work 2027-02-22", "Saturday or Sunday"),
        (NEXT + "work 2027-02-06", "Saturday or Sunday"),
        (NEXT + "off 2028-01-01", "exactly one year"),
        (NEXT + "off 2027-13-01", "a day is written"),
        (NEXT + "off", "a day is written"),
        (NEXT + "off 2027-03-02 2027-03-01", "first and the last"),
        (NEXT + "free 2027-03-01", "line 7"),
    ],
)
def test_what_is_no_notice_says_why(text, why):
    with pytest.raises(BadNotice, match=why):
        read_notice(text)


def test_a_year_not_announced_knows_only_its_fixed_days(as_before):
    assert not workdays.is_announced(2027)
    assert workdays.is_workday(date(2027, 2, 8))
    assert not workdays.is_workday(date(2027, 5, 2))


def test_the_command_takes_a_notice_in_and_it_counts(as_before, tmp_path):
    file = tmp_path / "notice.txt"
    file.write_text(NEXT, encoding="utf-8")
    answer = CliRunner().invoke(holidays, ["--add", str(file)])
    kept = settings().data / "holidays" / "2027.txt"
    try:
        assert answer.exit_code == 0 and "2027  14 days off, 1 weekend days worked" in answer.output
        assert workdays.is_announced(2027) and not workdays.is_workday(date(2027, 2, 8))
        assert workdays.is_workday(date(2027, 2, 20))
        file.write_text("source x\noff 2027-01-01", encoding="utf-8")
        assert CliRunner().invoke(holidays, ["--add", str(file)]).exit_code == 1
        assert kept.read_text(encoding="utf-8") == NEXT
    finally:
        kept.unlink()


def test_office_hours_between_two_moments():
    friday = datetime(2026, 11, 27, 17, 0, tzinfo=BEIJING)
    monday = datetime(2026, 11, 30, 9, 0, tzinfo=BEIJING)
    assert workdays.working_seconds(friday, monday) == 3600 + 1800
    assert workdays.working_seconds(monday, friday) == 0
    national = datetime(2026, 10, 1, 0, 0, tzinfo=BEIJING), datetime(2026, 10, 8, 0, 0, tzinfo=BEIJING)
    assert workdays.working_seconds(*national) == 0


moments = st.datetimes(
    min_value=datetime(2025, 1, 1),  # noqa: DTZ001
    max_value=datetime(2026, 12, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(moments, moments, moments)
def test_office_hours_add_up(first, second, third):
    a, b, c = sorted((first, second, third))
    whole, parts = (
        workdays.working_seconds(a, c),
        workdays.working_seconds(a, b) + workdays.working_seconds(b, c),
    )
    assert abs(whole - parts) <= 1 and 0 <= whole <= (c - a).total_seconds() + 1
