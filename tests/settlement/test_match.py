"""Order, acceptance and invoice side by side; what an invoice is made of; what a file says against a form."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.settlement import rules
from emall.settlement.rules.settling import refusals_for_match


def line(
    number: int, *, accepted: int = 5, closed: int = 0, price: int = 10_00, **more: Any
) -> dict[str, Any]:
    """An order line of five pieces."""
    facts = {"id": number, "order": 1, "title": f"货{number}", "unit": "件", "quantity": 5, "vat_bp": 1300}
    return {**facts, "accepted": accepted, "closed": closed, "price_fen": price, **more}


def charged(number: int | None, *, quantity: int = 5, fen: int = 50_00, order: int = 1) -> dict[str, Any]:
    """A line of an invoice."""
    return {
        "order": order,
        "order_line": number,
        "name": "货",
        "unit": "件",
        "quantity": quantity,
        "amount_fen": fen,
        "price_fen": 10_00,
    }


def match(**changed: Any) -> rules.Match:
    """A match of one line that fits, with some of it changed."""
    facts = {
        "lines": [line(1)],
        "freights": {1: 0},
        "invoiced": [charged(1)],
        "committed_fen": 50_00,
        "amount_fen": 50_00,
    }
    return rules.match_of(**{**facts, **changed})


def test_all_three_agree() -> None:
    found = match()
    assert found.fits and found.difference_fen == 0
    (one,) = found.lines
    assert (one.ordered, one.accepted, one.invoiced, one.accepted_fen) == (5, 5, 5, 50_00)
    assert refusals_for_match("1", found) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"lines": [line(1, accepted=4)]},
        {"lines": [line(1, accepted=4, closed=1)]},
        {"lines": [line(1, price=10_01)]},
        {"lines": [line(1), line(2)]},
        {"invoiced": []},
        {"invoiced": [charged(1, quantity=6, fen=60_00)], "amount_fen": 60_00},
        {"invoiced": [charged(1), charged(9)], "amount_fen": 100_00},
        {"freights": {1: 8_00}},
        {"invoiced": [charged(1), charged(None, quantity=1, fen=8_00)], "amount_fen": 58_00},
        {"committed_fen": 49_99},
        {"amount_fen": 50_01},
        {"lines": [], "invoiced": [], "committed_fen": 0, "amount_fen": 0},
    ],
)
def test_any_difference_shows(changed: dict[str, Any]) -> None:
    found = match(**changed)
    assert not found.fits
    assert not found.lines or refusals_for_match("1", found)


def test_freight_is_matched_as_a_line_and_what_was_given_up_is_left_out() -> None:
    found = match(
        lines=[line(1), line(2, accepted=0, closed=5)],
        freights={1: 8_00},
        invoiced=[charged(1), charged(None, quantity=1, fen=8_00)],
        committed_fen=58_00,
        amount_fen=58_00,
    )
    assert found.fits and [one.line for one in found.lines] == [1, None]


def test_the_difference_has_its_sign() -> None:
    dearer = match(invoiced=[charged(1, fen=51_00)], amount_fen=51_00)
    assert (dearer.lines[0].difference_fen, dearer.difference_fen) == (1_00, 1_00)
    cheaper = match(invoiced=[charged(1, quantity=4, fen=40_00)], amount_fen=40_00)
    assert cheaper.difference_fen == -10_00


@given(
    st.lists(st.tuples(st.integers(1, 999), st.integers(1, 10**6)), min_size=1, max_size=8),
    st.integers(0, 10**5),
)
def test_an_invoice_made_of_what_was_accepted_always_matches(
    goods: list[tuple[int, int]], freight: int
) -> None:
    lines = [
        line(number, quantity=quantity, accepted=quantity, price=price, position=number)
        for number, (quantity, price) in enumerate(goods, start=1)
    ]
    made = rules.lines_to_invoice(orders=[{"id": 1, "freight_fen": freight}], lines=lines)
    due = sum(quantity * price for quantity, price in goods) + freight
    found = rules.match_of(
        lines=lines,
        freights={1: freight},
        invoiced=[charged(one.order_line, quantity=one.quantity, fen=one.amount_fen) for one in made],
        committed_fen=due,
        amount_fen=sum(one.amount_fen for one in made),
    )
    assert found.fits and found.invoiced_fen == due
    assert 0 <= sum(one.tax_fen for one in made) < due


@pytest.mark.parametrize(
    ("goods", "total"),
    [
        ([(1, 1)], 1),
        ([(1000, 10)], 100_00),
        ([(1, 99_999_999_999_99)], 99_999_999_999_99),
        ([(3, 33_33)], 99_99),
    ],
)
def test_money_to_the_fen(goods: list[tuple[int, int]], total: int) -> None:
    lines = [
        line(number, quantity=quantity, accepted=quantity, price=price)
        for number, (quantity, price) in enumerate(goods)
    ]
    made = rules.lines_to_invoice(orders=[{"id": 1, "freight_fen": 0}], lines=lines)
    assert sum(one.amount_fen for one in made) == total


def test_tax_is_reckoned_by_line_at_its_rate_and_freight_at_that_of_the_main_goods() -> None:
    lines = [line(1, vat_bp=900), line(2, price=20_00), line(3, accepted=0, closed=5)]
    made = rules.lines_to_invoice(orders=[{"id": 1, "freight_fen": 8_00}], lines=lines)
    assert [(one.order_line, one.amount_fen, one.tax_fen) for one in made] == [
        (1, 50_00, 4_13),
        (2, 100_00, 11_50),
        (None, 8_00, 92),
    ]


TODAY = date(2026, 11, 27)


def paper(**changed: Any) -> list[str]:
    """What is wrong with a right invoice of which something was changed."""
    facts: dict[str, Any] = {
        "number": "2" * 20,
        "issued_on": TODAY,
        "earliest": date(2026, 11, 20),
        "today": TODAY,
        "stated_fen": None,
        "due_fen": 50_00,
    }
    return [one.key for one in rules.refusals_for_paper(**{**facts, **changed})]


def test_number_date_and_total() -> None:
    assert paper() == paper(stated_fen=50_00) == paper(issued_on=date(2026, 11, 20)) == []
    for number in ("", "2" * 19, "2" * 21, "2" * 19 + "a", "２" * 20):
        assert paper(number=number) == ["invoice_number_digits"]
    assert (
        paper(issued_on=date(2026, 11, 28)) == paper(issued_on=date(2026, 11, 19)) == ["invoice_date_range"]
    )
    assert paper(issued_on=None) == ["fill_in"]
    assert paper(stated_fen=50_01) == ["invoice_total_differs"]


def test_a_file_and_a_form_are_compared_field_by_field() -> None:
    stated = {
        "number": "1",
        "issued_on": "2026-11-20",
        "amount_fen": 5,
        "buyer_name": "丽水市（示例）局",
        "tax_fen": 1,
    }
    assert rules.differences_of(read={}, stated=stated) == []
    assert rules.differences_of(read={"buyer_name": "丽水市 (示例)局", "number": "1"}, stated=stated) == []
    found = rules.differences_of(read={"number": "2", "tax_fen": 2}, stated=stated)
    assert [(one.field, one.grave) for one in found] == [("number", True), ("tax_fen", False)]
    assert [one.key for one in rules.refusals_for_file(found)] == ["file_says_number"]


def test_a_review_needs_a_verdict_and_a_reason_to_send_back() -> None:
    assert rules.refusals_for_review(verdict="agree", comment="") == []
    assert [one.key for one in rules.refusals_for_review(verdict="return", comment=" ")] == [
        "reason_needed_to_return"
    ]
    assert [one.key for one in rules.refusals_for_review(verdict="perhaps", comment="x")] == [
        "verdict_needed"
    ]
