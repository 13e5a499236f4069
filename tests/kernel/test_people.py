"""Telephone numbers are understood as people write them, and shown as little as possible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.kernel.people import (
    BadPhone,
    clean_id_number,
    clean_phone,
    is_id_number,
    mask_account,
    mask_name,
    mask_phone,
)


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("13812345678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("0086-138-1234-5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("0578-2091234", "0578-2091234"),
        ("（0578）2091234", "0578-2091234"),
        ("05782091234", "0578-2091234"),
        ("+86 578 2091234", "0578-2091234"),
        ("+86 (0)578 2091234", "0578-2091234"),
        ("010-62091234", "010-62091234"),
    ],
)
def test_numbers_as_people_write_them(text, phone):
    assert clean_phone(text) == phone


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" - ", "empty"),
        ("1381234567", "not_a_phone"),
        ("138123456789", "not_a_phone"),
        ("12812345678", "not_a_phone"),
        ("+1 202 555 0100", "not_a_phone"),
        ("0578-1091234", "not_a_phone"),
        ("1381234567٨", "not_a_phone"),
        ("13812345678\x00", "not_a_phone"),
        ("电话", "not_a_phone"),
    ],
)
def test_what_is_no_number_is_refused(text, reason):
    with pytest.raises(BadPhone) as refused:
        clean_phone(text)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("13812345678", "138****5678"), ("0578-2091234", "****1234"), ("110", "****"), ("", "")],
)
def test_numbers_are_masked(phone, masked):
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("name", "masked"), [("张三", "张*"), ("欧阳修文", "欧*"), ("张", "张*"), (" ", ""), ("", "")]
)
def test_names_are_masked(name, masked):
    assert mask_name(name) == masked


@given(st.text(alphabet="0123456789", min_size=9, max_size=30))
def test_accounts_show_their_last_four_digits_only(account):
    assert mask_account(account) == f"****{account[-4:]}"


def test_short_accounts_show_nothing():
    assert mask_account("12345678") == "****"
    assert mask_account("") == ""


@pytest.mark.parametrize(
    ("typed", "good"),
    [
        ("11010519491231002X", True),
        (" 1101 0519 4912 3100 2x ", True),
        ("１１０１０５１９４９１２３１００２Ｘ", True),
        ("110105194912310021", False),  # another check sign
        ("11010519491331002X", False),  # a thirteenth month
        ("1101051949123100", False),
        ("", False),
    ],
)
def test_id_numbers_are_checked_by_their_last_sign(typed: str, good: bool) -> None:
    assert is_id_number(clean_id_number(typed)) is good
