"""Invoices on real tables: issued, taken back, confirmed, refused, and what speaks against each."""

from datetime import timedelta
from typing import Any

import pytest

from emall.database import DB, Broken
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.settlement import actions
from emall.settlement.kept import KeptFile
from emall.settlement.queries.matching import matches_of
from tests.orders import town as t
from tests.settlement import office

pytestmark = pytest.mark.usefixtures("db")


def keys(refused: Any) -> list[tuple[str, str]]:
    """Fields and keys of what was refused."""
    return [(one.field, one.key) for one in refused.value.refusals]


async def test_an_invoice_covers_what_was_accepted_line_by_line() -> None:
    town = await t.make_town()
    order = await office.accepted(town, {town.goods[0]: 5, town.goods[1]: 3})
    invoice = await office.issued(town, [order])
    assert (invoice.status, invoice.amount_fen) == ("issued", 50_00 + 76_50)
    assert (invoice.organisation, invoice.supplier, invoice.kind) == (
        town.unit,
        town.suppliers[0],
        "digital_plain",
    )
    lines = await DB.fetch("SELECT * FROM invoice_line WHERE invoice = $1 ORDER BY id", invoice.id)
    assert [(line.quantity, line.amount_fen, line.tax_fen) for line in lines] == [
        (5, 50_00, 575),
        (3, 76_50, 880),
    ]
    assert invoice.tax_fen == 575 + 880  # by line, then summed
    assert await office.status_of(order) == "invoiced"
    told = await DB.fetch_row("SELECT * FROM message WHERE kind = 'invoice_issued'")
    assert told is not None and told.person == town.buyer.person and told.link == f"/invoices/{invoice.id}"
    assert await t.deeds_of("invoice", str(invoice.id)) == ["invoice.issue"]
    assert await t.offences() == {}


async def test_freight_is_a_line_of_its_own_at_the_rate_of_the_main_goods() -> None:
    town = await t.make_town()
    await DB.execute(
        "UPDATE supplier_profile SET freight_fen = 800 WHERE organisation = $1", town.suppliers[0]
    )
    order = await office.accepted(town)
    invoice = await office.issued(town, [order])
    (freight,) = await DB.fetch(
        "SELECT * FROM invoice_line WHERE invoice = $1 AND order_line IS NULL", invoice.id
    )
    assert (freight.name, freight.quantity, freight.amount_fen, freight.vat_bp) == ("运费", 1, 8_00, 1300)
    assert invoice.amount_fen == order.total_fen == 58_00
    assert (await matches_of([invoice.id]))[invoice.id].fits
    assert await t.offences() == {}


async def test_several_orders_of_one_unit_on_one_invoice() -> None:
    town = await t.make_town()
    orders = [await office.accepted(town), await office.accepted(town, {town.goods[1]: 2})]
    invoice = await office.issued(town, orders)
    assert invoice.amount_fen == 101_00
    assert [await office.status_of(order) for order in orders] == ["invoiced", "invoiced"]
    assert await t.offences() == {}


async def test_every_fault_of_number_date_total_and_quantity_is_said_at_once() -> None:
    town = await t.make_town()
    order = await office.accepted(town)
    (line,) = await t.lines_of(order.number)
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        await office.issued(
            town, [order], number="123", issued_on=tomorrow, amount_fen=49_99, quantities={line.id: 6}
        )
    assert keys(refused) == [
        ("number", "invoice_number_digits"),
        ("issued_on", "invoice_date_range"),
        ("amount", "invoice_total_differs"),
        (f"quantity-{line.id}", "invoice_quantity_differs"),
    ]
    assert await office.status_of(order) == "accepted"
    assert await DB.fetch_value("SELECT count(*) FROM invoice") == 0


async def test_it_may_be_dated_from_the_day_the_order_was_taken_on() -> None:
    town = await t.make_town()
    order = await office.accepted(town)
    await DB.execute(
        "UPDATE purchase_order SET confirmed_at = confirmed_at - interval '9 days' WHERE id = $1", order.id
    )
    with pytest.raises(Refused) as refused:
        await office.issued(town, [order], issued_on=clock.today() - timedelta(days=10))
    assert keys(refused) == [("issued_on", "invoice_date_range")]
    invoice = await office.issued(town, [order], issued_on=clock.today() - timedelta(days=9))
    assert invoice.status == "issued"


async def test_nothing_is_invoiced_before_it_is_accepted_nor_twice() -> None:
    town = await t.make_town()
    received = await town.received()
    with pytest.raises(Refused) as refused:
        await office.issued(town, [received])
    assert keys(refused) == [("order", "order_not_to_invoice")]
    order = await office.accepted(town)
    await office.issued(town, [order])
    with pytest.raises(Refused) as refused:
        await office.issued(town, [order])
    assert keys(refused) == [("order", "order_not_to_invoice")]


async def test_a_number_in_force_is_taken_and_free_again_afterwards() -> None:
    town = await t.make_town()
    first, second = await office.accepted(town), await office.accepted(town)
    number = office.fresh_number()
    invoice = await office.issued(town, [first], number=number)
    with pytest.raises(Refused) as refused:
        await office.issued(town, [second], number=number)
    assert keys(refused) == [("number", "invoice_number_taken")]
    await actions.withdraw(visitor=town.sellers[0], invoice=invoice.id, version=invoice.version)
    assert (await office.issued(town, [second], number=number)).status == "issued"
    assert await t.offences() == {}


async def test_orders_with_different_titles_or_of_others_do_not_share_an_invoice() -> None:
    town, other = await t.make_town(), await t.make_town()
    first, second = await office.accepted(town), await office.accepted(town)
    await DB.execute("UPDATE purchase SET invoice_title = '分局' WHERE id = $1", second.purchase)
    with pytest.raises(Refused) as refused:
        await office.issued(town, [first, second])
    assert keys(refused) == [("order", "invoice_one_title")]
    with pytest.raises(Missing):
        await office.issued(town, [first, await office.accepted(other)])
    with pytest.raises(Missing):
        await office.issued(town, [first], seller=town.sellers[1])
    with pytest.raises(Forbidden):
        await office.issued(town, [first], seller=town.buyer)


async def test_the_title_frozen_on_the_sheet_stands_on_the_invoice() -> None:
    town = await t.make_town()
    order = await office.accepted(town)
    await DB.execute(
        "UPDATE purchase SET invoice_title = '丽水市某局', invoice_uscc = '113311000026500001',"
        " invoice_kind = 'digital_special' WHERE id = $1",
        order.purchase,
    )
    invoice = await office.issued(town, [order])
    assert (invoice.buyer_name, invoice.buyer_uscc, invoice.kind) == (
        "丽水市某局",
        "113311000026500001",
        "digital_special",
    )


async def test_a_file_of_another_invoice_is_refused_and_small_differences_are_kept() -> None:
    town = await t.make_town()
    order = await office.accepted(town)
    number, day = office.fresh_number(), clock.today().isoformat()
    other = {
        "number": "9" * 20,
        "issued_on": day,
        "amount_fen": 50_01,
        "buyer_uscc": "X",
        "seller_name": "别家",
    }
    with pytest.raises(Refused) as refused:
        await office.issued(town, [order], number=number, file=KeptFile("d" * 64, "a.xml", "xml", 9, other))
    assert keys(refused) == [
        ("number", "file_says_number"),
        ("file", "file_says_buyer_uscc"),
        ("amount", "file_says_amount_fen"),
    ]
    right = {"number": number, "issued_on": day, "amount_fen": 50_00, "tax_fen": 574}
    invoice = await office.issued(
        town, [order], number=number, file=KeptFile("d" * 64, "a.xml", "xml", 9, right)
    )
    assert (invoice.file_kind, invoice.file_facts) == ("xml", right)


async def test_one_paper_stands_behind_one_invoice() -> None:
    town = await t.make_town()
    orders = [await office.accepted(town) for _ in range(2)]
    paper = KeptFile("e" * 64, "a.pdf", "pdf", 9, {})
    first = await office.issued(town, orders[:1], file=paper)
    with pytest.raises(Refused) as refused:
        await office.issued(town, orders[1:], file=paper)
    assert keys(refused) == [("file", "file_of_another_invoice")]
    await actions.withdraw(visitor=town.sellers[0], invoice=first.id, version=1, reason="金额开错")
    await office.issued(town, orders[1:], file=paper)


async def test_taken_back_by_the_supplier_until_the_buyer_has_decided() -> None:
    town = await t.make_town()
    order = await office.accepted(town)
    invoice = await office.issued(town, [order])
    for who, error in ((town.buyer, Forbidden), (town.sellers[1], Missing)):
        with pytest.raises(error):
            await actions.withdraw(visitor=who, invoice=invoice.id, version=1)
    with pytest.raises(Conflict):
        await actions.withdraw(visitor=town.sellers[0], invoice=invoice.id, version=2)
    await actions.withdraw(visitor=town.sellers[0], invoice=invoice.id, version=1, reason="金额开错")
    assert await office.status_of(order) == "accepted"
    again = await office.issued(town, [order])
    await actions.confirm(visitor=town.buyer, invoice=again.id, version=1)
    with pytest.raises(Conflict):
        await actions.withdraw(visitor=town.sellers[0], invoice=again.id, version=2)
    assert await t.deeds_of("invoice", str(invoice.id)) == ["invoice.issue", "invoice.withdraw"]
    assert await t.offences() == {}


async def test_refused_with_a_reason_before_and_after_it_was_confirmed() -> None:
    town = await t.make_town()
    order = await office.accepted(town)
    invoice = await office.issued(town, [order])
    with pytest.raises(Refused) as refused:
        await actions.refuse(visitor=town.buyer, invoice=invoice.id, version=1, reason=" ")
    assert keys(refused) == [("reason", "reason_needed_to_refuse_invoice")]
    await actions.refuse(visitor=town.buyer, invoice=invoice.id, version=1, reason="抬头有误")
    assert await office.status_of(order) == "accepted"
    told = await DB.fetch_row("SELECT * FROM message WHERE kind = 'invoice_refused'")
    assert told is not None and told.facts["reason"] == "抬头有误"
    again = await office.issued(town, [order])
    await actions.confirm(visitor=town.buyer, invoice=again.id, version=1)
    await actions.refuse(visitor=town.buyer, invoice=again.id, version=2, reason="税率有误")
    assert await office.status_of(order) == "accepted"
    assert await t.offences() == {}


async def test_nothing_is_confirmed_while_order_acceptance_and_invoice_differ() -> None:
    town = await t.make_town()
    order = await office.accepted(town)
    invoice = await office.issued(town, [order])
    await DB.execute('UPDATE order_line SET accepted = 4 WHERE "order" = $1', order.id)
    match = (await matches_of([invoice.id]))[invoice.id]
    assert not match.fits and match.difference_fen == 10_00
    for deed in (
        actions.confirm(visitor=town.buyer, invoice=invoice.id, version=1),
        actions.settle(visitor=town.buyer, invoices={invoice.id: 1}),
    ):
        with pytest.raises(Refused) as refused:
            await deed
        assert keys(refused) == [("", "match_line_differs")]
    assert (await office.invoice_of(invoice.id)).status == "issued"


async def test_what_was_issued_stays_as_it_is() -> None:
    town = await t.make_town()
    invoice = await office.issued(town)
    for sql in (
        "UPDATE invoice SET amount_fen = amount_fen + 1",
        "UPDATE invoice_line SET quantity = quantity + 1, amount_fen = amount_fen + price_fen",
        "DELETE FROM invoice_line",
    ):
        with pytest.raises(Broken):
            await DB.execute(sql)
    assert (await office.invoice_of(invoice.id)).amount_fen == 50_00
