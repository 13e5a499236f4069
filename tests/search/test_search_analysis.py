"""How text is read and marked."""

from itertools import pairwise

import pytest

from search import highlight
from search.analysis import asked, joined, normalise, read
from search.segment import entries, request, spelled, told_apart
from search.synonyms import english, shipped


def test_chinese_gives_words_inner_words_pairs_characters_and_spelling() -> None:
    terms = read(["激光打印机"])
    assert {"激光", "打印", "打印机"} <= {*terms.words}
    assert {"激光", "光打", "打印", "印机"} <= {*terms.grams}
    assert terms.chars == set("激光打印机")
    assert {"dayinji", "jiguangdayinji"} <= terms.pinyin
    assert {"dyj", "jgdyj"} <= terms.initials


def test_models_are_read_in_every_form() -> None:
    assert {"kfr", "35gw", "35", "gw", "kfr35gw"} <= {*read(["KFR-35GW/(35592)"]).latin}
    for text in ("LBP 2900+", "ＬＢＰ２９００", "lbp-2900"):
        assert {"lbp", "2900", "lbp2900"} <= {*read([text]).latin}
    assert joined("惠普 HP", "M1136") == ("hpm1136", "m1136")
    assert joined("得力", "") == ()


def test_no_phrase_runs_from_one_text_into_the_next() -> None:
    grams = read(["打印", "机器"]).grams
    assert "印机" not in grams
    assert grams.index("打印") + 1 < grams.index("机器")


def test_spelling_can_be_left_out() -> None:
    assert not read(["打印机"], spelling=False).pinyin


def test_traditional_characters_are_read_as_simplified_ones() -> None:
    assert normalise("複印紙、筆記本電腦、檯燈") == "复印纸、笔记本电脑、台灯"
    assert read(["複印紙"]).words == read(["复印纸"]).words


def test_measures_are_read_alike_in_words_and_signs() -> None:
    assert normalise("80克 1.5 升 25公斤 300毫升 5米 10升级 24克拉") == "80g 1.5l 25kg 300ml 5m 10升级 24克拉"


@pytest.mark.parametrize(
    ("words", "purpose", "goods"),
    [
        ("会议室 用 的 大 桌子", ["会议室"], ["桌子"]),
        ("打印 用 的 纸", ["打印"], ["纸"]),
        ("给 单位 买 一台 打印机", [], ["打印机"]),
        ("办公 用", [], ["办公"]),
        ("的", [], []),
        ("我们 办公室 要 买 一批 能 双面 打印 的 机器", [], ["双面", "打印"]),
        ("学校 要 采购 一批 学生 坐 的 课桌椅", ["学校", "学生", "坐"], ["课桌椅"]),
        ("学生 课桌椅", [], ["学生", "课桌椅"]),
        ("给 学校", ["学校"], []),
        ("投影 用 的 设备", ["设备"], ["投影"]),
        ("要 放 几盆 绿萝", [], ["绿萝"]),
    ],
)
def test_a_request_is_told_apart_from_what_it_is_for(
    words: str, purpose: list[str], goods: list[str]
) -> None:
    assert told_apart(words.split()) == (purpose, goods)


def test_what_sellers_say_of_a_sale_is_no_name_of_goods() -> None:
    assert request("灭火器含税含运").words == ("灭火器",)
    assert request("灭火器含税含运").trade == ("含税含运",)
    assert request("整箱发货").words == ()
    assert request("能打印的机器").machine
    assert not request("机器").machine


def test_a_word_ends_in_the_kind_of_thing() -> None:
    assert "茶" in read(["惠明茶 特级"]).ends
    assert "茶" not in read(["山茶油"]).ends


def test_a_query_is_cleaned_and_cut() -> None:
    assert asked("  Ａ４\0复印\u200b纸\t") == "a4 复印 纸"
    assert len(asked("纸" * 10_000)) == 200


def test_phrases_are_spelled_as_they_are_said() -> None:
    assert spelled("重庆") == ("chongqing", "cq")
    assert spelled("银行") == ("yinhang", "yh")


def test_dictionaries_hold_no_doubles_and_synonyms_are_mutual() -> None:
    for name in ("brands", "nouns"):
        lines = entries(name)
        assert len(lines) == len(set(lines)) > 80
    chinese = {name: others for name, others in shipped().known.items() if name not in english()}
    for name, others in chinese.items():
        assert others
        assert all(name in shipped().others(other) for other in others)


def test_english_names_lead_to_chinese_ones_in_the_singular_and_the_plural_and_not_back() -> None:
    for name, others in english().items():
        assert name == asked(name)
        assert name.isascii() and others
        assert not any(other.isascii() for other in others)
    for one, many in (
        ("printer", "printers"),
        ("battery", "batteries"),
        ("switch", "switches"),
        ("glass", "glasses"),
    ):
        assert shipped().others(one) == shipped().others(many) != ()
    assert shipped().others("copy paper") == ("复印纸", "打印纸", "a4纸")
    assert "printer" not in shipped().others("打印机")
    assert not [name for name in english() if name.endswith("sss")]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a4 copy paper 80g", ["a4", "copy paper", "80g"]),
        ("ink for the printers", ["ink", "printers"]),
        ("ink for hp printers", ["ink", "hp", "printers"]),
        ("printerx for", ["printerx for"]),
        ("得力打印纸", ["得力", "打印纸"]),
        ("hp printer", ["hp", "printer"]),
    ],
)
def test_names_are_found_whole_and_english_fillers_left_out(text: str, parts: list[str]) -> None:
    assert [part for part, _ in shipped().parts(text)] == parts


@pytest.mark.parametrize(
    ("title", "text", "marked"),
    [
        ("惠普 HP 激光打印机 M1136", "打印机 hp m1136", ["HP", "打印机", "M1136"]),
        ("得力 A4复印纸", "a4 复印纸", ["A4复印纸"]),
        ("格力 KFR-35GW 空调", "kfr35gw", ["KFR-35GW"]),
        ("得力 A4复印纸", "fyz", ["复印纸"]),
        ("得力 A4复印纸", "fuyin", ["复印纸"]),
        ("ＡＢＣ复印", "abc", ["ＡＢＣ"]),
        ("<b>复印纸</b>", "b", ["b", "b"]),
        ("KFR-35GW 空调", "kfr35gw", ["KFR-35GW"]),
        ("複印紙 A4", "复印纸", ["複印紙"]),
        ("复印纸", "", []),
        ("复印纸", "\0[(*\\", []),
        ("A4 多功能一体机 打印 双面 送货到办公室", "我们办公室要买能双面打印的机器", ["打印", "双面"]),
        ("多功能一体机", "能", ["能"]),
        ("多功能复印纸", "复印纸 能 用", ["复印纸"]),
        ("惠普 激光打印机 A4", "printer", ["打印机"]),
        ("得力 A4复印纸", "a4 paper", ["A4复印纸"]),
        ("得力 优盘 64GB", "usb stick", ["优盘"]),
        ("得力 A4复印纸", "打印纸", ["复印纸"]),
        ("得力 U盘 USB3.2", "u盘", ["U盘"]),
    ],
)
def test_the_matched_parts_are_marked(title: str, text: str, marked: list[str]) -> None:
    parts = highlight(title, text)
    assert "".join(part for part, _ in parts) == title
    got = [part for part, matched in parts if matched]
    assert got == marked
    assert all(left[1] != right[1] for left, right in pairwise(parts))


def test_an_empty_title_has_no_parts() -> None:
    assert highlight("", "纸") == []
