"""Chinese from the database in English pages: marked as what it is, and never a way to smuggle markup in."""

from collections.abc import Iterator

import pytest
from markupsafe import Markup

from emall.web import language
from emall.web.formats import zh, zh_lang


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """English for the test, what it was afterwards."""
    before = language.language()
    language.speak("en")
    yield
    language.speak(before)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("A4", "A4"),
        ("徐*", '<span lang="zh-CN">徐</span>*'),
        ("山青 7391 复印纸", '<span lang="zh-CN">山青</span> 7391 <span lang="zh-CN">复印纸</span>'),
        ("<b>纸</b>&", '&lt;b&gt;<span lang="zh-CN">纸</span>&lt;/b&gt;&amp;'),
        (Markup('<a title="纸">纸</a>'), '<a title="纸"><span lang="zh-CN">纸</span></a>'),
        (Markup('<i lang="zh-CN">纸</i>'), '<i lang="zh-CN">纸</i>'),
    ],
)
def test_what_is_chinese_says_so(text: str, written: str) -> None:
    assert str(zh(text)) == written


def test_only_marks_are_markup() -> None:
    assert not isinstance(zh("A4 <b>"), Markup)
    assert not isinstance(zh("A4"), Markup)


def test_on_a_chinese_page_nothing_is_marked() -> None:
    language.speak("zh-CN")
    assert zh("纸") == "纸"
    assert zh_lang("纸") == ""


def test_options_carry_the_mark_themselves() -> None:
    assert str(zh_lang("龙泉")) == ' lang="zh-CN"'
    assert zh_lang("Longquan") == ""
