"""Moves, clocks and sums of orders, without a database."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.orders import rules, words
from emall.orders.words import ORDER_MOVES, PURCHASE_MOVES, TABS, OrderStatus, PurchaseStatus
from emall.rulebook.words import Rule
from emall.web.status_words import ORDER, PURCHASE

ENDS = {"declined", "expired", "withdrawn", "cancelled"}
NOBODY = ENDS | {
    "paid",
    "completed",
}  # reviews are welcome, not owed; only money that comes back opens it again


@pytest.mark.parametrize("status", sorted(OrderStatus))
def test_every_status_is_in_the_tables(status: OrderStatus) -> None:
    assert status in ORDER_MOVES and str(status) in ORDER
    assert (not ORDER_MOVES[status]) == (status in ENDS)
    assert any(status in statuses for statuses in TABS.values() if statuses)
    assert bool(rules.next_actor(status)) == (status not in NOBODY)
    for to in ORDER_MOVES[status]:
        assert rules.act_of(status=status, to=to).startswith("order.")
        assert rules.may_move(status=status, to=to)
    assert not rules.may_move(status=status, to=status)


def test_purchases() -> None:
    assert set(PURCHASE_MOVES) == set(PurchaseStatus) == {PurchaseStatus(one) for one in PURCHASE}
    assert rules.may_move_purchase(status="returned", to="released")
    assert not rules.may_move_purchase(status="released", to="returned")


def test_from_the_supplier_there_is_no_way_back_into_approval() -> None:
    for status in set(OrderStatus) - {OrderStatus.DRAFT, OrderStatus.RETURNED, OrderStatus.PENDING_APPROVAL}:
        assert not ORDER_MOVES[status] & {
            OrderStatus.PENDING_APPROVAL,
            OrderStatus.RETURNED,
            OrderStatus.DRAFT,
        }


def test_deeds_and_moments() -> None:
    assert rules.act_of(status="draft", to="pending_supplier") == "order.submit"
    assert rules.act_of(status="pending_approval", to="pending_supplier") == "order.approve"
    assert rules.stamps_of(status="draft", to="pending_approval") == ("submitted_at",)
    assert rules.stamps_of(status="returned", to="pending_supplier") == ("submitted_at", "approved_at")
    assert rules.stamps_of(status="pending_approval", to="pending_supplier") == ("approved_at",)
    assert rules.stamps_of(status="part_accepted", to="shipped") == ("shipped_at",)
    assert rules.stamps_of(status="paying", to="paid") == ("paid_at",)


def test_going_back_is_a_deed_of_its_own_and_sets_no_moment() -> None:
    assert rules.act_of(status="paying", to="settling") == "order.return_payment"
    assert rules.act_of(status="invoiced", to="accepted") == "order.uninvoice"
    assert rules.stamps_of(status="invoiced", to="accepted") == ()
    assert rules.stamps_of(status="received", to="accepted") == ("accepted_at",)


def test_clocks_are_rules_of_the_rulebook() -> None:
    waits = {rules.wait_of(status) for status in OrderStatus} - {""}
    assert waits <= set(Rule) and "supplier_answer_days" in waits


def test_freight() -> None:
    assert rules.freight_for(goods_fen=99_99, freight_fen=8_00, free_from_fen=100_00) == 8_00
    assert rules.freight_for(goods_fen=100_00, freight_fen=8_00, free_from_fen=100_00) == 0
    assert rules.freight_for(goods_fen=100_00, freight_fen=8_00, free_from_fen=0) == 8_00


def test_enterprises_buy_under_their_own_law() -> None:
    assert rules.regime_for(kind="state_enterprise") == words.Regime.ENTERPRISE
    assert rules.regime_for(kind="public_unit") == words.Regime.BELOW_THRESHOLD


LINE = st.fixed_dictionaries(
    {
        "order": st.sampled_from([1, 2]),
        "position": st.integers(1, 9),
        "listing": st.integers(1, 4),
        "quantity": st.integers(1, 9),
        "price_fen": st.integers(1, 999),
        "closed": st.just(0),
        "shipped": st.just(0),
        "plan": st.sampled_from([None, 1, 2]),
        "budget_line": st.just(5),
        "official_edition": st.just("2022"),
        "official_code": st.just("A02"),
    }
)


@given(st.lists(LINE, min_size=1, max_size=8), st.integers(0, 50))
def test_charges_add_up_to_goods_and_freight(lines: list[dict], freight: int) -> None:
    orders = [{"id": one, "number": f"LS{one}", "freight_fen": freight} for one in (1, 2)]
    charges = rules.charges_of(orders, lines)
    for order in {line["order"] for line in lines}:
        goods = sum(line["quantity"] * line["price_fen"] for line in lines if line["order"] == order)
        assert sum(charge.fen for charge in charges if charge.order == order) == goods + freight
    held = rules.open_quantities(lines)
    assert sum(held.values()) == sum(line["quantity"] for line in lines)


def test_what_is_shipped_or_given_up_is_no_longer_held() -> None:
    line = {"listing": 7, "quantity": 10, "closed": 2, "shipped": 5}
    assert rules.open_quantities([line]) == {7: 3}
    assert rules.open_quantities([line | {"shipped": 8}]) == {}


def test_moments_come_back_from_json() -> None:
    from emall.orders.queries.page import moments

    (one,) = moments([{"at": "2026-11-23T10:00:00+00:00", "read_at": None, "what": "2026"}])
    assert isinstance(one["at"], datetime) and one["at"].tzinfo
    assert one["read_at"] is None and one["what"] == "2026"
