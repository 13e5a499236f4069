"""Reasons keep what they were given, whichever way they were written."""

import dataclasses

import pytest

from emall.kernel.refusal import Conflict, Forbidden, Refusal, Refused


def test_values_come_as_mapping_or_keywords():
    assert Refusal("quantity", "more_than_in_stock", {"free": 3}) == Refusal(
        "quantity", "more_than_in_stock", free=3
    )
    assert Refusal("quantity", "more_than_in_stock", field=3).params["field"] == 3


def test_a_refusal_cannot_be_changed():
    given = {"free": 3}
    refusal = Refusal("quantity", "more_than_in_stock", given)
    given["free"] = 4
    assert refusal.params["free"] == 3
    with pytest.raises(TypeError):
        refusal.params["free"] = 5
    with pytest.raises(dataclasses.FrozenInstanceError):
        refusal.key = "other"


def test_equal_refusals_are_one_in_a_set():
    assert len({Refusal("a", "b", c=1), Refusal("a", "b", c=1), Refusal("a", "b", c=2)}) == 2


def test_every_reason_is_kept_in_order():
    first, second = Refusal("price", "too_high"), Refusal("quantity", "too_many")
    assert Refused(first, second).refusals == (first, second)


def test_a_single_reason_may_be_written_out():
    turned = Conflict("submit_token", "form_already_used", times=2)
    assert turned.refusals == (Refusal("submit_token", "form_already_used", times=2),)
    assert str(turned) == "submit_token: form_already_used"


@pytest.mark.parametrize("reasons", [("field",), ("a", "b", "c"), (Refusal("a", "b"), "key")])
def test_half_a_reason_is_a_mistake(reasons):
    with pytest.raises(TypeError):
        Refused(*reasons)


def test_forbidden_names_who_may():
    assert Forbidden(["buyer", "approver"]).who == {"buyer", "approver"}
    assert Forbidden("buyer").who == {"buyer"}
    assert Forbidden().who == frozenset()
