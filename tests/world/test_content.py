"""The lists the demo world is made of: complete, consistent and believable in their figures."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from emall.kernel.codes import uscc_kind, uscc_problem
from emall.kernel.people import clean_phone
from emall.kernel.regions import COUNTIES
from emall.paths import ROOT
from emall.world import (
    goods,
    offers,
    organisations,
    people,
    policy,
    prices,
    shelves,
    stall,
)
from emall.world.bulletin import notice_rows
from emall.world.reading import factored, lines, options, shelf_price

TODAY = date(2026, 11, 23)
OFFICIAL = {(row["edition"], row["code"]) for row in lines("official")}


def test_the_city_is_large_enough() -> None:
    kinds = Counter(row["kind"] for row in organisations.organisation_rows(TODAY))
    assert kinds["public_unit"] >= 55
    assert kinds["public_unit"] + kinds["bureau"] >= 60
    assert kinds["state_enterprise"] >= 2
    assert kinds["supplier"] >= 40
    assert kinds["operator"] == kinds["procurement_centre"] == 1


@pytest.mark.parametrize("county", [county.code for county in COUNTIES])
def test_every_county_buys_and_sells_and_has_goods_of_its_own(county: str) -> None:
    rows = organisations.organisation_rows(TODAY)
    assert {"public_unit", "supplier"} <= {row["kind"] for row in rows if row["region"] == county}
    assert any("hall" in product.marks and product.origin == county for product in goods.products())


def test_credit_codes_are_valid_and_each_is_used_once() -> None:
    rows = organisations.organisation_rows(TODAY)
    assert not [row["uscc"] for row in rows if uscc_problem(str(row["uscc"]))]
    assert len({row["uscc"] for row in rows}) == len(rows)
    firms = {"enterprise", "farmers_cooperative"}
    assert all(
        (uscc_kind(str(row["uscc"])) in firms) == (row["kind"] in ("supplier", "state_enterprise"))
        for row in rows
    )


def test_telephone_numbers_are_well_formed_and_reach_nobody() -> None:
    numbers = [str(row["phone"]) for row in people.person_rows(TODAY)]
    assert all(clean_phone(number) == number and number.startswith("160") for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_every_name_has_its_english() -> None:
    shelved = [
        *shelves.category_rows(),
        *organisations.organisation_rows(TODAY),
        *shelves.brand_rows(),
    ]
    assert not [row["name"] for row in shelved if not str(row["name_en"]).isascii() or not row["name_en"]]
    for leaf in shelves.leaves():
        assert all(english.isascii() and english for _, english, _, _, _ in shelves.attributes(leaf)), leaf


def test_shelves_are_two_levels_with_official_codes_and_attributes() -> None:
    rows = shelves.category_rows()
    leaves = [row for row in rows if row["parent"]]
    assert len(rows) - len(leaves) == 11
    assert len(leaves) >= 60
    assert not [row["code"] for row in leaves if ("2022", row["official_code"]) not in OFFICIAL]
    assert not [row["code"] for row in leaves if not 3 <= len(shelves.attributes(str(row["code"]))) <= 8]
    assert {row["vat_bp"] for row in leaves} == {600, 900, 1300}


def test_the_crosswalk_joins_known_codes_and_marks_the_traps() -> None:
    rows = shelves.crosswalk_rows()
    assert all((row["from_edition"], row["from_code"]) in OFFICIAL for row in rows)
    assert all((row["to_edition"], row["to_code"]) in OFFICIAL for row in rows)
    notes = {row["from_code"]: row["note"] for row in rows}
    assert notes["A02010105"]
    assert not notes["A020201"]


def test_every_shelf_has_goods_and_drawings_exist() -> None:
    found = Counter(product.leaf for product in goods.products() if product.base_fen > 0)
    assert set(found) == set(shelves.leaves())
    drawn = {file.stem for file in (ROOT / "static" / "art").glob("*.svg")}
    used = {product.art for product in goods.products()} | {row["art"] for row in lines("categories")}
    assert not used - drawn


def test_products_are_many_and_titles_carry_brand_and_model() -> None:
    made = goods.products()
    assert len(made) >= 900
    assert not [one.title for one in made if not one.title.startswith(f"{one.brand} {one.model} ")]
    assert not [one.title for one in made if "{" in one.title or len(one.title) > 160]
    assert len({(one.family, one.variant) for one in made}) == len(made)
    assert all(dict(one.spec).keys() == {name for name, *_ in shelves.attributes(one.leaf)} for one in made)


def test_barcodes_carry_their_check_digit() -> None:
    def sum_of(code: str) -> int:
        return sum(int(figure) * (3 if place % 2 else 1) for place, figure in enumerate(code))

    codes = [product.gtin for product in goods.products()]
    assert all(len(code) == 13 and sum_of(code) % 10 == 0 for code in codes)
    assert len(set(codes)) == len(codes)


def test_listings_are_many_with_falling_tiers_and_room_to_choose() -> None:
    made = offers.offers()
    assert len(made) >= 1_500
    assert (
        len({(one.supplier, one.product.id) for one in made})
        == len({(one.supplier, one.sku_code) for one in made})
        == len(made)
    )
    for one in made:
        assert [one.price_fen, *(fen for _, fen in one.tiers)] == sorted(
            {one.price_fen, *(fen for _, fen in one.tiers)}, reverse=True
        )
        assert one.price_fen > 0
        assert one.regions
    sellers = Counter(one.product.id for one in made)
    assert sum(count > 1 for count in sellers.values()) > 300


def test_most_prices_lie_below_their_reference_and_some_above() -> None:
    compared = [
        (one.price_fen, seen[0])
        for one in offers.offers()
        if (seen := prices.best_reference(one.product, TODAY))
    ]
    above = sum(price > reference for price, reference in compared)
    assert 0.03 < above / len(compared) < 0.25


def test_price_histories_end_with_the_price_in_force() -> None:
    for one in offers.offers():
        history = prices.histories(TODAY)[one.id]
        moments = [at for at, _, _ in history]
        assert moments == sorted(set(moments))
        assert history[-1][1] == one.price_fen
        assert all(before[1] != after[1] for before, after in pairwise(history))


def test_mandatory_energy_certificates_hold_with_few_exceptions() -> None:
    asked = [one for one in offers.offers() if shelves.leaves()[one.product.leaf]["energy"] == "1"]
    without = [
        one
        for one in asked
        if not any(tag.kind == "energy" and tag.holds(TODAY) for tag in policy.tags(TODAY)[one.id])
    ]
    assert 1 <= len(without) <= len(asked) // 30


def test_listing_rows_show_only_tags_in_force() -> None:
    shown = {row["id"]: row["tags"] for row in stall.listing_rows(TODAY, held={}, sold={})}
    ended = [
        (listing, tag.kind)
        for listing, tags in policy.tags(TODAY).items()
        for tag in tags
        if not tag.holds(TODAY)
    ]
    assert ended
    assert not [one for one in ended if one[1] in shown[one[0]]]


def test_announcements_have_bodies_and_no_gaps_left_in_them() -> None:
    rows = notice_rows(TODAY)
    assert len(rows) >= 25
    assert len({row["number"] for row in rows}) == len(rows)
    for row in rows:
        assert 2 <= str(row["body"]).count("\n\n") + 1 <= 5
        assert "{" not in f"{row['title']}{row['summary']}{row['body']}"


def test_reading_factors_without_floats() -> None:
    assert factored("80 g*1.13") == ("80 g", 1130)
    assert factored("500张/包") == ("500张/包", 1000)
    assert dict(options("定量=70 g,80 g*1.1;幅面=A4")) == {
        "定量": [("70 g", 1000), ("80 g", 1100)],
        "幅面": [("A4", 1000)],
    }


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(994, 990), (3, 10), (5_433, 5_450), (11_849, 11_800), (428_499, 428_000)],
)
def test_prices_end_as_sellers_write_them(fen: int, shown: int) -> None:
    assert shelf_price(fen) == shown
