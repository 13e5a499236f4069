"""Why goods were found, and what a misspelt question may have meant."""

import pytest

from search.correction import Lexicon, did_you_mean, found_by, may_slip
from search.explain import Described, Reason, explain
from search.segment import entries
from search.synonyms import english, shipped

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
        ("dayinjii", [Reason("misspelled", "dayinjii", "打印机")]),
        ("saomiaa", [Reason("misspelled", "saomiaa", "扫描")]),
        ("printer", [Reason("synonym", "printer", "打印机")]),
        ("我们要买能打印的机器", [Reason("category", "打印")]),
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
    names = [*entries("nouns"), *entries("brands"), "ThinkPad", "LaserJet", "M1136", "一个太长的名字不在其中"]
    return Lexicon(names, english())


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
        ("pritner", "printer"),
        ("printers", None),
    ],
)
def test_what_was_meant(lexicon: Lexicon, typed: str, meant: str | None) -> None:
    assert did_you_mean(typed, lexicon) == meant


def test_a_very_long_question_is_not_read_to_its_end(lexicon: Lexicon) -> None:
    assert did_you_mean("纸" * 300 + "复印只", lexicon) is None


PAPER = ["得力 A4复印纸", "惠普 M1136 打印机"]


@pytest.mark.parametrize(
    ("typed", "better", "titles", "was"),
    [
        ("fuyinzhii", "复印纸", PAPER, True),
        ("得力 fuyinzhii", "得力 复印纸", PAPER, True),
        ("fuyinzhi", "复印纸", PAPER, False),
        ("fuyinzhii", "复印纸", ["惠普 M1136 打印机"], False),
        ("fuyinzhii", "复印纸", [], False),
        ("m1163", "M1136", ["惠普 M1136 打印机"], True),
        ("m1163", "M1136", ["惠普 M1163 打印机", "惠普 M1136 打印机"], False),
        ("复印只", "复印纸", PAPER, False),
    ],
)
def test_goods_were_found_by_a_slip(typed: str, better: str, titles: list[str], was: bool) -> None:
    assert found_by(typed, better, titles, shipped()) is was
    assert may_slip(typed, titles, shipped()) or not was


@pytest.mark.parametrize("typed", ["复印纸", "纸 a4", "m1136", "fuyinzhi", "printer", ""])
def test_what_goods_show_is_no_slip(typed: str) -> None:
    assert not may_slip(typed, PAPER, shipped())
