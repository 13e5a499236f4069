"""Answers of the treasury and hands of accountants coming together over HTTP (T-C8): one effect, whatever the order."""

import asyncio
from typing import Any

import httpx
import msgspec
import pytest

from emall.database import DB, Row
from emall.settings import settings
from tests.orders import town as t
from tests.payments import cashier as c
from tests.races.crowd import PLACED, Crowd, all_at_once
from tests.settlement import office

ROUNDS, AT_ONCE = 3, 10


def written(answer: Any) -> dict[str, Any]:
    """A signed letter as a request."""
    body = msgspec.json.encode(answer, order="sorted")
    one = c.letter(body, secret=settings().treasury_secret)
    return {"url": c.PATH, "content": body, "headers": c.headers_of(one)}


async def together(people: Crowd, answers: list[Any]) -> list[str]:
    """What became of letters sent in the same moment; every one is answered properly."""
    stranger = people.stranger()
    found: list[httpx.Response] = await asyncio.gather(*(stranger.post(**written(one)) for one in answers))
    assert {one.status_code for one in found} <= {200, 409, 422}, [one.text for one in found]
    return sorted(one.json()["outcome"] for one in found)


async def end_of(payment: Row, sheet: Row) -> str:
    """Where a payment ended; ledger, settlement and orders agree with it."""
    status = str((await c.payment_of(payment.number)).status)
    paid = status == "paid"
    assert await c.ledger(sheet) == ([("pay", sheet.amount_fen)] if paid else [])
    assert (await office.settlement_of(sheet.number)).status == ("paid" if paid else "to_pay")
    return status


@pytest.fixture
async def cashier(people: Crowd) -> c.Cashier:
    """A town that pays, on the site of the races."""
    return await c.make_cashier()


async def test_the_same_answer_ten_times_at_once_pays_once(people: Crowd, cashier: c.Cashier) -> None:
    for _ in range(ROUNDS):
        sheet = await cashier.sheet()
        payment = await cashier.released(sheet)
        found = await together(people, [c.answer_for(payment)] * AT_ONCE)
        assert found == ["repeated"] * (AT_ONCE - 1) + ["taken"]
        assert await end_of(payment, sheet) == "paid"


async def test_paid_against_returned_against_other_amounts(people: Crowd, cashier: c.Cashier) -> None:
    for _ in range(ROUNDS):
        sheet = await cashier.sheet()
        payment = await cashier.released(sheet)
        answers = [
            c.answer_for(payment),
            c.answer_for(payment, "returned"),
            c.answer_for(payment, amount_fen=payment.amount_fen + 1),
            c.answer_for(payment),
        ]
        assert (await together(people, answers)).count("taken") == 1
        assert await end_of(payment, sheet) in ("paid", "failed")


async def test_one_reference_for_two_payments_at_once_pays_one(people: Crowd, cashier: c.Cashier) -> None:
    for _ in range(ROUNDS):
        payments = [await cashier.released() for _ in range(2)]
        reference = c.reference()
        found = await together(people, [c.answer_for(one, bank_reference=reference) for one in payments])
        assert found == ["refused", "taken"]


async def test_ten_windows_of_two_accountants_release_one_instruction(
    people: Crowd, cashier: c.Cashier
) -> None:
    second = await t.seat("accountant", cashier.town.unit)
    for _ in range(ROUNDS):
        sheet = await cashier.sheet()
        key = f"{sheet.number}:{sheet.version}"
        letters = [
            await people.form(who, "/payments", "release-one", numbers=key)
            for who in (cashier.accountant, second) * (AT_ONCE // 2)
        ]
        codes = [answer.status_code for answer in await all_at_once(letters)]
        assert sorted(codes) == [PLACED] + [409] * (AT_ONCE - 1)
        assert await DB.fetch_value("SELECT count(*) FROM payment WHERE settlement = $1", sheet.id) == 1
