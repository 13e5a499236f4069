"""The state of a list and its address, without a database."""

from urllib.parse import parse_qsl, urlsplit

from emall.catalogue.rules import Browse, loosened, pages_of
from emall.catalogue.rules.browse import yuan

PAPER = Browse(
    text="复印纸",
    brands=("瓯江", "处州"),
    policies=("sme",),
    least_fen=5000,
    most_fen=15050,
    page=3,
)


def pairs(browse: Browse) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(browse.url).query)


def test_the_address_holds_what_differs_from_the_usual() -> None:
    assert Browse(category="copy-paper").url == "/mall/c/copy-paper"
    assert Browse(supplier=7).url == "/shop/7"
    assert pairs(PAPER) == [
        ("q", "复印纸"),
        ("brand", "瓯江"),
        ("brand", "处州"),
        ("policy", "sme"),
        ("min", "50"),
        ("max", "150.5"),
        ("page", "3"),
    ]


def test_a_category_with_words_is_a_search_in_it() -> None:
    assert Browse(text="纸", category="copy-paper").path == "/mall/search"
    assert ("category", "copy-paper") in pairs(Browse(text="纸", category="copy-paper"))


def test_a_filter_starts_again_at_page_one_and_is_taken_back() -> None:
    without = PAPER.toggled("brands", "瓯江")
    assert without.brands == ("处州",) and without.page == 1
    assert without.toggled("brands", "瓯江").brands == ("处州", "瓯江")
    assert not PAPER.in_stock and PAPER.switched("in_stock").in_stock
    assert not PAPER.switched("in_stock").switched("in_stock").in_stock


def test_clearing_keeps_words_order_and_comparison() -> None:
    state = Browse(
        text="纸",
        sort="sales",
        local=True,
        county="331102",
        compared=(4,),
        attributes=(("a1", "A4"),),
    )
    assert state.narrowed == 3
    assert state.cleared() == Browse(text="纸", sort="sales", compared=(4,))


def test_offers_of_a_product_keep_the_filters_they_can_fail() -> None:
    state = PAPER.having(homes=("331102",), local=True, origins=("331181",), attributes=(("a1", "A4"),))
    kept = Browse(policies=("sme",), homes=("331102",), local=True, least_fen=5000, most_fen=15050)
    assert state.of_offers() == kept
    assert state.offers(7) == kept.having(product=7, sort="price_asc")


def test_at_most_four_are_compared_and_the_first_makes_room() -> None:
    state = Browse()
    for number in (1, 2, 3, 4, 5):
        state = state.comparing(number)
    assert state.compared == (2, 3, 4, 5)
    assert state.comparing(3).compared == (2, 4, 5)


def test_loosening_offers_what_brings_most() -> None:
    offers = loosened(PAPER, {"brands": 3, "policies": 12, "price": 0})
    assert [(group, hits) for group, _, hits, _ in offers] == [
        ("policies", 12),
        ("brands", 3),
    ]
    assert offers[0][3].policies == () and offers[0][3].brands == PAPER.brands


def test_pages_and_amounts() -> None:
    assert [pages_of(total, 24) for total in (0, 1, 24, 25)] == [1, 1, 1, 2]
    assert [yuan(fen) for fen in (None, 5000, 5050, 5001, 120)] == [
        "",
        "50",
        "50.5",
        "50.01",
        "1.2",
    ]
