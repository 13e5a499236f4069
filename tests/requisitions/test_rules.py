"""What may be asked for and what belongs together, without a database."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from emall.requisitions.rules import (
    Wish,
    fitting,
    listing_in,
    may_move,
    needs_of,
    refusals_for_request,
    total_of,
)
from emall.requisitions.words import LINE_MOVES, LineStatus

TODAY = date(2026, 12, 1)


def line(number: int, quantity: int, **more: Any) -> Any:
    """A line as the queries give it."""
    columns = {"listing": None, "words": "订书机", "unit": "个", "wanted_on": None, "price_now_fen": None}
    return SimpleNamespace(id=number, quantity=quantity, **{**columns, **more})


@pytest.mark.parametrize(
    ("text", "listing"),
    [
        ("/mall/p/17", 17),
        ("https://emall.example/mall/p/17?county=331102#buy", 17),
        ("mall/p/17/", 17),
        ("17", None),
        ("/mall/p/", None),
        ("/mall/p/17x", None),
        ("订书机", None),
    ],
)
def test_a_link_names_its_offer(text: str, listing: int | None) -> None:
    assert listing_in(text) == listing


@pytest.mark.parametrize(
    ("wishes", "reason", "wanted_on", "keys"),
    [
        ([Wish(1, "订书机", 2)], "办公", None, []),
        ([], "办公", None, ["ask_for_something"]),
        ([Wish(1, "", 2)], "办公", None, ["say_what"]),
        ([Wish(1, "订书机", 0)], "办公", None, ["say_how_many"]),
        ([Wish(1, "订书机", 1)], " ", date(2026, 11, 30), ["say_why", "wanted_in_the_past"]),
        ([Wish(row, "笔", 1) for row in range(31)], "办公", TODAY, ["too_many_lines"]),
    ],
)
def test_every_reason_is_said(
    wishes: list[Wish], reason: str, wanted_on: date | None, keys: list[str]
) -> None:
    found = refusals_for_request(wishes=wishes, reason=reason, wanted_on=wanted_on, today=TODAY)
    assert [one.key for one in found] == keys


def test_the_same_things_are_brought_together_the_most_urgent_first() -> None:
    soon = date(2026, 12, 3)
    lines = [
        line(1, 2, listing=7, price_now_fen=500),
        line(2, 1, words="白板 笔"),
        line(3, 4, listing=7, price_now_fen=500),
        line(4, 3, words="白板笔", wanted_on=soon),
        line(5, 1, words="白板笔", unit="盒"),
    ]
    needs = needs_of(lines)
    assert [[one.id for one in need.lines] for need in needs] == [[2, 4], [1, 3], [5]]
    assert [(need.quantity, need.total_fen, need.wanted_on) for need in needs] == [
        (4, None, soon),
        (6, 3_000, None),
        (1, None, None),
    ]


def test_what_nobody_has_a_price_for_costs_nothing_known() -> None:
    assert [total_of(prices) for prices in ([], [None], [None, 300, 0])] == [None, None, 300]


def test_an_order_covers_what_was_asked_first() -> None:
    merged = [line(3, 5, listing=7), line(1, 4, listing=7), line(2, 3, listing=7), line(4, 1, listing=8)]
    assert [one.id for one in fitting(merged=merged, ordered={7: 7})] == [1, 2]
    assert fitting(merged=merged, ordered={}) == []


def test_refused_and_withdrawn_lines_stay_so_and_arrived_ones_only_open_again() -> None:
    ends = {status for status in LineStatus if not LINE_MOVES[status]}
    assert ends == {LineStatus.REFUSED, LineStatus.WITHDRAWN}
    assert not may_move(status="ordered", to="withdrawn") and may_move(status="arrived", to="open")
