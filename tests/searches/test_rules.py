"""What of a search may be kept, and what makes a group of names: pure rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.kernel.sheets import neutral
from emall.searches.rules import (
    Group,
    grouped_with,
    in_force,
    kept_words,
    names_in,
    overlapping,
    refusals_for_group,
)
from search.synonyms import grouped

PERSONAL = [
    ("13800001111", "…"),
    ("联系13800001111买纸", "联系…买纸"),
    ("138 0000 1111", "…"),
    ("138-0000-1111", "…"),
    ("１３８００００１１１１", "…"),
    ("138\u200b0000\u200b1111", "…"),
    ("138–0000—1111", "…"),
    ("+86 138 0000 1111", "…"),
    ("(0578) 209-1234 复印纸", "… 复印纸"),
    ("0578-2091234", "…"),
    ("身份证11010519491231002X", "身份证…"),
    ("110105 19491231 002x", "…"),
    ("330102198001010016", "…"),
    ("6222 0212 3456 7890 123", "…"),
    ("zhang.san@example.org", "…"),
    ("张三 ｚｈａｎｇ＠ｑｑ．ｃｏｍ 打印机", "张三 … 打印机"),
    ("a+b_c@mail.lishui.gov.cn的订单", "…"),
    ("6921734912345", "…"),  # a barcode cannot be told from an account
    ("٠١٣٨٠٠٠٠١١١١", "…"),
    ("138、0000、1111", "…"),
    ("138----0000----1111", "…"),
    ('138"0000"1111', "…"),
    ("一三八零零零零一一一一", "…"),
    ("a.b(at)gov.cn 订单", "… 订单"),
]
HARMLESS = [
    "hpm1136",
    "kfr-35gw/26",
    "hp laserjet pro m404dn",
    "a4 70g 500张",
    "hp 1010/1012/1015",
    "1200x600x750",
    "w1200*d600*h750",
    "2tb 7200转",
    "莲都区 桌子 1.2m",
    "办公桌 1200×600×750",
    "1200*600*750",
    "u盘 128g usb3.2",
    "q2612a 硒鼓",
]


@pytest.mark.parametrize(("typed", "kept"), PERSONAL)
def test_numbers_and_addresses_of_people_are_replaced(typed: str, kept: str) -> None:
    assert kept_words(typed) == kept


@pytest.mark.parametrize("typed", HARMLESS)
def test_goods_and_models_stay_as_they_are(typed: str) -> None:
    assert kept_words(typed) == typed


def test_words_are_normalised_and_cut() -> None:
    assert kept_words("  ＨＰ\tM1136\n打印机 ") == "hp m1136 打印机"
    assert kept_words("\x00\x1b") == ""
    assert len(kept_words("纸" * 5_000)) == 100
    assert kept_words("纸 " * 45 + "13800001111") == ("纸 " * 45 + "…")


def test_a_number_at_the_cut_leaves_no_front() -> None:
    text = "13800001111 " * 16 + "纸" * 4 + "1380000"
    assert not any(sign.isdigit() for sign in kept_words(text))


@given(st.text(max_size=300), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_no_telephone_survives_anything_around_it(around: str, number: str) -> None:
    assert number not in kept_words(f"{around[:150]} {number} {around[150:]}")


def test_names_are_read_from_lines_and_signs() -> None:
    assert names_in("订书器\n订书机") == ["订书器", "订书机"]
    assert names_in("ＵＳＢ 盘 = U盘，优盘、闪存盘;；=\n\n") == ["usb 盘", "u盘", "优盘", "闪存盘"]
    assert names_in(" = , \n") == []


def group(*names: str, **more: object) -> Group:
    return Group(names, **more)  # type: ignore[arg-type]


def keys(names: list[str], *others: Group) -> list[str]:
    return [refusal.key for refusal in refusals_for_group(names, others)]


@pytest.mark.parametrize(
    ("names", "refused"),
    [
        (["订书器", "订书机"], []),
        (["a", "b"], []),
        ([], ["synonym_too_few"]),
        (["订书器"], ["synonym_too_few"]),
        (["订书器", "订书器"], ["synonym_too_few", "synonym_twice"]),
        (["订书器", "订书机", "订书器"], ["synonym_twice"]),
        ([str(number) for number in range(13)], ["synonym_too_many"]),
        (["纸" * 41, "打印纸"], ["synonym_too_long"]),
        (["纸" * 40, "打印纸"], []),
        (["——", "打印纸"], ["synonym_no_words"]),
    ],
)
def test_what_speaks_against_names(names: list[str], refused: list[str]) -> None:
    assert keys(names) == refused


def test_a_name_belongs_to_one_group_in_force() -> None:
    there = group("优盘", "u盘", id=3)
    refusal = refusals_for_group(["优盘", "拇指盘"], [there])[0]
    assert (refusal.key, refusal.params["name"], refusal.params["group"]) == (
        "synonym_elsewhere",
        "优盘",
        "优盘=u盘",
    )
    assert keys(["优盘", "拇指盘"], group("优盘", "u盘", id=3, active=False)) == []
    assert overlapping(["优盘", "拇指盘"], [there]) == [there]


def test_a_shipped_group_may_be_carried_on_but_not_torn_apart() -> None:
    shipped = group("优盘", "u盘", "闪存盘", shipped=True)
    assert keys(["优盘", "u盘", "闪存盘", "拇指盘"], shipped) == []
    assert keys(["优盘", "拇指盘"], shipped) == ["synonym_elsewhere"]


def test_the_same_group_again_is_known() -> None:
    assert keys(["u盘", "优盘"], group("优盘", "u盘", shipped=True)) == ["synonym_known"]
    assert keys(["u盘", "优盘"], group("优盘", "u盘", id=1, active=False)) == ["synonym_switched_off"]


class Row:
    def __init__(self, id: int, names: list[str], active: bool = True) -> None:
        self.id, self.names, self.active = id, names, active
        self.note, self.version, self.by, self.created_at, self.updated_at = "", 1, None, None, None


def test_a_row_with_a_shipped_groups_names_is_its_switch() -> None:
    shipped = [("优盘", "u盘"), ("排插", "插座")]
    rows = [Row(1, ["u盘", "优盘"], active=False), Row(2, ["订书器", "订书机"])]
    groups = grouped_with(shipped, rows)  # type: ignore[arg-type]
    assert [(one.names, one.shipped, one.active) for one in groups] == [
        (("订书器", "订书机"), False, True),
        (("优盘", "u盘"), True, False),
        (("排插", "插座"), True, True),
    ]
    assert in_force(groups) == [("订书器", "订书机"), ("排插", "插座")]


def test_groups_that_share_a_name_count_as_one() -> None:
    others = grouped([("a", "b"), ("c", "d"), ("b", "c"), ("e", "f")])
    assert {name: set(found) for name, found in others.items()} == {
        "a": {"b", "c", "d"},
        "b": {"a", "c", "d"},
        "c": {"a", "b", "d"},
        "d": {"a", "b", "c"},
        "e": {"f"},
        "f": {"e"},
    }


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=4, unique=True), max_size=6))
def test_meaning_the_same_goes_both_ways_and_never_to_itself(groups: list[list[str]]) -> None:
    others = grouped(groups)
    for name, found in others.items():
        assert name not in found and len(set(found)) == len(found)
        assert all(name in others[other] for other in found)
        assert all(set(others[other]) | {other} == {*found, name} for other in found)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝1", "\tx"])
def test_no_cell_begins_a_formula(text: str) -> None:
    assert neutral(text) == f"'{text}"
    assert neutral("复印纸") == "复印纸"
