"""Whole numbers of things, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.kernel.quantity import BadQuantity, parse_quantity


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("1", 1),
        (" 12 ", 12),
        ("１２０", 120),
        ("1,000", 1000),
        ("１，０００", 1000),
        ("007", 7),
        ("999999", 999_999),
    ],
)
def test_quantities_as_people_write_them(text, quantity):
    assert parse_quantity(text) == quantity


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("\u3000", "empty"),
        ("0", "too_small"),
        ("-1", "negative"),
        ("－２", "negative"),
        ("1.5", "not_whole"),
        ("2.0", "not_whole"),
        ("1000000", "too_large"),
        ("9" * 5000, "too_large"),
        ("1e3", "not_a_number"),
        ("+1", "not_a_number"),
        ("＋１", "not_a_number"),
        ("٣", "not_a_number"),
        ("१", "not_a_number"),
        ("①", "not_a_number"),
        ("10²", "not_a_number"),
        ("三", "not_a_number"),
        ("1,00", "not_a_number"),
        ("1 0", "not_a_number"),
        ("1_0", "not_a_number"),
        ("1\x00", "not_a_number"),
    ],
)
def test_what_is_no_quantity_is_refused_with_its_reason(text, reason):
    with pytest.raises(BadQuantity) as refused:
        parse_quantity(text)
    assert refused.value.reason == reason


def test_bounds_can_be_moved():
    assert parse_quantity("0", least=0) == 0
    assert parse_quantity("50", most=50) == 50
    with pytest.raises(BadQuantity):
        parse_quantity("51", most=50)


@given(st.integers(min_value=1, max_value=999_999))
def test_every_quantity_is_read_back(quantity):
    full_width = str(quantity).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert (
        parse_quantity(str(quantity))
        == parse_quantity(f"{quantity:,}")
        == parse_quantity(full_width)
        == quantity
    )
