"""Amounts in, amounts out, and the arithmetic between, to the fen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.kernel.money import LARGEST_FEN, BadAmount, format_fen, in_words, line_total, parse_fen, tax_in

amounts = st.integers(min_value=0, max_value=LARGEST_FEN)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("1", 100),
        ("1.5", 150),
        ("1.05", 105),
        ("1,234.5", 123450),
        ("¥1,234.50", 123450),
        ("￥ １，２３４．５０", 123450),
        ("\u3000 12 \u00a0", 1200),
        ("007", 700),
        ("999999999999.99", LARGEST_FEN),
    ],
)
def test_amounts_as_people_write_them(text, fen):
    assert parse_fen(text) == fen


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \u3000", "empty"),
        ("¥", "empty"),
        ("-1", "negative"),
        ("－１", "negative"),
        ("-¥1,000.00", "negative"),
        ("1.234", "too_many_decimals"),
        ("1,234.567", "too_many_decimals"),
        ("1000000000000", "too_large"),
        ("9" * 5000, "too_large"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("1e3", "not_a_number"),
        ("1e999999", "not_a_number"),
        ("+1", "not_a_number"),
        ("1.", "not_a_number"),
        (".5", "not_a_number"),
        ("1,23", "not_a_number"),
        ("1,2345", "not_a_number"),
        ("1 234", "not_a_number"),
        ("1_000", "not_a_number"),
        ("0x10", "not_a_number"),
        ("10²", "not_a_number"),
        ("①", "not_a_number"),
        ("١٢", "not_a_number"),
        ("壹", "not_a_number"),
        ("1\x00", "not_a_number"),
        ("1\n2", "not_a_number"),
        ("¥¥1", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("--1", "not_a_number"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_reason(text, reason):
    with pytest.raises(BadAmount) as refused:
        parse_fen(text)
    assert refused.value.reason == reason


@given(amounts)
def test_what_is_written_is_read_back(fen):
    written = format_fen(fen)
    assert parse_fen(written) == fen
    assert parse_fen(f"¥{written}") == fen
    assert parse_fen(written.replace(",", "")) == fen


@given(st.text(alphabet="0123456789０９.．,，¥￥-+eE ²①٣\u3000", max_size=20))
def test_every_text_is_an_amount_in_bounds_or_refused(text):
    try:
        fen = parse_fen(text)
    except BadAmount:
        return
    assert 0 <= fen <= LARGEST_FEN


@pytest.mark.parametrize(
    ("fen", "text"),
    [(0, "0.00"), (5, "0.05"), (123450, "1,234.50"), (-123450, "-1,234.50"), (-5, "-0.05")],
)
def test_amounts_are_shown_with_two_decimals(fen, text):
    assert format_fen(fen) == text


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (55, "伍角伍分"),
        (100, "壹元整"),
        (1000, "壹拾元整"),
        (123450, "壹仟贰佰叁拾肆元伍角整"),
        (123405, "壹仟贰佰叁拾肆元零伍分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (100005000, "壹佰万零伍拾元整"),
        (22600000000, "贰亿贰仟陆佰万元整"),
        (20000500000, "贰亿零伍仟元整"),
        (10700053, "壹拾万柒仟元伍角叁分"),
        (600700000, "陆佰万柒仟元整"),
        (10000000001, "壹亿元零壹分"),
        (20000030000, "贰亿零叁佰元整"),
        (20030000000, "贰亿零叁拾万元整"),
        (LARGEST_FEN, "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        (-123450, "负壹仟贰佰叁拾肆元伍角整"),
    ],
)
def test_capital_figures(fen, words):
    assert in_words(fen) == f"人民币{words}"


def read_words(words: str) -> int:
    """Fen of capital figures, read by adding up, independent of how they were written."""
    total = group = figure = 0
    places = {"拾": 10, "佰": 100, "仟": 1000}
    for sign in words.removeprefix("人民币"):
        if sign in "壹贰叁肆伍陆柒捌玖":
            figure = "零壹贰叁肆伍陆柒捌玖".index(sign)
        elif sign in places:
            group, figure = group + figure * places[sign], 0
        elif sign in "亿万元":
            total += (group + figure) * {"亿": 10**10, "万": 10**6, "元": 100}[sign]
            group = figure = 0
        elif sign in "角分":
            total, figure = total + figure * {"角": 10, "分": 1}[sign], 0
    return total


@given(amounts | st.integers(min_value=0, max_value=9999).map(lambda n: n * 10**8) | st.integers(0, 99999))
def test_capital_figures_say_the_amount(fen):
    words = in_words(fen)
    assert read_words(words) == fen
    assert "零零" not in words
    assert words.endswith(("分", "整"))


def test_capital_figures_end_where_amounts_end():
    with pytest.raises(BadAmount):
        in_words(LARGEST_FEN + 1)


def test_line_total_stays_within_what_an_amount_may_be():
    assert line_total(3, 1999) == 5997
    assert line_total(1, LARGEST_FEN) == LARGEST_FEN
    with pytest.raises(BadAmount) as refused:
        line_total(2, LARGEST_FEN)
    assert refused.value.reason == "too_large"


@pytest.mark.parametrize(
    ("total", "rate", "tax"),
    [
        (11300, 1300, 1300),
        (10000, 1300, 1150),
        (10900, 900, 900),
        (10000, 0, 0),
        (3, 10000, 2),
        (-3, 10000, -2),
        (1, 1300, 0),
    ],
)
def test_tax_is_taken_out_of_the_total_half_up(total, rate, tax):
    assert tax_in(total, rate) == tax


@given(amounts, st.sampled_from([0, 100, 300, 600, 900, 1300]))
def test_tax_is_the_nearest_fen_and_reverses_exactly(total, rate):
    tax = tax_in(total, rate)
    assert abs(tax * (10_000 + rate) - total * rate) * 2 <= 10_000 + rate
    assert tax_in(-total, rate) == -tax


def test_a_tax_rate_is_never_negative():
    with pytest.raises(ValueError, match="rate"):
        tax_in(100, -1)
