"""What the search server is sent, without a server: settings, documents, filters, units and wordings."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from search import FACETS, ProductDocument, SearchQuery
from search.analysis import asked, runs
from search.meili_documents import PRICE_STEPS, hint, server_document
from search.meili_filters import FIELDS, any_of, combined, filters, quoted
from search.meili_reading import MOST_UNITS, Reading, reading
from search.meili_settings import SEARCHED, differences, settings
from search.meili_text import (
    Names,
    mark_of_char,
    mark_of_name,
    mark_of_pair,
    mark_of_spelling,
    mark_of_suffixed,
    spelled_out,
)
from search.meili_wordings import Counts, apart, forms, lenient, near, relaxed, strict
from search.synonyms import shipped
from search.tantivy_filters import _STEPS_FEN

NAMES = Names(shipped().known)
SETTINGS = settings(NAMES)
PAPER = ProductDocument(
    id=1,
    spu_id=2,
    version=3,
    title="惠普（HP）A4复印纸 70g",
    price_fen=15_800,
    brand="惠普",
    brand_aliases=("HP",),
    model="M-1136",
    category_codes=("A", "A05", "A05"),
    category_names=("办公用品", "纸", "复印纸"),
    supplier_name="丽水商贸",
    attrs=("定量=70 g",),
    sales_90d=9,
)


def read(text: str) -> Reading:
    return reading(NAMES, asked(text))


def pairs(word: str) -> str:
    return " ".join(mark_of_pair(word[at : at + 2]) for at in range(len(word) - 1))


def phrase(word: str) -> str:
    return f'"{pairs(word)}"'


def strict_text(text: str) -> str:
    return strict(read(text))[-1][0]


def found_in(
    text: str, counts: dict[str, int], kinds: frozenset[str] = frozenset()
) -> tuple[Reading, Counts]:
    asked_for = read(text)
    return asked_for, Counts(dict.fromkeys(forms(asked_for), 0) | counts, kinds)


def test_chinese_is_sent_as_pairs_of_characters_and_latin_in_pieces() -> None:
    sent = f"{pairs('惠普')} hp a4 {pairs('复印纸')} kfr 35gw a"
    assert spelled_out("惠普（HP）A4复印纸 KFR-35GW/A") == sent
    assert spelled_out("A4纸") == f"a4 {mark_of_char('纸')}"


def test_a_document_carries_every_field_that_is_searched_filtered_or_ordered_by() -> None:
    made = server_document(PAPER, NAMES)
    rules = [name for rule in SETTINGS["filterableAttributes"] for name in rule["attributePatterns"]]
    assert {*SEARCHED, *SETTINGS["sortableAttributes"], *SETTINGS["displayedAttributes"], *rules} <= {*made}
    assert len(rules) == len({*rules})
    assert {*SETTINGS["typoTolerance"]["disableOnAttributes"]} <= {*made}
    assert {*FIELDS} == {*FACETS}
    assert {*FIELDS.values()} <= {*rules}


def test_a_document_is_found_by_model_forms_spelling_marks_and_hints() -> None:
    made = server_document(PAPER, NAMES)
    assert {"hpm1136", "m1136"} <= {*made["model_forms"]}
    assert "fuyinzhi" in made["pinyin"]
    assert "fyz" in made["initials"]
    assert mark_of_spelling("fuyinzhi") in made["spellings"]
    assert mark_of_name("复印纸") in made["kind_names"]
    assert mark_of_name("打印纸") not in made["names"]
    assert {mark_of_char("纸"), pairs("复印纸"), "fuyinzhi", "fyz"} <= {*made["kind"]}
    assert mark_of_char("印") in made["chars"]
    every = {one for field in ("kind", "names", "chars", "other_names") for one in made[field]}
    assert mark_of_char("丽") not in every  # a character of the supplier says nothing about the goods
    assert ("fyz", "word", "复印纸") in [hint(one) for one in made["hints"]]
    assert (made["category_codes"], made["price_step"]) == (["A", "A05"], 10_000)


def test_what_goods_are_called_stands_apart_from_what_else_they_are_known_by() -> None:
    chalk = replace(PAPER, title="白板笔 红色", category_names=("文具", "粉笔与白板笔"), keywords=("水彩笔",))
    made = server_document(chalk, NAMES)
    assert "baibanbi" in made["kind"]
    assert "baibanbi" in made["pinyin"]
    assert "fenbi" not in made["pinyin"]
    assert {"fenbi", "shuicaibi"} <= {*made["other_spelled"]}
    assert SEARCHED.index("pinyin") < SEARCHED.index("other_spelled")


def test_a_desk_is_found_where_a_conference_table_is_sold() -> None:
    made = server_document(replace(PAPER, title="会议桌", category_names=("家具", "办公桌")), NAMES)
    mark = mark_of_suffixed("桌")
    assert strict_text("桌子") == mark
    assert mark in made["kind"]
    assert mark in server_document(replace(PAPER, title="桌子 实木"), NAMES)["names"]
    assert mark not in server_document(replace(PAPER, title="桌布 纯棉"), NAMES)["chars"]


def test_only_the_first_words_that_say_what_it_is_count_as_its_kind() -> None:
    envelope = replace(PAPER, title="遂福 XF 信封 5号 牛皮纸", category_names=("办公用品", "信封与信纸"))
    made = server_document(envelope, NAMES)
    assert pairs("信封") in made["kind"]
    assert mark_of_char("纸") not in made["kind"]
    assert mark_of_char("纸") in made["names"]


def test_marks_cannot_be_typed() -> None:
    for mark in (mark_of_char("纸"), mark_of_name("复印纸"), mark_of_pair("复印"), mark_of_suffixed("桌")):
        assert mark not in strict_text(mark)
        assert strict_text(mark).startswith('"00')
    assert "¤" not in "".join(run for _, run in runs(asked(mark_of_spelling("fuyin"))))
    assert [strict_text(text) for text in ("0", "00", "000", "05")] == ['"0"', '"00"', '"00"', '"05"']


def test_half_characters_and_nothing_survive_in_documents() -> None:
    made = server_document(replace(PAPER, title="\ud800纸\0", attrs=("\udfff=1",), brand=""), NAMES)
    assert (made["title"], made["attrs"]) == ("?纸\0", ["?=1"])


def test_price_steps_are_those_of_the_embedded_engine() -> None:
    assert list(PRICE_STEPS) == list(_STEPS_FEN)
    for price, step in ((0, 0), (99, 0), (100, 100), (199, 100), (10**13, 5 * 10**9)):
        assert server_document(replace(PAPER, price_fen=price), NAMES)["price_step"] == step


def test_settings_put_order_first_and_our_own_rank_last() -> None:
    assert SETTINGS["rankingRules"][0] == "sort"
    assert SETTINGS["rankingRules"][-2:] == ["rank:desc", "id:asc"]
    assert SETTINGS["searchCutoffMs"] < 400
    assert SETTINGS["dictionary"] == SETTINGS["separatorTokens"] == SETTINGS["nonSeparatorTokens"] == []


def test_drift_names_what_differs_and_nothing_else() -> None:
    listed_otherwise = SETTINGS | {
        "sortableAttributes": list(reversed(SETTINGS["sortableAttributes"])),
        "synonyms": {name: list(reversed(others)) for name, others in SETTINGS["synonyms"].items()},
        "embedders": {},
    }
    assert differences(SETTINGS, listed_otherwise) == []
    changed = SETTINGS | {"searchCutoffMs": 1500, "rankingRules": list(reversed(SETTINGS["rankingRules"]))}
    assert differences(SETTINGS, changed) == ["rankingRules", "searchCutoffMs"]
    taught = settings(Names({"云贝": ("螺钿",), "螺钿": ("云贝",)}))
    assert differences(taught, SETTINGS) == ["synonyms"]
    bare = [name for name, value in SETTINGS.items() if value not in ([], None)]
    assert differences(SETTINGS, {}) == bare


def test_synonyms_are_phrases_of_pairs_with_the_own_name_first() -> None:
    others = NAMES.for_server()[mark_of_name("打印纸")]
    assert others[0] == pairs("打印纸")
    assert pairs("复印纸") in others
    assert f"a4 {mark_of_char('纸')}" in others
    assert mark_of_name("a4纸") in others


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("激光打印机", phrase("激光打印机")),
        ("打印机 hp m1136", phrase("打印机") + " hp m1136"),
        ("KFR-35GW", "kfr 35gw"),
        ("纸", mark_of_char("纸")),
        ("打印纸", mark_of_name("打印纸")),
        ("u盘", mark_of_name("u盘")),
        ("联想bijiben", phrase("联想") + " bijiben"),
        ("我们单位要买椅子", mark_of_suffixed("椅")),
        ("椅子 送货到办公室", mark_of_suffixed("椅")),
        ("需要的", f"{phrase('需要')} {mark_of_char('的')}"),
        ('"-x" AND OR', "x and or"),
        ("ups", mark_of_name("ups")),
        ("upset", "upset"),
    ],
)
def test_a_query_is_sent_in_units(text: str, sent: str) -> None:
    assert strict_text(text) == sent


def test_what_goods_are_for_ranks_but_need_not_be_found() -> None:
    chair = mark_of_suffixed("椅")
    assert strict(read("办公用的椅子")) == ((f"{chair} {phrase('办公')}", 1.0), (chair, 0.9))
    assert strict(read("学校要买椅子")) == ((f"{chair} {phrase('学校')}", 1.0), (chair, 0.9))
    assert dict(strict(read("会议室用的椅子")))[f"{chair} {phrase('会议')}"] == 0.95
    assert strict(read("学校椅子")) == ((f"{phrase('学校')} {chair}", 1.0),)
    assert strict(read("给学校"))[0][0] == phrase("学校")


@given(some.text(max_size=300))
def test_no_text_brings_a_word_of_the_query_language_along(text: str) -> None:
    units = read(text).units
    assert len(units) <= MOST_UNITS
    for unit in units:
        assert "-" not in unit.strict
        assert unit.strict.count('"') in (0, 2)
        assert unit.strict.strip('"')


def test_long_queries_keep_what_tells_most() -> None:
    sent = strict_text("我 想 要 买 一 台 惠 普 的 激光打印机 型号 m1136 送 货 快")
    assert "m1136" in sent
    assert phrase("激光打印机") in sent


def test_names_spelled_apart_or_together_are_tried() -> None:
    assert strict(read("fu yin zhi")) == (("fuyinzhi", 1.0), ("fu yin zhi", 0.9))
    assert strict(read("lianxiangdayinji")) == (("lianxiangdayinji", 1.0),)
    assert "lianxiang dayinji" in dict(apart(read("lianxiangdayinji")))
    assert apart(read("复印纸")) == ()
    assert read("lianxiangdayinji").units[0].bits == ("lianxiang", "dayinji")
    assert read("m1136").units[0].bits == ()


def test_a_model_is_tried_in_one_word_when_nothing_else_is_found() -> None:
    assert strict(read("MC-3308")) == (("mc 3308", 1.0),)
    assert apart(read("MC-3308")) == (("mc3308", 1.0),)
    assert apart(read("cz-88s 硒鼓")) == ((f"cz88s {strict_text('硒鼓')}", 1.0),)


def test_the_second_step_needs_two_thirds_and_forgives_spelling() -> None:
    table, space = strict_text("会议桌"), phrase("太空")
    found = {table: 1, space: 1}
    assert lenient(*found_in("会议桌 太空 量子", found)) == ((f"{table} {space}", 1.0),)
    assert lenient(*found_in("会议桌 太空 量子", found | {space: 0})) == ()
    assert lenient(*found_in("fuyinzhii", {"¤fuyinzhii": 4})) == (("¤fuyinzhii", 0.9),)


def test_the_second_step_hears_other_characters() -> None:
    assert ("fuyinzhi", 0.95) in lenient(*found_in("复印只", {"fuyinzhi": 7}))
    assert lenient(*found_in("复印只", {})) == ()


def test_the_third_step_takes_anything_and_the_rare_and_telling_first() -> None:
    table, brand = strict_text("会议桌"), phrase("惠普")
    found = relaxed(*found_in("会议桌 太空 惠普", {table: 1, brand: 50}))
    assert [text for text, _ in found] == [f"{table} {brand}", table, brand]
    assert relaxed(*found_in("会议桌 太空 惠普", {table: 9, brand: 9}, frozenset({brand})))[1][0] == brand
    assert relaxed(*found_in("会议桌", {})) == ()


def test_goods_come_close_that_lack_one_of_the_telling_units() -> None:
    printer, brand = strict_text("打印机"), strict_text("惠普")
    found = dict(near(read("惠普 打印机 1020")))
    assert {f"{printer} 1020", f"{printer} {brand}", printer} <= {*found}
    assert found[f"{printer} {brand}"] > found[printer]
    assert next(text for text, _ in near(read("激光打印机"))).count('"') == 4
    long = near(read("惠普 打印机 1020 黑白 双面 网络 220v a4"))
    assert len(long) <= 12
    assert min(text.count(" ") for text, _ in long) <= 1  # of a long one, two units are close enough


def test_wordings_stay_few_however_long_the_query_is() -> None:
    asked_for = read("a1 b2 c3 d4 e5 f6 g7 h8 i9 j10")
    counts = Counts(dict.fromkeys(forms(asked_for), 5))
    assert sum(len(text.split()) for text, _ in lenient(asked_for, counts)) <= 40
    assert len(relaxed(asked_for, counts)) <= 16
    letters = read("a b c d e f g h")
    assert len(strict(letters)) <= 4
    assert len(apart(letters)) <= 9


@given(some.text())
def test_a_value_never_leaves_its_quotes(value: str) -> None:
    inside = quoted(value)[1:-1]
    assert '"' not in inside
    assert inside.encode() or not value
    plain = inside.replace("\\u{", "").replace("}", "")
    assert all(char.isalnum() for char in plain)


def test_filters_are_named_after_their_facets_and_impossible_ones_find_nothing() -> None:
    chosen = filters(
        SearchQuery(
            category="A",
            suppliers=(1, 10**30, -1),
            attrs={"颜色": ("黑",), "无": ()},
            policy_all=("green",),
            price_min_fen=-5,
            price_max_fen=10**30,
            in_stock_only=True,
            fresh_only=True,
            credit_min=90,
            products=(7,),
        )
    )
    assert chosen == {
        "category": 'category_codes IN ["A"]',
        "supplier": "supplier_id IN [1]",
        "attrs:颜色": 'attrs IN ["颜色\\u{3d}黑"]',
        "policy green": 'policy IN ["green"]',
        "products": "spu_id IN [7]",
        "price": f"price_fen 0 TO {2**63}",
        "credit": f"credit 90 TO {2**63}",
        "stock": "in_stock = true",
        "fresh": "fresh = true",
    }
    assert any_of("id", [-1]) == "id < 0"
    assert filters(SearchQuery(price_min_fen=10, price_max_fen=5))["price"] == "id < 0"
    assert combined(chosen, without="price")[0].startswith("format = ")
    assert chosen["price"] not in combined(chosen, without="price")


def test_the_compose_file_names_pinned_images_on_the_loopback_only() -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML comes with the development tools")
    text = (Path(__file__).parents[2] / "compose.yaml").read_text(encoding="utf-8")
    services = yaml.safe_load(text)["services"]
    assert {*services} == {"database", "search"}
    for service in services.values():
        name, _, version = service["image"].partition(":")
        assert name in ("postgres", "getmeili/meilisearch")
        assert version.count(".") >= 1
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
        assert service["healthcheck"]["test"]
        assert service["volumes"]
    assert "${MEILI_MASTER_KEY:?" in services["search"]["environment"]["MEILI_MASTER_KEY"]
    assert "${EMALL_DATABASE_PASSWORD:?" in services["database"]["environment"]["POSTGRES_PASSWORD"]
