"""The window of reviews, who sees what when, and when an order is completed."""

from datetime import datetime, timedelta

import pytest

from emall.kernel.clock import BEIJING
from emall.reviews.rules import is_completed, is_open, refusals_for_marks, shows, window_end
from emall.reviews.words import ASPECT_NAMES, ASPECTS, Side

PAID = datetime(2026, 11, 18, 9, 15, tzinfo=BEIJING)
END = datetime(2026, 12, 4, 0, 0, tzinfo=BEIJING)
BOTH = frozenset(Side)


def test_the_window_ends_at_midnight_after_so_many_days():
    assert window_end(PAID, 15) == END
    assert window_end(datetime(2026, 11, 18, 23, 59, tzinfo=BEIJING), 15) == END


@pytest.mark.parametrize(
    ("status", "moment", "yes"),
    [
        ("paid", PAID, True),
        ("paid", END - timedelta(seconds=1), True),
        ("paid", END, False),
        ("completed", PAID, False),
        ("settling", PAID, False),
    ],
)
def test_only_paid_orders_are_open_until_the_end(status, moment, yes):
    assert is_open(status=status, ends=END, now=moment) is yes


def test_an_order_is_completed_by_the_second_word_or_by_the_end():
    assert not is_completed(sides={"unit"}, ends=END, now=PAID)
    assert is_completed(sides={"unit", "supplier"}, ends=END, now=PAID)
    assert is_completed(sides=set(), ends=END, now=END)


def test_nobody_reads_the_other_side_before_it_can_no_longer_be_answered():
    for side in Side:
        assert shows(side=side, reader=side, sides={side}, status="paid")
        for reader in {*Side, "staff"} - {side}:
            assert not shows(side=side, reader=reader, sides={side}, status="paid")
            assert shows(side=side, reader=reader, sides=BOTH, status="paid")
            assert shows(side=side, reader=reader, sides={side}, status="completed")


@pytest.mark.parametrize("mark", [0, 6, -1])
def test_each_aspect_needs_a_mark_from_one_to_five(mark):
    assert [
        refusal.field for refusal in refusals_for_marks({"goods": 5, "delivery": mark, "service": 1})
    ] == ["delivery"]
    assert refusals_for_marks(dict.fromkeys(ASPECTS, 3)) == []


def test_both_sides_mark_the_same_three():
    assert all(set(ASPECT_NAMES[side]) == set(ASPECTS) for side in Side)
