"""Bands, comparisons and the meter, decided without a database."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.cart.rules.bands import LADDER, judge, lines_to_compare, questions, refusals_for_bands, worth
from emall.cart.rules.cart import Line
from emall.cart.rules.comparison import Candidate, Compared, first_pick, kept, refusals_for_comparison
from emall.cart.rules.sheet import Choices
from emall.cart.rules.split import Meter, refusals_for_meters
from emall.cart.words import Band
from emall.rulebook.rules import Ruling

DAY = date(2026, 11, 27)
DIRECT, COMPARE, INQUIRY = 50, 100, 500


@dataclass(frozen=True)
class Row:
    """What the rules look at in a row of the sheet."""

    id: int
    official_code: str = "A02010105"
    official_edition: str = "2022"
    supplier: int = 1
    listing: int = 1
    title: str = "商品"
    freight_fen: int = 0
    freight_free_fen: int = 0


def line(number: int, fen: int, **more: Any) -> Line:
    """A line of one piece."""
    return Line(Row(number, listing=100 + number, **more), fen, fen, 0, 9, ())


def ruling(key: str, amount: int, category: str = "") -> Ruling:
    """A ruling of a row with this number."""
    return Ruling(1, key, amount, "fen", "", "331102", "public_unit", category, DAY)


def judged(lines: list[Line]) -> list[Any]:
    """A sheet's questions by the same limits for all goods."""
    ladder = [
        ruling(key, amount) for (key, _), amount in zip(LADDER, (DIRECT, COMPARE, INQUIRY), strict=True)
    ]
    return [judge(one, ladder) for one in questions(lines)]


@pytest.mark.parametrize(
    ("fen", "band", "asked"),
    [
        (1, Band.DIRECT, 1),
        (DIRECT, Band.DIRECT, 1),
        (DIRECT + 1, Band.COMPARE, 2),
        (COMPARE, Band.COMPARE, 2),
        (COMPARE + 1, Band.INQUIRY, 3),
        (INQUIRY, Band.INQUIRY, 3),
        (INQUIRY + 1, Band.PROJECT, 3),
    ],
)
def test_an_amount_falls_into_one_band_and_a_limit_admits_its_own_amount(
    fen: int, band: Band, asked: int
) -> None:
    (found,) = judged([line(1, fen)])
    assert (found.band, len(found.rulings)) == (band, asked)
    refused = refusals_for_bands([found])
    assert bool(refused) is (band in (Band.INQUIRY, Band.PROJECT))
    if refused:
        assert refused[0].params["limit_fen"] == (COMPARE if band == Band.INQUIRY else INQUIRY)


def test_an_empty_sheet_asks_nothing() -> None:
    assert questions([]) == []


@pytest.mark.parametrize(
    ("codes", "asked"),
    [
        (["A02010105"], ["A020101"]),
        (["A02010105", "A02010108"], ["A020101"]),
        (["A02010105", "A02020200"], ["A020101", "A020202", "A02"]),
        (["A02010105", "A02010201"], ["A020101", "A020102", "A0201"]),
        (["A02010105", "C16010000"], ["A020101", "C160100", ""]),
    ],
)
def test_goods_stand_together_by_seven_signs_and_the_whole_by_what_they_share(
    codes: list[str], asked: list[str]
) -> None:
    lines = [line(place, 1, official_code=code) for place, code in enumerate(codes, start=1)]
    assert [one.category for one in questions(lines)] == asked


def test_another_edition_is_a_category_of_its_own_the_rulebook_knows_no_rows_for() -> None:
    lines = [line(1, 1, official_edition="2013"), line(2, 1)]
    assert [(one.category, one.edition) for one in questions(lines)] == [
        ("", "2013"),
        ("A020101", "2022"),
        ("", "2022"),
    ]


def test_each_supplier_charges_its_freight_once() -> None:
    lines = [
        line(1, 10, supplier=1, freight_fen=5),
        line(2, 10, supplier=1, freight_fen=5),
        line(3, 10, supplier=2, freight_fen=7, freight_free_fen=10),
    ]
    assert worth(lines) == 35


@given(
    st.lists(
        st.tuples(st.integers(1, 60), st.sampled_from(["A02010105", "A05040101", "A05010201"])), max_size=9
    )
)
def test_what_is_bought_without_a_comparison_never_passes_the_direct_limit(
    goods: list[tuple[int, str]],
) -> None:
    lines = [line(place, fen, official_code=code) for place, (fen, code) in enumerate(goods, start=1)]
    found = judged(lines)
    compared = set(lines_to_compare(judged=found, lines=lines))
    for one in found:
        if one.band in (Band.DIRECT, Band.COMPARE):
            rest = sum(
                item.total_fen
                for item in lines
                if item.row.id in one.question.lines and item.row.id not in compared
            )
            assert rest <= DIRECT
    if all(one.band == Band.DIRECT for one in found):
        assert not compared


def offer(number: int, fen: int, *, same: bool = True) -> Candidate:
    """An offer of another supplier."""
    return Candidate(Row(number, listing=number, supplier=number), fen, same)


OFFERS = [offer(10, 40), offer(11, 60), offer(12, 30, same=False), offer(13, 70, same=False)]


def test_cheaper_offers_of_the_same_product_are_ticked_and_kept_whatever_is_sent() -> None:
    mine = line(1, 50)
    assert first_pick(mine, OFFERS, 3) == [10, 11]
    assert [one.row.listing for one in kept(mine, OFFERS, ())] == [10]
    assert [one.row.listing for one in kept(mine, OFFERS, {13, 99})] == [10, 13]


@pytest.mark.parametrize(
    ("picked", "reason", "keys"),
    [
        ({11}, "售后", []),
        ({11}, "", ["compare_say_why"]),
        (set(), "售后", ["compare_more_suppliers"]),
        (set(), "", ["compare_more_suppliers", "compare_say_why"]),
    ],
)
def test_a_comparison_lacks_suppliers_or_a_reason(picked: set[int], reason: str, keys: list[str]) -> None:
    mine = line(1, 50)
    found = Compared(mine, kept(mine, OFFERS, picked), ruling("compare_suppliers", 3), reason)
    assert [one.key for one in refusals_for_comparison(found)] == keys


def test_the_lowest_needs_no_reason_and_two_offers_of_one_supplier_are_one_supplier() -> None:
    mine = line(1, 30)
    twice = (offer(10, 40), Candidate(Row(14, listing=14, supplier=10), 41, True))
    found = Compared(mine, twice, ruling("compare_suppliers", 3))
    assert (found.suppliers, found.needs_reason) == (2, False)


def test_ticks_name_their_line() -> None:
    form = Choices(compared=("1-10", "1-11", "2-12", "11-13", "1", "-", "1-x", "1-"))
    assert form.picked(1) == {10, 11}
    assert form.picked(11) == {13}
    assert form.picked(3) == set()


@pytest.mark.parametrize(
    ("used", "this", "permille", "near", "held"),
    [
        (0, 799, 799, False, False),
        (0, 800, 800, True, False),
        (500, 500, 1000, True, False),
        (500, 501, 1001, False, True),
    ],
)
def test_the_meter_warns_from_its_share_on_and_holds_above_the_limit(
    used: int, this: int, permille: int, near: bool, held: bool
) -> None:
    warns = Ruling(2, "split_warn_permille", 800, "permille", "", "", "", "", DAY)
    meter = Meter(2026, "信息化", "2022", "A020101", used, this, ruling("split_limit", 1000), warns)
    assert (meter.permille, meter.near, meter.held) == (permille, near, held)
    assert [one.params["total_fen"] for one in refusals_for_meters([meter])] == ([1001] if held else [])
