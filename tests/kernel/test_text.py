"""Text from outside is bounded and free of what cannot be stored or would mislead."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.kernel.text import BadText, clean_text, joined


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  A4 复印纸\u3000", "A4 复印纸"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("a\tb", "a b"),
        ("\ufeff丽水\u200b市", "丽水市"),
        ("𠮷田", "𠮷田"),
        ("👩‍🏫", "👩‍🏫"),
        ("", ""),
    ],
)
def test_ordinary_text_passes(text, cleaned):
    assert clean_text(text, 50) == cleaned


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\x1b[0m", "a\nb", "a\u2028b", "a\u202eb", "\ud800", "a\x7f", "a\x85b"]
)
def test_control_characters_are_refused(text):
    with pytest.raises(BadText) as refused:
        clean_text(text, 50)
    assert refused.value.reason == "control"


def test_several_lines_only_where_asked_for():
    assert clean_text("one\r\ntwo\rthree\n", 50, lines=True) == "one\ntwo\nthree"
    with pytest.raises(BadText):
        clean_text("one\n\x00two", 50, lines=True)


def test_length_is_counted_after_cleaning():
    assert clean_text(" 丽水 ", 2) == "丽水"
    with pytest.raises(BadText) as refused:
        clean_text("丽水市", 2)
    assert refused.value.reason == "too_long"


@given(st.text(max_size=60), st.booleans())
def test_what_passes_can_be_stored_and_passes_again(text, lines):
    try:
        cleaned = clean_text(text, 40, lines=lines)
    except BadText:
        return
    cleaned.encode("utf-8")
    assert len(cleaned) <= 40
    assert all(unicodedata.category(sign) != "Cc" for sign in cleaned.replace("\n", "" if lines else "\n"))
    assert clean_text(cleaned, 40, lines=lines) == cleaned


def test_a_line_of_parts_holds_whole_ones_only() -> None:
    assert joined(["纸", "山青", "丽水"], 60) == "纸 · 山青 · 丽水"
    assert joined(["纸", "很长的名称", "丽水"], 8) == "纸 · 丽水"
    assert joined(["one two three", "four"], 9) == "one two"
    assert joined(["复印纸复印纸"], 4) == "复印纸复" and joined([], 9) == ""
