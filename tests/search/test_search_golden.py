"""What shoppers type, and what they must find."""

from dataclasses import replace

import pytest

from search import SearchEngine, SearchQuery


def found(engine: SearchEngine, text: str, **more: object) -> list[int]:
    return engine.search(SearchQuery(text=text, size=60, **more)).ids


@pytest.mark.parametrize(
    ("text", "first", "also", "never"),
    [
        ("复印纸", {1, 2, 3, 4}, {1, 2, 3, 4}, {5, 6, 39, 59}),
        ("fuyinzhi", {1, 2, 3, 4}, {1, 2, 3, 4}, {5, 6}),
        ("fyz", {1, 2, 3, 4}, {1, 2, 3, 4}, {5, 6}),
        ("复印紙", {1, 2, 3, 4}, {1, 2, 3}, {16}),
        ("打印机 hp m1136", {8, 14}, {8, 14}, {10, 11, 12, 13}),
        ("HPM1136", {8}, {8}, {10, 11}),
        ("hp-m1136", {8, 14}, {8}, {10}),
        ("m1163", {8, 14}, {8}, {10}),
        ("thinkpda x1", {16}, {16}, {18}),
        ("kfr35gw", {25}, {25}, {26}),
        ("KFR 35GW", {25}, {25}, {26}),
        ("联想bijiben", {16, 17}, {16, 17}, {18, 40}),
        ("lbp 2900", {10}, {10}, {9}),
        ("纸", set(), {1, 2, 3, 4, 5, 6, 7, 39}, {44}),
        ("印机", set(), {9, 10, 11, 12, 13}, {25}),
        ("a4纸", {1, 2, 3, 4}, {1, 2, 4}, {6}),
        ("明前茶", set(), {50}, {16}),
        ("投影机", {30}, {30}, {8}),
        ("u盘", {22, 23}, {22, 23}, {24}),
        ("ssd 硬盘", set(), {24}, set()),
        ("dayinji", set(), {9, 10, 11, 12, 13}, {25}),
        ("jiguangdayinji", {8, 9, 10, 11}, {9, 10, 11}, {12}),
        ("Ａ４复印纸", {1, 2, 4}, {1, 2, 4}, {3}),
        ("think", {16, 17}, {16, 17}, {18}),
        ("第9商贸", {50, 51, 52, 55}, {50, 51}, set()),
        ("複印紙", {1, 2, 3, 4}, {1, 2, 3, 4}, {5, 6}),
        ("茶", {50, 53}, {50, 53}, {1}),
        ("da yin ji", set(), {9, 10, 11, 12, 13}, {25}),
        ("lianxiangbijiben", {16, 17}, {16, 17}, {18, 40}),
        ("给单位买一台打印机", {8, 9, 10, 11, 12, 13}, {9, 10, 11, 12, 13}, {25}),
        ("桌子", {56}, {56}, {57}),
        ("388a 硒鼓", {14}, {14}, {15}),
        ("m113", {8, 14}, {8}, {25}),
        ("printer", {8, 9, 10, 11, 12, 13}, {9, 10, 11, 12, 13}, {25, 16}),
        ("laser printers", {8, 9, 10, 11}, {9, 10, 11}, {25}),
        ("wireless colour printer", {12}, {12}, {11}),
        ("hp printer", {9, 14}, {9}, {10}),
        ("copy paper", {1, 2, 3, 4}, {1, 2, 3, 4}, {16, 57}),
        ("A4 paper", {1, 2, 4}, {1, 2, 4}, {16}),
        ("laptop", {16, 17, 18}, {16, 17, 18}, {19, 40}),
        ("USB stick", {22, 23}, {22, 23}, {24}),
        ("paper for our printer", set(), set(), {16}),
    ],
)
def test_shoppers_find(
    filled: SearchEngine, text: str, first: set[int], also: set[int], never: set[int]
) -> None:
    ids = found(filled, text)
    assert not first or ids[0] in first
    assert also <= set(ids)
    assert not never & set(ids)


def test_every_whole_title_finds_itself_first(filled: SearchEngine, goods: list) -> None:
    astray = [one.id for one in goods if found(filled, one.title)[:1] != [one.id]]
    assert astray == []


def test_every_model_is_found_however_it_is_written(filled: SearchEngine, goods: list) -> None:
    missed = []
    for one in goods:
        for text in (one.model, one.model.lower(), one.model.replace("-", ""), one.model.replace("-", " ")):
            if one.model and one.id not in found(filled, text):
                missed.append((one.id, text))
    assert missed == []


def test_one_name_finds_the_other_lower(filled: SearchEngine) -> None:
    ids = found(filled, "打印纸")
    assert ids[0] == 4
    assert {1, 2, 3} <= set(ids)


def test_something_close_is_offered_and_said_to_be_so(filled: SearchEngine) -> None:
    page = filled.search(SearchQuery(text="会议桌 太空飞船 量子", facets=("brand",)))
    assert 56 in page.ids
    assert page.relaxed
    assert not page.facets
    strict = filled.search(SearchQuery(text="会议桌 太空飞船 量子", allow_relaxed=False))
    assert strict.ids == []


def test_what_sellers_say_of_a_sale_decides_nothing(empty: SearchEngine, goods: list) -> None:
    pen, printer = goods[38], goods[8]
    loud = replace(pen, id=901, title=f"{pen.title} 送货到办公室")
    empty.apply([loud, printer, replace(printer, id=902, title=f"{printer.title} 送货到办公室")])
    page = empty.search(SearchQuery(text="我们办公室要买一批能打印的机器", size=60))
    assert not page.relaxed
    assert {*page.ids} == {printer.id, 902}
    whole = empty.search(SearchQuery(text=f"{pen.title} 含税含运"))
    assert (whole.ids, whole.relaxed) == ([901], False)


@pytest.mark.parametrize(
    ("text", "meant"), [("复印只", {1, 2, 3, 4}), ("打引机", {8, 9, 10, 11, 12, 13, 14})]
)
def test_names_that_are_said_alike_come_close(filled: SearchEngine, text: str, meant: set[int]) -> None:
    page = filled.search(SearchQuery(text=text, size=60))
    assert page.relaxed
    assert page.ids[0] in meant


def test_few_hits_are_followed_by_close_ones_that_are_not_counted(filled: SearchEngine) -> None:
    page = filled.search(SearchQuery(text="惠普 激光打印机 1020", size=60))
    assert (page.ids, page.total, page.relaxed) == ([9], 1, False)
    close = [hit.id for hit in page.close]
    assert {8, 10, 11} & {*close}
    assert 9 not in close
    assert len(close) <= 12
    for other in (
        SearchQuery(text="惠普 激光打印机 1020", page=2),
        SearchQuery(text="惠普 激光打印机 1020", sort="sales"),
        SearchQuery(text="惠普 激光打印机 1020", allow_relaxed=False),
        SearchQuery(text="打印机"),
    ):
        assert filled.search(other).close == ()


def test_a_whole_title_is_followed_by_goods_that_share_its_telling_words(filled: SearchEngine) -> None:
    page = filled.search(SearchQuery(text="得力 A4复印纸 70g 500张/包 8包/箱", size=60))
    assert (page.ids, page.relaxed) == ([1], False)
    close = [hit.id for hit in page.close]
    assert close[0] == 2  # the same paper, heavier
    assert not {1, 25, 50} & {*close}


def test_what_counts_beside_the_text_is_the_boost_alone(empty: SearchEngine, goods: list) -> None:
    """Sales, stock and where a supplier sits are weighed by whoever makes the documents, once and not again here."""
    plain = replace(goods[0], boost=0.5, sales_90d=0, hall_ids=(), home="331127", price_fen=100)
    sold = replace(plain, id=2, spu_id=2, sales_90d=9_000, hall_ids=("hall",), home="331102", price_fen=90)
    better = replace(plain, id=3, spu_id=3, boost=0.9, in_stock=False)
    empty.apply([plain, sold, better])
    assert found(empty, "复印纸")[0] == 3
    alone = [hit.score for hit in empty.search(SearchQuery(text="复印纸", size=60)).hits if hit.id != 3]
    assert max(alone) - min(alone) < 0.01 * max(alone)


def test_a_filter_does_not_hide_that_everything_asked_exists(empty: SearchEngine, goods: list) -> None:
    empty.apply(goods)
    page = empty.search(SearchQuery(text="惠普 激光打印机 1020", brands=("得力",)))
    assert (page.ids, page.relaxed) == ([], False)


def test_an_engine_can_be_taught_names_and_forget_them(empty: SearchEngine, goods: list) -> None:
    empty.apply(goods)
    assert 25 not in found(empty, "冷气机")
    empty.teach({"冷气机": ("空调",), "空调": ("冷气机",), "3d冷气": ("空调",), "空 调": ("空调",)})
    empty.configure()
    assert {25, 26} <= set(found(empty, "冷气机"))
    assert {25, 26} <= set(found(empty, "3d冷气"))
    assert empty.search(SearchQuery(text="投影机")).relaxed  # what shipped is replaced by what is taught
    empty.teach({})
    empty.configure()
    assert 25 not in found(empty, "冷气机")


def test_a_filter_never_makes_the_text_more_forgiving(filled: SearchEngine) -> None:
    page = filled.search(SearchQuery(text="激光打印机", brands=("奔图",)))
    assert page.ids == [11]
    assert not page.relaxed


@pytest.mark.parametrize(
    ("typed", "completion"),
    [
        ("复", "复印纸"),
        ("fuy", "复印纸"),
        ("fyz", "复印纸"),
        ("惠", "惠普"),
        ("hp", "惠普"),
        ("huip", "惠普"),
        ("kongt", "空调"),
        ("xigu", "硒鼓"),
        ("龙泉", "龙泉青瓷 弟窑茶具 六件套"),
        ("pri", "打印机"),
        ("copy p", "复印纸"),
        ("lapt", "笔记本电脑"),
        ("复印纸a4", "复印纸"),
    ],
)
def test_typing_is_completed(filled: SearchEngine, typed: str, completion: str) -> None:
    assert completion in [one.text for one in filled.suggest(typed)]


def test_completions_are_few_distinct_and_lead_somewhere(filled: SearchEngine, goods: list) -> None:
    shown = filled.suggest("得", 4)
    assert len(shown) == 4 == len({one.text for one in shown})
    titles = {one.id: one.title for one in goods}
    assert all(titles[one.id] == one.text for one in shown if one.kind == "title")
    assert filled.suggest("", 5) == filled.suggest("复", 0) == []


def test_english_names_say_that_they_led_there(filled: SearchEngine) -> None:
    by = {one.text: one.by for one in filled.suggest("pri")}
    assert by["打印机"] == "printer"
    assert {one.by for one in filled.suggest("打印")} == {""}


def test_completions_are_of_several_kinds_and_no_goods_come_a_third_time(
    empty: SearchEngine, goods: list
) -> None:
    paper = replace(goods[0], category_names=("办公用品", "复印纸"))
    sizes = [replace(paper, id=100 + at, title=f"{paper.title} {at}包/箱") for at in range(9)]
    pens = [
        replace(
            goods[38], id=200 + at, spu_id=200 + at, brand="瓯江", model="G5", title=f"瓯江 G5 复印纸 {at}色"
        )
        for at in range(9)
    ]
    empty.apply([*sizes, *pens])
    shown = empty.suggest("复印纸 包", 8)
    assert {"word", "category", "title"} == {one.kind for one in shown}
    titles = [one.text for one in empty.suggest("复印纸", 12) if one.kind == "title"]
    assert len(titles) == 4
    assert sum(title.startswith("瓯江 G5") for title in titles) == 2


def test_initials_come_before_pieces_of_model_numbers(empty: SearchEngine, goods: list) -> None:
    rice = [
        replace(goods[0], id=300 + at, title=f"方山 FS{at}-DYJ 大米", category_names=()) for at in range(3)
    ]
    empty.apply([*rice, *goods[7:13]])
    shown = [one.text for one in empty.suggest("dyj", 8)]
    assert shown[0] == "打印机"
    assert "打印机" in shown[1]
    assert not any("DYJ" in text for text in shown[:4])
