"""Answers of the treasury: money moves once, whatever comes, in whatever order."""

import asyncio
from datetime import timedelta

import pytest

from emall.database import DB, Broken
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.payments import actions
from emall.payments.documents import digest_of
from emall.payments.words import Said, Way
from emall.reviews import actions as reviews
from tests.orders import town as t
from tests.payments import cashier as c
from tests.settlement import office

pytestmark = pytest.mark.usefixtures("db")
ORDER_ON = """SELECT o.number FROM settlement_order s JOIN purchase_order o ON o.id = s."order" WHERE s.settlement = $1"""


async def order_statuses(sheet: t.Row) -> list[str]:
    rows = await DB.fetch(
        'SELECT o.status FROM purchase_order o JOIN settlement_order s ON s."order" = o.id WHERE s.settlement = $1',
        sheet.id,
    )
    return [row.status for row in rows]


async def test_paid_closes_everything_and_tells_both_sides() -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    payment = await cashier.paid(sheet)
    assert (payment.status, payment.bank_reference[:2], payment.ended_at is not None) == ("paid", "GK", True)
    assert await c.money(cashier.town) == (0, 50_00, 49_950_00)
    assert await c.ledger(sheet) == [("pay", 50_00)]
    assert ((await office.settlement_of(sheet.number)).status, await order_statuses(sheet)) == (
        "paid",
        ["paid"],
    )
    assert await t.deeds_of("payment", payment.number) == ["payment.release", "payment.pay"]
    link = f"/payments/{payment.number}"
    assert set(await c.told("payment_paid")) == {
        (cashier.town.unit, link),
        (cashier.town.suppliers[0], "/supplier/account"),
    }
    assert await t.offences() == {}


async def test_late_payment_costs_interest_by_the_bank_s_day() -> None:
    cashier = await c.make_cashier()
    order = await office.accepted(cashier.town, {cashier.town.goods[0]: 100})
    sheet = await cashier.sheet(accepted_orders=[order], due_in=-20)
    await cashier.paid(sheet)
    assert (await office.settlement_of(sheet.number)).interest_fen == 10_00
    assert {one for one, _ in await c.told("payment_paid_late")} == {
        cashier.town.unit,
        cashier.town.suppliers[0],
    }


async def test_the_same_answer_again_is_heard_and_has_no_effect() -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    payment = await cashier.released(sheet)
    answer = c.answer_for(payment)
    results = [await c.say(payment, answer=answer) for _ in range(3)]
    assert [(one.outcome, one.status) for one in results] == [
        ("taken", "paid"),
        ("repeated", "paid"),
        ("repeated", "paid"),
    ]
    assert await c.ledger(sheet) == [("pay", 50_00)]
    assert len(await c.told("payment_paid")) == 3  # accountant, buyer, seller; each once
    assert await t.offences() == {}


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"amount_fen": 50_01}, "amount_differs"),
        ({"payment": "ZF202601010001"}, "payment_unknown"),
        ({"on": clock.today() + timedelta(days=1)}, "day_impossible"),
        ({"on": clock.today() - timedelta(days=9)}, "day_impossible"),
    ],
)
async def test_what_does_not_fit_is_kept_and_moves_nothing(other: dict[str, object], why: str) -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    payment = await cashier.released(sheet)
    before = await c.money(cashier.town)
    for said in Said:
        result = await c.say(payment, said, **other)
        assert (result.outcome, result.why) == ("refused", why)
    assert (await c.money(cashier.town), await c.ledger(sheet)) == (before, [])
    assert (await c.payment_of(payment.number)).status == "ordered"
    kept = await DB.fetch("SELECT outcome, reason FROM treasury_answer")
    assert {(row.outcome, row.reason) for row in kept} == {("refused", why)}
    with pytest.raises(Broken):
        await DB.execute("UPDATE treasury_answer SET outcome = 'taken'")


async def test_returned_before_it_was_paid_it_is_sent_again_under_a_new_number() -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    payment = await cashier.released(sheet)
    result = await c.say(payment, "returned")
    assert (result.outcome, result.status) == ("taken", "failed")
    assert (await c.money(cashier.town))[:2] == (50_00, 0)
    assert (await c.payment_of(payment.number)).reason == "账号不存在"
    assert await order_statuses(sheet) == ["settling"]
    assert await c.told("payment_returned") == [(cashier.town.unit, f"/payments/{payment.number}")]
    again = await cashier.paid(sheet)
    assert again.number != payment.number and await c.ledger(sheet) == [("pay", 50_00)]
    late = await c.say(payment, "paid")
    assert late.why == "returned_already"
    assert await c.ledger(sheet) == [("pay", 50_00)] and await t.offences() == {}


async def test_money_that_comes_back_of_a_completed_order_is_paid_again() -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    payment = await cashier.paid(sheet)
    number = str(await DB.fetch_value(ORDER_ON, sheet.id))
    for visitor in (cashier.town.buyer, cashier.town.sellers[0]):
        marks = {"goods": 5, "delivery": 5, "service": 5}
        await reviews.write(visitor=visitor, number=number, marks=marks, comment="")
    assert await order_statuses(sheet) == ["completed"]
    result = await c.say(payment, "returned")
    assert (result.outcome, result.status) == ("taken", "failed")
    assert (await c.money(cashier.town))[:2] == (50_00, 0)
    order = await t.order_of(number)
    assert (order.status, order.ended_at) == ("settling", None) and await t.offences() == {}
    asked = len(await c.told("review_open"))
    await cashier.paid(sheet)
    assert await c.ledger(sheet) == [("pay", 50_00), ("refund", 50_00), ("pay", 50_00)]
    assert len(await c.told("review_open")) == asked
    assert await reviews.complete_due() == 1
    assert await order_statuses(sheet) == ["completed"] and await t.offences() == {}


async def test_paid_money_that_comes_back_is_an_opposite_entry() -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    payment = await cashier.paid(sheet)
    other = await c.say(payment, "returned", bank_reference=c.reference())
    assert other.why == "paid_already"
    result = await c.say(payment, "returned")
    assert (result.outcome, result.status) == ("taken", "failed")
    assert await c.ledger(sheet) == [("pay", 50_00), ("refund", 50_00)]
    assert (await c.money(cashier.town))[:2] == (50_00, 0)
    assert ((await office.settlement_of(sheet.number)).status, await order_statuses(sheet)) == (
        "to_pay",
        ["settling"],
    )
    reason = await DB.fetch_value("SELECT reason FROM ledger_entry WHERE kind = 'refund'")
    assert reason == f"{payment.number} 账号不存在"
    assert (await c.say(payment, "paid")).outcome == "repeated"
    assert (await c.say(payment, "returned")).outcome == "repeated"
    again = await cashier.paid(sheet)
    assert (await c.payment_of(again.number)).status == "paid"
    assert await c.ledger(sheet) == [("pay", 50_00), ("refund", 50_00), ("pay", 50_00)]
    assert await t.offences() == {}


async def test_one_reference_pays_one_payment() -> None:
    cashier = await c.make_cashier()
    first, second = await cashier.paid(), await cashier.released()
    result = await c.say(second, bank_reference=first.bank_reference)
    assert (result.outcome, result.why) == ("refused", "reference_taken")
    assert (await c.payment_of(second.number)).status == "ordered"


async def test_a_crash_while_paying_leaves_nothing_and_the_answer_can_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    payment = await cashier.released(sheet)
    answer = c.answer_for(payment)

    async def crash(*given: object, **named: object) -> None:
        raise RuntimeError("power cut")

    for step in ("tell_paid", "keep", "record"):
        with monkeypatch.context() as broken:
            broken.setattr(actions.answering, step, crash)
            with pytest.raises(RuntimeError, match="power cut"):
                await c.say(payment, answer=answer)
        assert (await c.ledger(sheet), await c.answers_to(payment)) == ([], [])
        assert (await c.payment_of(payment.number)).status == "ordered"
    assert (await c.say(payment, answer=answer)).outcome == "taken"
    assert await c.ledger(sheet) == [("pay", 50_00)] and await t.offences() == {}


async def test_enterprises_enter_what_their_own_bank_did() -> None:
    cashier = await c.make_cashier(kind="state_enterprise")
    sheet = await cashier.sheet()
    payment = await cashier.released(sheet)
    assert payment.channel == "own_bank"
    assert (await c.say(payment)).why == "other_channel"
    facts = {"number": payment.number, "bank_reference": "ICBC-000001", "on": clock.today()}
    with pytest.raises(Missing):
        await actions.enter_outcome(visitor=cashier.town.buyer, said="paid", **facts)
    await actions.enter_outcome(visitor=cashier.accountant, said="paid", **facts)
    assert await c.ledger(sheet) == [("pay", 50_00)]
    with pytest.raises(Conflict):
        await actions.enter_outcome(
            visitor=cashier.accountant, said="paid", **{**facts, "bank_reference": "ICBC-000002"}
        )
    with pytest.raises(Refused):
        await actions.enter_outcome(
            visitor=cashier.accountant, said="returned", **{**facts, "on": clock.today() + timedelta(days=1)}
        )
    await actions.enter_outcome(visitor=cashier.accountant, said="returned", reason="重复付款", **facts)
    assert await c.ledger(sheet) == [("pay", 50_00), ("refund", 50_00)]
    assert await t.deeds_of("payment", payment.number) == ["payment.release", "payment.pay", "payment.return"]


async def test_money_returned_to_an_enterprise_has_a_reason() -> None:
    cashier = await c.make_cashier(kind="state_enterprise")
    payment = await cashier.released()
    facts = {"number": payment.number, "bank_reference": "ICBC-000001", "on": clock.today()}
    with pytest.raises(Refused) as refused:
        await actions.enter_outcome(visitor=cashier.accountant, said="returned", reason=" ", **facts)
    assert [one.field for one in refused.value.refusals] == ["reason"]
    assert (await c.payment_of(payment.number)).status == "ordered"


async def test_banks_of_enterprises_number_for_themselves() -> None:
    one, other = [await c.make_cashier(kind="state_enterprise") for _ in range(2)]
    public = await c.make_cashier()
    same = "2026110001"
    for firm in (one, other):
        payment = await firm.released()
        facts = {"number": payment.number, "said": "paid", "bank_reference": same, "on": clock.today()}
        await actions.enter_outcome(visitor=firm.accountant, **facts)
        assert (await c.payment_of(payment.number)).status == "paid"
        await actions.enter_outcome(visitor=firm.accountant, **facts)  # again: no effect
    payment = await public.released()
    assert (await c.say(payment, bank_reference=same)).outcome == "taken"
    again = await one.released(await one.sheet())
    with pytest.raises(Refused, match="answer_refused"):
        await actions.enter_outcome(
            visitor=one.accountant, number=again.number, said="paid", bank_reference=same, on=clock.today()
        )
    assert (
        await c.say(await public.released(await public.sheet()), bank_reference=same)
    ).why == "reference_taken"
    assert await t.offences() == {}


async def test_payments_of_public_units_are_not_entered_by_hand() -> None:
    cashier = await c.make_cashier()
    payment = await cashier.released()
    with pytest.raises(Missing):
        await actions.enter_outcome(
            visitor=cashier.accountant,
            number=payment.number,
            said="paid",
            bank_reference="GK000001",
            on=clock.today(),
        )


async def test_a_file_of_instructions_is_made_once_and_stays_the_same() -> None:
    cashier = await c.make_cashier()
    payments = [await cashier.released() for _ in range(2)]
    with pytest.raises(Forbidden):
        await actions.hand_over(visitor=cashier.accountant)
    number = await actions.hand_over(visitor=cashier.finance)
    batch = await DB.fetch_row("SELECT * FROM treasury_batch WHERE number = $1", number)
    assert batch is not None and (batch.count, batch.amount_fen) == (2, 100_00)
    lines = batch.content.splitlines()
    assert (
        len(lines) == 4
        and all(one.number in batch.content for one in payments)
        and c.ACCOUNT in batch.content
    )
    assert f'"count":2,"sha256":"{batch.digest}"' in lines[-1]
    await DB.execute("UPDATE organisation SET name = '改名后的单位' WHERE id = $1", cashier.town.unit)
    assert (
        await DB.fetch_value("SELECT content FROM treasury_batch WHERE number = $1", number) == batch.content
    )
    with pytest.raises(Refused):
        await actions.hand_over(visitor=cashier.finance)
    assert await t.deeds_of("treasury_batch", number) == ["treasury_batch.create"]


async def test_rows_of_an_answer_file_count_each_by_itself() -> None:
    cashier = await c.make_cashier()
    payments = [await cashier.released() for _ in range(3)]
    answers = [
        c.answer_for(payments[0]),
        c.answer_for(payments[1], amount_fen=1),
        c.answer_for(payments[2], "returned"),
    ]
    content = c.file_of(*answers)
    found = await actions.take_file(visitor=cashier.finance, content=content)
    assert (found.taken, found.repeated, found.refused) == (2, 0, 1)
    again = await actions.take_file(visitor=cashier.finance, content=content)
    assert (again.digest, again.taken, again.repeated, again.refused) == (found.digest, 0, 2, 1)
    statuses = [(await c.payment_of(one.number)).status for one in payments]
    assert statuses == ["paid", "ordered", "failed"]
    ways = {row.channel for row in await DB.fetch("SELECT channel FROM treasury_answer")}
    assert ways == {Way.FILE}
    with pytest.raises(Forbidden):
        await actions.take_file(visitor=cashier.accountant, content=content)


async def test_a_line_that_cannot_be_read_holds_up_nobody() -> None:
    cashier = await c.make_cashier()
    payment = await cashier.released()
    good = c.file_of(c.answer_for(payment), c.answer_for(payment, "returned"))
    lines = good.splitlines(keepends=True)
    lines[2] = lines[2].replace(b'"returned"', b'"lost"')

    digest = digest_of(b"".join(lines[:-1]))
    lines[-1] = b'{"amount_fen":10000,"count":2,"sha256":"%s"}\n' % digest.encode()
    found = await actions.take_file(visitor=cashier.finance, content=b"".join(lines))
    assert (found.taken, found.refused) == (1, 1)
    row = await DB.fetch_row("SELECT * FROM treasury_answer WHERE outcome = 'refused'")
    assert row is not None and (row.reason, row.digest, '"lost"' in row.body) == (
        "unreadable",
        found.digest,
        True,
    )


@pytest.mark.committed
async def test_answers_coming_together_have_one_effect() -> None:
    cashier = await c.make_cashier()
    for _ in range(3):
        sheet = await cashier.sheet()
        payment = await cashier.released(sheet)
        answer = c.answer_for(payment)
        found = await asyncio.gather(*(c.say(payment, answer=answer) for _ in range(10)))
        assert sorted(one.outcome for one in found) == ["repeated"] * 9 + ["taken"]
        assert await c.ledger(sheet) == [("pay", 50_00)]
    assert await t.offences() == {}


@pytest.mark.committed
async def test_paid_against_returned_ends_one_way() -> None:
    cashier = await c.make_cashier()
    for _ in range(3):
        sheet = await cashier.sheet()
        payment = await cashier.released(sheet)
        answers = [c.answer_for(payment), c.answer_for(payment, "returned")]
        found = await asyncio.gather(*(c.say(payment, answer=one) for one in answers * 3))
        assert sum(one.outcome == "taken" for one in found) == 1
        status = (await c.payment_of(payment.number)).status
        assert await c.ledger(sheet) == ([("pay", 50_00)] if status == "paid" else [])
    assert await t.offences() == {}
