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
from search.meili_settings import SEARCHED, differences, settings
from search.meili_text import MOST_UNITS, Names, mark_of_char, mark_of_name, mark_of_spelling, spelled_out
from search.meili_wordings import forms, lenient, relaxed, strict
from search.tantivy_filters import _STEPS_FEN

NAMES = Names({})
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


def strict_text(text: str) -> str:
    return strict(NAMES.units(asked(text)))[0][0]


def test_chinese_is_sent_as_characters_and_latin_in_pieces() -> None:
    assert spelled_out("惠普（HP）A4复印纸 KFR-35GW/A") == "惠 普 hp a4 复 印 纸 kfr 35gw a"


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
    assert {mark_of_name("复印纸"), mark_of_name("a4纸"), mark_of_char("印")} & {*made["marks"]} == {
        mark_of_name("复印纸"),
        mark_of_char("印"),
    }
    assert mark_of_char("丽") not in made["marks"]  # a character of the supplier says nothing about the goods
    assert ("fyz", "word", "复印纸") in [hint(one) for one in made["hints"]]
    assert (made["category_codes"], made["price_step"]) == (["A", "A05"], 10_000)


def test_marks_cannot_be_typed() -> None:
    for mark in (mark_of_char("纸"), mark_of_name("复印纸"), mark_of_spelling("fuyin")):
        assert "¤" not in "".join(run for _, run in runs(asked(mark)))


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


def test_synonyms_are_phrases_of_characters_with_the_own_name_first() -> None:
    assert NAMES.for_server()[mark_of_name("打印纸")][0] == "打 印 纸"
    assert "复 印 纸" in NAMES.for_server()[mark_of_name("打印纸")]
    assert "a4 纸" in NAMES.for_server()[mark_of_name("打印纸")]


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("激光打印机", '"激 光 打 印 机"'),
        ("打印机 hp m1136", '"打 印 机" hp m1136'),
        ("KFR-35GW", "kfr 35gw"),
        ("纸", mark_of_char("纸")),
        ("打印纸", mark_of_name("打印纸")),
        ("u盘", mark_of_name("u盘")),
        ("联想bijiben", '"联 想" bijiben'),
        ("办公用的椅子", '"办 公" ' + mark_of_char("用") + ' "椅 子"'),
        ('"-x" AND OR', "x and or"),
        ("ups", mark_of_name("ups")),
        ("upset", "upset"),
    ],
)
def test_a_query_is_sent_in_units(text: str, sent: str) -> None:
    assert strict_text(text) == sent


@given(some.text(max_size=300))
def test_no_text_brings_a_word_of_the_query_language_along(text: str) -> None:
    units = NAMES.units(asked(text)) if asked(text) else ()
    assert len(units) <= MOST_UNITS
    for unit in units:
        assert "-" not in unit.strict
        assert unit.strict.count('"') in (0, 2)
        assert unit.strict.strip('"')


def test_long_queries_keep_what_tells_most() -> None:
    sent = strict_text("我 想 要 买 一 台 惠 普 的 激光打印机 型号 m1136 送 货 快")
    assert "m1136" in sent
    assert '"激 光 打 印 机"' in sent


def test_the_second_step_needs_two_thirds_and_forgives_spelling() -> None:
    units = NAMES.units("会议桌 太空 量子")
    counts = dict.fromkeys(forms(units), 0) | {'"会 议 桌"': 1, '"太 空"': 1}
    assert lenient(units, counts) == (('"会 议 桌" "太 空"', 1.0),)
    assert lenient(units, counts | {'"太 空"': 0}) == ()
    misspelled = NAMES.units("fuyinzhii")
    assert lenient(misspelled, {"¤fuyinzhii": 4}) == (("¤fuyinzhii", 0.9),)


def test_the_third_step_takes_anything_and_the_rare_first() -> None:
    units = NAMES.units("会议桌 太空 惠普")
    found = relaxed(units, {'"会 议 桌"': 1, '"惠 普"': 50, '"太 空"': 0})
    texts = [text for text, _ in sorted(found, key=lambda one: -one[1])]
    assert texts == ['"会 议 桌" "惠 普"', '"会 议 桌"', '"惠 普"']
    assert relaxed(units, {}) == ()


def test_wordings_stay_few_however_long_the_query_is() -> None:
    units = NAMES.units("a1 b2 c3 d4 e5 f6 g7 h8 i9 j10")
    counts = dict.fromkeys(forms(units), 5)
    assert sum(len(text.split()) for text, _ in lenient(units, counts)) <= 40
    assert len(relaxed(units, counts)) <= 16


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
