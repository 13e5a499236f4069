"""What a cart line costs, what stands in its way, and which plan pays for it: without a database."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from emall.cart.rules import (
    arranged,
    assigned,
    freight,
    look_at,
    merged,
    moved_prices,
    nearest_quantity,
    suggested,
)
from emall.cart.rules.sheet import Funding, refusals_for_sheet
from emall.cart.words import Trouble

TODAY = date(2026, 11, 23)


def offer(**facts: Any) -> Any:
    """A cart row as the database gives it, with only what a test says about it."""
    plain: dict[str, Any] = {
        "id": 1,
        "listing": 7,
        "supplier": 3,
        "title": "山青 7391",
        "quantity": 2,
        "chosen": True,
        "seen_price_fen": 1000,
        "seen_price_version": 1,
        "price_fen": 1000,
        "price_version": 1,
        "tiers": [],
        "stock_on_hand": 50,
        "stock_held": 0,
        "min_order": 1,
        "step": 1,
        "status": "live",
        "standing": "admitted",
        "agreement_until": date(2027, 1, 1),
        "regions": ["331102"],
        "uncertified": False,
        "freight_fen": 800,
        "freight_free_fen": 20000,
        "reference_fen": 1100,
        "official_edition": "2022",
        "official_code": "A05040101",
        "tags": [],
    }
    return SimpleNamespace(**{**plain, **facts})


def troubles(**facts: Any) -> tuple[Trouble, ...]:
    """What stands in the way of such a row for a unit of the city itself."""
    return look_at(offer(**facts), to="331100", today=TODAY).troubles


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ()),
        ({"status": "off_shelf"}, (Trouble.OFF_SHELF,)),
        ({"standing": "suspended"}, (Trouble.SUPPLIER_STOPPED,)),
        ({"agreement_until": date(2026, 11, 22)}, (Trouble.SUPPLIER_STOPPED,)),
        ({"agreement_until": TODAY}, ()),
        ({"regions": ["331181"]}, (Trouble.NOT_SERVED,)),
        ({"uncertified": True}, (Trouble.NO_CERTIFICATE,)),
        ({"stock_held": 50}, (Trouble.SOLD_OUT,)),
        ({"stock_held": 49}, (Trouble.TOO_MANY,)),
        ({"min_order": 2, "step": 2, "quantity": 3}, (Trouble.WRONG_QUANTITY,)),
        ({"price_fen": 1100, "price_version": 2}, (Trouble.DEARER,)),
        ({"price_fen": 900, "price_version": 2}, ()),
    ],
)
def test_what_stands_in_the_way_of_a_line(facts: dict[str, Any], expected: tuple[Trouble, ...]) -> None:
    assert troubles(**facts) == expected


def test_a_quantity_price_counts_from_its_first_piece() -> None:
    line = look_at(offer(quantity=10, tiers=[[10, 900]]), to="331100", today=TODAY)
    assert (line.unit_fen, line.total_fen) == (900, 9000)


def test_freight_is_free_on_nothing_and_from_the_free_amount_on() -> None:
    assert freight(goods_fen=0, charge_fen=800, free_from_fen=20000) == 0
    assert freight(goods_fen=19999, charge_fen=800, free_from_fen=20000) == 800
    assert freight(goods_fen=20000, charge_fen=800, free_from_fen=20000) == 0
    assert freight(goods_fen=99999, charge_fen=800, free_from_fen=0) == 800


def test_a_cart_adds_up_by_supplier_and_leaves_out_what_is_unticked_or_waiting() -> None:
    cart = arranged(
        [
            offer(id=1),
            offer(id=2, supplier=4, quantity=20, freight_fen=0),
            offer(id=3, chosen=False),
            offer(id=4, status="off_shelf"),
        ],
        to="331100",
        today=TODAY,
    )
    assert [group.goods_fen for group in cart.groups] == [2000, 20000]
    assert (cart.freight_fen, cart.total_fen, cart.orders) == (800, 22800, 2)
    assert (cart.left_out_fen, len(cart.waiting), len(cart.counted)) == (2000, 1, 2)
    assert cart.below_reference_fen == 22 * 100


@given(some.integers(1, 500), some.integers(1, 20), some.integers(1, 20), some.integers(0, 500))
def test_the_nearest_quantity_can_always_be_ordered(wish: int, least: int, step: int, free: int) -> None:
    got = nearest_quantity(quantity=wish, min_order=least, step=step, free=free)
    assert got == 0 if free < least else least <= got <= free and (got - least) % step == 0


def test_the_same_goods_wished_for_twice_are_added_up() -> None:
    assert merged([(1, 2), (2, 1), (1, 3)]) == {1: 5, 2: 1}


class Plan(SimpleNamespace):
    """A plan choice that covers one official category."""

    def covers(self, edition: str, code: str) -> bool:
        return (edition, code) == self.category


def plan(number: int, left: int, code: str = "A05040101", *, fits: bool = True) -> Any:
    row = SimpleNamespace(id=number, budget_line=number * 10, left_fen=left, line_left_fen=left)
    return Plan(row=row, category=("2022", code), fits=fits, refusals=())


def looked(**facts: Any) -> Any:
    return look_at(offer(**facts), to="331100", today=TODAY)


def test_one_plan_for_everything_is_preferred_and_otherwise_each_line_gets_one_that_covers_it() -> None:
    lines = [looked(id=1), looked(id=2, official_code="A05010201")]
    assert suggested(lines=lines, plans=[plan(1, 3999), plan(2, 4000)], total_fen=4000) == (2, {})
    apart = [plan(1, 9999, fits=False), plan(2, 9999, "A05010201", fits=False)]
    assert suggested(lines=lines, plans=apart, total_fen=4000) == (0, {1: 1, 2: 2})


def test_a_small_plan_is_not_suggested_for_more_than_it_holds() -> None:
    lines = [looked(id=1), looked(id=2)]
    assert suggested(lines=lines, plans=[plan(1, 2500, fits=False)], total_fen=4000) == (0, {1: 1})


def test_nobody_pays_from_a_plan_the_unit_does_not_have() -> None:
    found = assigned(lines=[1, 2], plan=99, line_plan={2: 1}, plans=[plan(1, 9999)])
    assert found == Funding({2: 1}, {2: 10})


def test_a_price_that_moved_up_or_down_or_was_never_shown_is_noticed() -> None:
    lines = [looked(id=1), looked(id=2, price_version=2, price_fen=900), looked(id=3)]
    assert [line.row.id for line in moved_prices(lines=lines, sent={1: 1, 2: 1})] == [2, 3]


def lacks(lines: list[Any], **more: Any) -> list[str]:
    facts = {
        "has_address": True,
        "has_invoice": True,
        "wanted_on": None,
        "reason": "",
        "enterprise": False,
        **more,
    }
    funding = facts.pop("funding", Funding({1: 1}, {1: 10}))
    return [one.key for one in refusals_for_sheet(lines=lines, funding=funding, today=TODAY, **facts)]


def test_a_sheet_names_everything_it_lacks_at_once() -> None:
    assert lacks([looked()]) == []
    assert lacks([]) == ["nothing_on_the_sheet"]
    assert lacks(
        [looked(status="off_shelf", price_fen=1200)],
        funding=Funding({}, {}),
        has_address=False,
        has_invoice=False,
        wanted_on=date(2026, 11, 22),
    ) == [
        "line_off_shelf",
        "choose_a_plan",
        "choose_an_address",
        "choose_an_invoice",
        "day_is_past",
        "explain_above_reference",
    ]
    assert lacks([looked(price_fen=1200)], reason="含安装") == []
    assert lacks([looked()], funding=Funding({}, {}), enterprise=True) == ["choose_a_cost_centre"]
