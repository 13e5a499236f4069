"""How the first page writes figures, and the path of a purchase taken from the state table."""

from itertools import pairwise

import pytest

from emall.home.flow import EXPLANATIONS, PAGES, STRAIGHT, path_of_a_purchase
from emall.home.rules import Shown, duration, large_amount, percent, permille
from emall.orders.words import ORDER_MOVES
from emall.web.language import speak


@pytest.mark.parametrize(
    ("fen", "chinese", "english"),
    [
        (0, Shown("0", "元"), Shown("¥0", "")),
        (99_999, Shown("999", "元"), Shown("¥999", "")),
        (1_239_999, Shown("1.23", "万元"), Shown("¥12,399", "")),
        (52_300_000, Shown("52.30", "万元"), Shown("¥0.52", "million")),
        (18_799_999_999, Shown("1.87", "亿元"), Shown("¥187.99", "million")),
    ],
)
def test_large_amounts_are_never_rounded_up(fen, chinese, english):
    speak("zh-CN")
    assert large_amount(fen) == chinese
    speak("en")
    assert large_amount(fen) == english
    speak("zh-CN")


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(1, 3, "33.3%"), (2, 3, "66.7%"), (3, 3, "100.0%"), (0, 9, "0.0%")]
)
def test_shares_have_one_decimal(part, whole, shown):
    assert percent(permille(part, whole)) == shown


def test_a_share_of_nothing_is_not_shown():
    assert permille(0, 0) is None


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(5, ("1", "minutes")), (3540, ("59", "minutes")), (5400, ("1.5", "hours")), (259_200, ("3.0", "days"))],
)
def test_spans_are_said_in_a_fitting_unit(seconds, shown):
    speak("en")
    assert (duration(seconds).figure, duration(seconds).unit) == shown
    speak("zh-CN")


def test_the_path_consists_of_allowed_moves():
    for here, there in pairwise(STRAIGHT):
        assert there in ORDER_MOVES[here]
    assert set(EXPLANATIONS) == set(PAGES) == set(STRAIGHT)


def test_every_turn_off_the_path_is_named():
    steps = {step.key: step for step in path_of_a_purchase()}
    assert set(steps["pending_supplier"].aside) == {"declined", "expired", "withdrawn"}
    assert set(steps["received"].aside) == {"part_accepted", "failed"}
    assert set(steps["accepted"].aside) == {"part_accepted", "failed", "cancelled"}  # returns and exchanges
