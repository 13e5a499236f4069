"""Filters, totals, facets, prices and order, against counting by hand."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from search import DEPTH, FACETS, ProductDocument, SearchEngine, SearchQuery, SearchRejected

VALUES = {
    "brand": lambda one: [one.brand] if one.brand else [],
    "category": lambda one: one.category_codes,
    "policy": lambda one: one.policy_tags,
    "region": lambda one: one.region_codes,
    "supplier": lambda one: [str(one.supplier_id)],
    "hall": lambda one: one.hall_ids,
    "delivery": lambda one: one.delivery,
    "attrs": lambda one: one.attrs,
    "home": lambda one: [one.home],
    "origin": lambda one: [one.origin] if one.origin else [],
    "credit": lambda one: [str(one.credit)],
    "stock": lambda one: ["1"] if one.in_stock else [],
}


def welcome(one: ProductDocument, query: SearchQuery) -> bool:
    chosen = [
        not query.category or query.category in one.category_codes,
        not query.regions or bool({*query.regions} & {*one.region_codes}),
        not query.homes or one.home in query.homes,
        not query.origins or one.origin in query.origins,
        not query.products or one.spu_id in query.products,
        not query.fresh_only or one.fresh,
        not query.halls or bool({*query.halls} & {*one.hall_ids}),
        not query.suppliers or one.supplier_id in query.suppliers,
        not query.brands or one.brand in query.brands,
        {*query.policy_all} <= {*one.policy_tags},
        {*query.delivery} <= {*one.delivery},
        query.price_min_fen is None or one.price_fen >= query.price_min_fen,
        query.price_max_fen is None or one.price_fen <= query.price_max_fen,
        query.delivery_days_max is None or one.delivery_days <= query.delivery_days_max,
        query.credit_min is None or one.credit >= query.credit_min,
        not query.in_stock_only or one.in_stock,
    ]
    for name, values in query.attrs.items():
        chosen.append(not values or any(f"{name}={value}" in one.attrs for value in values))
    return all(chosen)


def without(query: SearchQuery, facet: str) -> SearchQuery:
    """The query as the counts of a facet see it: choices of that facet do not count against it."""
    cleared = {
        "brand": {"brands": ()},
        "region": {"regions": ()},
        "home": {"homes": ()},
        "origin": {"origins": ()},
        "supplier": {"suppliers": ()},
        "hall": {"halls": ()},
        "category": {"category": ""},
        "credit": {"credit_min": None},
        "stock": {"in_stock_only": False},
    }
    return replace(query, **cleared.get(facet, {}))


def by_hand(goods: list[ProductDocument], query: SearchQuery, facet: str) -> Counter[str]:
    if facet != "attrs":
        kept = [one for one in goods if welcome(one, without(query, facet))]
        return Counter(value for one in kept for value in VALUES[facet](one))
    counted: Counter[str] = Counter()
    for name in {attr.partition("=")[0] for one in goods for attr in one.attrs}:
        others = {key: values for key, values in query.attrs.items() if key != name}
        kept = [one for one in goods if welcome(one, replace(query, attrs=others))]
        counted.update(attr for one in kept for attr in one.attrs if attr.startswith(name + "="))
    return counted


def any_query(dice: random.Random) -> SearchQuery:
    def some(*values: object) -> tuple:
        return tuple(dice.sample(values, dice.randint(1, 2))) if dice.random() < 0.3 else ()

    attrs = {"定量": some("70 g", "80 g"), "规格": some("A3", "A4", "A5"), "颜色": some("黑白", "彩色", "黑")}
    return SearchQuery(
        category=dice.choice(["", "", "A", "B", "B01", "A0501", "F"]),
        regions=some("331100", "331102", "331181"),
        halls=("specialty",) if dice.random() < 0.1 else (),
        suppliers=some(1, 2, 4, 5, 6, 9),
        homes=some("331100", "331101", "331103"),
        origins=("331181",) if dice.random() < 0.1 else (),
        products=tuple(range(1001, 1041)) if dice.random() < 0.1 else (),
        fresh_only=dice.random() < 0.1,
        brands=some("得力", "惠普", "联想", "晨光"),
        attrs={name: values for name, values in attrs.items() if dice.random() < 0.3},
        price_min_fen=dice.choice([None, None, 1590, 10_000]),
        price_max_fen=dice.choice([None, None, 15_800, 289_900]),
        policy_all=some("energy", "small", "local") if dice.random() < 0.4 else (),
        delivery=("quick",) if dice.random() < 0.2 else (),
        delivery_days_max=dice.choice([None, None, 3]),
        credit_min=dice.choice([None, None, 2]),
        in_stock_only=dice.random() < 0.3,
        sort=dice.choice(["relevance", "price_asc", "price_desc", "sales", "newest"]),
        facets=FACETS,
        prices=True,
        size=60,
    )


@pytest.mark.parametrize("seed", range(60))
def test_filters_totals_and_facets_agree_with_counting(filled: SearchEngine, goods: list, seed: int) -> None:
    query = any_query(random.Random(seed))
    page = filled.search(query)
    kept = {one.id for one in goods if welcome(one, query)}
    assert set(page.ids) == kept
    assert page.total == len(kept) == len(page.ids)
    for facet in FACETS:
        counted = {bucket.value: bucket.count for bucket in page.facets[facet]}
        assert counted == dict(by_hand(goods, query, facet)), facet
    priced = replace(query, price_min_fen=None, price_max_fen=None)
    prices = [one.price_fen for one in goods if welcome(one, priced)]
    if not prices:
        assert page.prices is None
        return
    assert (page.prices.min_fen, page.prices.max_fen) == (min(prices), max(prices))
    assert 1 <= len(page.prices.buckets) <= 10
    for bucket in page.prices.buckets:
        assert bucket.count == sum(bucket.from_fen <= price < bucket.to_fen for price in prices)
    assert sum(bucket.count for bucket in page.prices.buckets) == len(prices)


def test_facets_of_a_text_count_what_it_finds(filled: SearchEngine, goods: list) -> None:
    query = SearchQuery(text="打印机", brands=("惠普",), facets=FACETS, size=60)
    page = filled.search(query)
    everyone = {one.id: one for one in goods}
    unchosen = filled.search(replace(query, brands=()))
    brands = Counter(everyone[key].brand for key in unchosen.ids)
    assert {bucket.value: bucket.count for bucket in page.facets["brand"]} == dict(brands)
    assert {everyone[key].brand for key in page.ids} == {"惠普"}
    assert sum(bucket.count for bucket in page.facets["supplier"]) == page.total


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("price_asc", lambda one: (one.price_fen, one.id)),
        ("price_desc", lambda one: (-one.price_fen, one.id)),
        ("sales", lambda one: (-one.sales_90d, one.id)),
        ("newest", lambda one: (-one.listed_at, one.id)),
    ],
)
def test_order_is_total_and_pages_neither_repeat_nor_skip(
    filled: SearchEngine, goods: list, sort: str, key
) -> None:
    pages = [filled.search(SearchQuery(sort=sort, size=7, page=page)).ids for page in range(1, 11)]
    assert [one for page in pages for one in page] == [one.id for one in sorted(goods, key=key)]


def test_pages_by_relevance_neither_repeat_nor_skip(filled: SearchEngine) -> None:
    for text in ("", "纸", "打印机"):
        whole = filled.search(SearchQuery(text=text, size=60)).ids
        pages = [filled.search(SearchQuery(text=text, size=5, page=page)).ids for page in range(1, 14)]
        assert [one for page in pages for one in page] == whole


def test_sizes_are_bounded_and_depth_is_capped(filled: SearchEngine) -> None:
    assert filled.search(SearchQuery(size=5000)).size == 60
    assert len(filled.search(SearchQuery(size=-3)).ids) == 1
    assert filled.search(SearchQuery(page=-9)).page == 1
    deep = filled.search(SearchQuery(page=DEPTH, size=60))
    assert deep.ids == []
    assert deep.total == 60


def test_unknown_sorts_and_facets_are_rejected(filled: SearchEngine) -> None:
    with pytest.raises(SearchRejected):
        filled.search(SearchQuery(sort="colour"))
    with pytest.raises(SearchRejected):
        filled.search(SearchQuery(facets=("pk",)))


def test_placed_goods_stand_where_they_are_put_and_nowhere_else(filled: SearchEngine) -> None:
    whole = filled.search(SearchQuery(text="纸", size=60)).ids
    lead, tail = whole[-1], whole[-2]
    placed = ((1, lead), (6, tail))
    expected = [number for number in whole if number not in (lead, tail)]
    expected.insert(1, lead)
    expected.insert(6, tail)
    for size in (3, 5, 60):
        pages = [
            filled.search(SearchQuery(text="纸", size=size, page=page, placed=placed))
            for page in range(1, 60 // size + 2)
        ]
        assert [one for page in pages for one in page.ids] == expected
        assert {page.total for page in pages} == {len(whole)}


def test_one_hit_of_each_product(empty: SearchEngine, goods: list) -> None:
    twins = [replace(one, id=one.id + 500, spu_id=goods[0].spu_id) for one in goods if "纸" in one.title]
    empty.apply([*goods, *twins])
    query = SearchQuery(text="纸", size=4, one_per_product=True)
    pages = [empty.search(replace(query, page=page)) for page in range(1, 5)]
    ids = [one for page in pages for one in page.ids]
    products = {one.id: one.spu_id for one in [*goods, *twins]}
    assert len({products[one] for one in ids}) == len(ids) == pages[0].total
    every = empty.search(SearchQuery(text="纸", size=60))
    assert {products[one] for one in every.ids} == {products[one] for one in ids}
    assert every.total == pages[0].total + len(twins)
