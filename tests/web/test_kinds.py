"""What people type becomes values, or is refused by name."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Annotated

import pytest

from emall.kernel.refusal import Refused
from emall.web import forms
from emall.web.arrival import Arrival, Typed
from emall.web.kinds import Choice, Day, Fen, Ident, Many, Quantity, Several, Text, Tick


@dataclass(frozen=True, slots=True)
class Order:
    listing: Annotated[int, Ident()]
    quantity: Annotated[dict[int, int], Many(Quantity(most=99))]
    note: Annotated[str, Text(most=5)] = ""
    price: Annotated[int, Fen()] = 0
    by: Annotated[date | None, Day()] = None
    tone: Annotated[str, Choice("go", "wait")] = "go"
    chosen: Annotated[tuple[int, ...], Several(Ident())] = ()
    gift: Annotated[bool, Tick()] = False


def sent(**fields: str | list[str]) -> SimpleNamespace:
    here = Arrival("POST", "/", {}, {}, "", "", secure=False)
    pairs = {
        name.replace("__", "-"): text if isinstance(text, list) else [text] for name, text in fields.items()
    }
    here.typed = Typed(pairs)
    return SimpleNamespace(scope={"state": {"arrival": here}})


def reasons(**fields: str | list[str]) -> dict[str, str]:
    with pytest.raises(Refused) as caught:
        forms.parse(sent(**{"listing": "1", **fields}), Order)
    return {refusal.field: refusal.key for refusal in caught.value.refusals}


def test_a_filled_form_becomes_its_shape() -> None:
    read = forms.parse(
        sent(
            listing="17", quantity__5="１２", quantity__6="", note=" 急用\u200b ", price="¥1,234.5",
            by="2026-11-23", tone="wait", chosen=["3", "4", "3"], gift="on", total="0", owner="9",
        ),
        Order,
    )  # fmt: skip
    assert read == Order(17, {5: 12}, "急用", 123450, date(2026, 11, 23), "wait", (3, 4), True)


def test_blank_fields_take_their_default() -> None:
    assert forms.parse(sent(listing="1", note="  ", price=""), Order) == Order(1, {})


@pytest.mark.parametrize(
    ("field", "text", "key"),
    [
        ("listing", "", "fill_in"),
        ("listing", "0", "not_one_of_the_choices"),
        ("listing", "-1", "not_one_of_the_choices"),
        ("listing", "9223372036854775808", "not_one_of_the_choices"),
        ("listing", "9" * 5000, "not_one_of_the_choices"),
        ("listing", "١٢", "not_one_of_the_choices"),
        ("listing", "1e3", "not_one_of_the_choices"),
        ("note", "123456", "too_long"),
        ("note", "a\0b", "unreadable_characters"),
        ("note", "a\nb", "unreadable_characters"),
        ("note", "\ud800", "unreadable_characters"),
        ("price", "NaN", "not_an_amount"),
        ("price", "1e9", "not_an_amount"),
        ("price", "-1", "not_an_amount"),
        ("price", "1.234", "not_an_amount"),
        ("price", "9" * 13, "not_an_amount"),
        ("by", "2026-02-30", "not_a_date"),
        ("by", "11/23/26", "not_a_date"),
        ("tone", "stop", "not_one_of_the_choices"),
        ("quantity__8", "0", "number_out_of_range"),
        ("quantity__8", "100", "number_out_of_range"),
        ("quantity__8", "2.5", "not_a_whole_number"),
    ],
)
def test_a_wrong_field_is_refused_under_its_name(field: str, text: str, key: str) -> None:
    assert reasons(**{field: text}) == {field.replace("__", "-"): key}


def test_every_wrong_field_is_named_at_once() -> None:
    assert reasons(listing="x", note="123456", price="x").keys() == {"listing", "note", "price"}


def test_a_field_sent_twice_is_refused() -> None:
    assert reasons(note=["a", "b"]) == {"note": "sent_twice"}
    assert reasons(quantity__3=["1", "2"]) == {"quantity-3": "sent_twice"}


def test_a_field_without_a_kind_is_a_mistake_of_ours() -> None:
    @dataclass(frozen=True)
    class Bare:
        name: str

    with pytest.raises(TypeError, match="needs a kind"):
        forms.parse(sent(name="x"), Bare)
