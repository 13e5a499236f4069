"""Price lists, references and steps, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.catalogue.rules import (
    against_reference,
    ladder,
    price_for,
    refusals_for_price,
)
from emall.catalogue.rules.pricing import Comparison, Step

TIERS = [(10, 11500), (50, 11200)]


@pytest.mark.parametrize(
    ("quantity", "fen"),
    [(1, 11800), (9, 11800), (10, 11500), (49, 11500), (50, 11200), (9999, 11200)],
)
def test_a_quantity_pays_the_step_it_reaches(quantity: int, fen: int) -> None:
    assert price_for(quantity, 11800, TIERS) == fen
    assert price_for(quantity, 11800, TIERS[::-1]) == fen


def test_without_steps_every_quantity_pays_the_plain_price() -> None:
    assert price_for(500, 11800) == 11800


def test_the_ladder_has_no_gap_and_no_end() -> None:
    assert ladder(price_fen=11800, tiers=TIERS, min_order=2) == [
        Step(2, 9, 11800),
        Step(10, 49, 11500),
        Step(50, None, 11200),
    ]


def test_a_step_below_the_smallest_order_is_where_the_ladder_begins() -> None:
    assert ladder(price_fen=11800, tiers=TIERS, min_order=20) == [
        Step(20, 49, 11500),
        Step(50, None, 11200),
    ]


@pytest.mark.parametrize(
    ("price", "reference", "found"),
    [
        (11500, 12100, Comparison("low", 50)),
        (14200, 13760, Comparison("high", 32)),
        (7200, 7200, Comparison("level", 0)),
        (9995, 10000, Comparison("low", 1)),
        (9996, 10000, Comparison("low", 0)),
        (100, None, None),
    ],
)
def test_a_price_beside_its_reference(price: int, reference: int | None, found: Comparison | None) -> None:
    assert against_reference(price_fen=price, reference_fen=reference) == found


def test_the_percentage_has_one_place() -> None:
    comparison = against_reference(price_fen=14200, reference_fen=13760)
    assert comparison is not None and comparison.percent == "3.2"


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_the_distance_is_rounded_half_up_in_integers(price: int, reference: int) -> None:
    found = against_reference(price_fen=price, reference_fen=reference)
    assert found is not None
    error = 2 * (found.permille * reference - abs(price - reference) * 1000)
    assert -reference < error <= reference


def keys(**changes: object) -> list[str]:
    facts: dict[str, object] = {
        "price_fen": 11800,
        "tiers": TIERS,
        "min_order": 1,
        **changes,
    }
    return [refusal.key for refusal in refusals_for_price(**facts)]  # type: ignore[arg-type]


def test_a_good_price_list_is_welcome() -> None:
    assert keys() == []


def test_every_reason_comes_out_at_once() -> None:
    assert keys(price_fen=0, tiers=[(1, 100)]) == [
        "price_out_of_range",
        "tier_starts_too_early",
        "tier_must_cost_less",
    ]


def test_steps_must_start_later_and_cost_less_each_time() -> None:
    assert keys(tiers=[(10, 11500), (10, 11400)]) == ["tier_starts_too_early"]
    assert keys(tiers=[(10, 11500), (50, 11500)]) == ["tier_must_cost_less"]
    assert keys(tiers=[(10, 11500)], min_order=10) == ["tier_starts_too_early"]
    assert keys(tiers=[(n, 11800 - n) for n in range(2, 9)]) == ["too_many_tiers"]
