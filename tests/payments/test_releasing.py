"""Sending settlements for payment: once, by a third person, to the account that stands there now."""

import asyncio
from dataclasses import replace

import pytest

from emall.accounts.words import Duty
from emall.database import DB, Broken, Duplicate
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.payments import actions
from emall.settlement import actions as settlements
from tests.making import make_organisation
from tests.orders import town as t
from tests.payments import cashier as c

pytestmark = pytest.mark.usefixtures("db")


async def release(cashier: c.Cashier, *sheets: t.Row, visitor: t.Visitor | None = None) -> list[str]:
    chosen = {sheet.number: sheet.version for sheet in sheets}
    return await actions.release(visitor=visitor or cashier.accountant, chosen=chosen)


def keys(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.key for one in refused.value.refusals]


async def test_an_instruction_keeps_everything_as_it_was_sent() -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    payment = await cashier.released(sheet)
    assert (payment.status, payment.amount_fen, payment.channel) == ("ordered", 50_00, "treasury")
    assert (payment.payee_bank, payment.payee_account) == (c.BANK, c.ACCOUNT)
    assert payment.due_at > payment.released_at
    assert (payment.prepared_by, payment.reviewed_by) == (cashier.town.buyer.person, cashier.town.head.person)
    order = await DB.fetch_row("SELECT * FROM purchase_order ORDER BY id DESC LIMIT 1")
    assert order is not None and order.status == "paying"
    assert await t.deeds_of("payment", payment.number) == ["payment.release"]
    assert await t.deeds_of("order", order.number) and (await c.money(cashier.town))[:2] == (50_00, 0)
    assert c.ACCOUNT not in str(await DB.fetch("SELECT after FROM journal_entry"))
    assert await t.offences() == {}


async def test_several_at_once_or_none() -> None:
    cashier = await c.make_cashier()
    sheets = [await cashier.sheet() for _ in range(3)]
    assert len(await release(cashier, *sheets[:2])) == 2
    with pytest.raises(Conflict):
        await release(cashier, sheets[2], sheets[0])
    assert await DB.fetch_value("SELECT count(*) FROM payment") == 2
    with pytest.raises(Refused):
        await actions.release(visitor=cashier.accountant, chosen={})


async def test_only_an_accountant_of_the_unit_who_is_a_third_person() -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    with pytest.raises(Forbidden):
        await release(cashier, sheet, visitor=cashier.town.buyer)
    other = await t.seat("accountant", await make_organisation(kind="public_unit"))
    with pytest.raises(Missing):
        await release(cashier, sheet, visitor=other)
    for person in (cashier.town.buyer.person, cashier.town.head.person):
        same = await t.seat("accountant", cashier.town.unit, person=person)
        twin = replace(await t.seat("accountant", cashier.town.unit), twins=(person,))
        for visitor in (same, twin):
            with pytest.raises(Refused) as refused:
                await release(cashier, sheet, visitor=visitor)
            assert keys(refused) == ["payment_by_a_third"]


async def test_the_database_too_wants_a_third_person() -> None:
    cashier = await c.make_cashier()
    payment = await cashier.released()
    columns = "settlement, organisation, supplier, amount_fen, payee_name, payee_bank, payee_account"
    with pytest.raises(Broken, match="payment_by_a_third"):
        await DB.execute(
            f"INSERT INTO payment (number, {columns}, status, prepared_by, reviewed_by, released_by, released_at)"
            f" SELECT 'ZFX', {columns}, 'failed', prepared_by, reviewed_by, reviewed_by, now() FROM payment WHERE id = $1",
            payment.id,
        )


async def test_without_a_bank_account_nothing_is_sent_and_everybody_knows_whose_turn_it_is() -> None:
    cashier = await c.make_cashier(bank=False)
    sheet = await cashier.sheet()
    with pytest.raises(Refused) as refused:
        await release(cashier, sheet)
    (refusal,) = refused.value.refusals
    assert (refusal.key, refusal.params["number"]) == ("payee_bank_missing", sheet.number)
    admin = await t.seat("seller_admin", cashier.town.suppliers[0])
    other = await t.seat("seller_admin", cashier.town.suppliers[0])
    await actions.set_account(visitor=admin, bank="中国银行 丽水分行", account="6222 0212 1234 5678")
    assert set(await c.told("bank_account_changed")) == {
        (cashier.town.suppliers[0], "/supplier/account"),
        (cashier.town.unit, "/payments"),
    }
    people = {
        row.person for row in await DB.fetch("SELECT person FROM message WHERE kind = 'bank_account_changed'")
    }
    assert people == {other.person, cashier.accountant.person}
    payment = await cashier.released(sheet)
    assert payment.payee_account == "6222021212345678"


async def test_accounts_are_changed_by_the_firm_s_administrator_alone() -> None:
    cashier = await c.make_cashier()
    with pytest.raises(Forbidden):
        await actions.set_account(visitor=cashier.town.sellers[0], bank=c.BANK, account=c.ACCOUNT)
    admin = await t.seat(Duty.SELLER_ADMIN, cashier.town.suppliers[0])
    with pytest.raises(Refused) as refused:
        await actions.set_account(visitor=admin, bank="行", account="12a")
    assert keys(refused) == ["account_digits", "bank_name_needed"]
    with pytest.raises(Refused) as refused:
        await actions.set_account(visitor=admin, bank=c.BANK, account=c.ACCOUNT)
    assert keys(refused) == ["account_as_it_is"]


async def test_a_changed_account_leaves_what_was_sent_as_it_was() -> None:
    cashier = await c.make_cashier()
    payment = await cashier.released()
    admin = await t.seat(Duty.SELLER_ADMIN, cashier.town.suppliers[0])
    await actions.set_account(visitor=admin, bank="中国银行丽水分行", account="6222021212345678")
    assert (await c.payment_of(payment.number)).payee_account == c.ACCOUNT
    with pytest.raises(Broken, match="payment_frozen"):
        await DB.execute("UPDATE payment SET payee_account = '1' WHERE id = $1", payment.id)
    with pytest.raises(Broken, match="payment_frozen"):
        await DB.execute("DELETE FROM payment WHERE id = $1", payment.id)


async def test_money_not_bound_is_not_sent() -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    await DB.execute("UPDATE hold SET committed_fen = committed_fen - 1, released_fen = released_fen + 1")
    with pytest.raises(Refused) as refused:
        await release(cashier, sheet)
    assert keys(refused) == ["payment_funds_differ"]


async def test_a_crash_between_the_steps_leaves_nothing_and_it_can_be_sent_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()

    async def crash(*given: object, **named: object) -> None:
        raise RuntimeError("power cut")

    for place in ("mark_ordered", "record"):
        with monkeypatch.context() as broken:
            target = settlements if place == "mark_ordered" else actions.releasing
            broken.setattr(target, place, crash)
            with pytest.raises(RuntimeError, match="power cut"):
                await release(cashier, sheet)
        assert await DB.fetch_value("SELECT count(*) FROM payment") == 0
        assert await DB.fetch_value("SELECT count(*) FROM purchase_order WHERE status = 'paying'") == 0
    await release(cashier, sheet)
    assert await t.offences() == {}


async def test_a_second_instruction_alive_is_impossible_in_the_database() -> None:
    cashier = await c.make_cashier()
    payment = await cashier.released()
    columns = "settlement, organisation, supplier, amount_fen, payee_name, payee_bank, payee_account, status,"
    columns += " prepared_by, reviewed_by, released_by, released_at"
    with pytest.raises(Duplicate):
        await DB.execute(
            f"INSERT INTO payment (number, {columns}) SELECT 'ZFX', {columns} FROM payment WHERE id = $1",
            payment.id,
        )


@pytest.mark.committed
async def test_released_twenty_times_at_once_there_is_one_instruction() -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    second = await t.seat("accountant", cashier.town.unit)
    sent = [release(cashier, sheet, visitor=who) for who in (cashier.accountant, second) * 10]
    found = await asyncio.gather(*sent, return_exceptions=True)
    assert sum(isinstance(one, list) for one in found) == 1
    assert {type(one) for one in found if not isinstance(one, list)} == {Conflict}
    assert await DB.fetch_value("SELECT count(*) FROM payment") == 1
    assert await t.offences() == {}
