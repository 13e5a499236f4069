"""Quantities, shelves, stock and policy tags, without a database."""

from datetime import date

import pytest

from emall.catalogue.rules import (
    may_move,
    orderable,
    refusals_for_quantity,
    refusals_for_shelf,
    refusals_for_stock,
    tag_in_force,
)
from emall.catalogue.words import LISTING_MOVES, ListingStatus

TODAY = date(2026, 11, 23)


def keys(quantity: int, *, min_order: int = 10, step: int = 5, free: int = 100) -> list[str]:
    found = refusals_for_quantity(quantity=quantity, min_order=min_order, step=step, free=free)
    return [refusal.key for refusal in found]


@pytest.mark.parametrize("quantity", [10, 15, 100])
def test_quantities_in_step_and_in_stock_are_welcome(quantity: int) -> None:
    assert keys(quantity) == []


@pytest.mark.parametrize(
    ("quantity", "found"),
    [
        (9, ["less_than_min_order"]),
        (12, ["not_in_steps"]),
        (105, ["more_than_in_stock"]),
        (103, ["not_in_steps", "more_than_in_stock"]),
    ],
)
def test_each_reason_is_named(quantity: int, found: list[str]) -> None:
    assert keys(quantity) == found


def test_nothing_free_refuses_even_the_smallest_order() -> None:
    assert keys(10, free=0) == ["more_than_in_stock"]
    assert not orderable(status="live", free=9, min_order=10)
    assert orderable(status="live", free=10, min_order=10)
    assert not orderable(status="off_shelf", free=10, min_order=10)


def test_a_tag_counts_on_its_last_day_and_not_after() -> None:
    assert tag_in_force(expires_on=TODAY, on=TODAY)
    assert not tag_in_force(expires_on=date(2026, 11, 22), on=TODAY)
    assert tag_in_force(expires_on=None, on=TODAY)


def test_a_supplier_moves_only_between_on_and_off() -> None:
    allowed = {(a, b) for a in ListingStatus for b in ListingStatus if may_move(status=a, to=b)}
    assert allowed == {("live", "off_shelf"), ("off_shelf", "live")}


def test_others_follow_the_table_of_moves() -> None:
    for status in ListingStatus:
        for to in ListingStatus:
            assert may_move(status=status, to=to, by_supplier=False) == (to in LISTING_MOVES[status])


def shelf_keys(**changes: object) -> list[str]:
    facts: dict[str, object] = {
        "status": "live",
        "to": "off_shelf",
        "free": 5,
        "min_order": 1,
        "reason": "换季",
    }
    return [refusal.key for refusal in refusals_for_shelf(**{**facts, **changes})]  # type: ignore[arg-type]


def test_off_the_shelf_needs_a_reason_and_on_it_needs_stock() -> None:
    assert shelf_keys() == []
    assert shelf_keys(reason="") == ["reason_needed"]
    assert shelf_keys(status="off_shelf", to="live", free=0) == ["no_stock_to_offer"]
    assert shelf_keys(status="price_hold", to="live") == ["listing_cannot_move"]


def test_stock_never_falls_below_what_orders_hold() -> None:
    assert [r.key for r in refusals_for_stock(on_hand=4, held=5)] == ["stock_below_held"]
    assert refusals_for_stock(on_hand=5, held=5) == []
    assert [r.key for r in refusals_for_stock(on_hand=-1, held=0)] == ["stock_out_of_range"]
