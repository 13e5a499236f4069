"""Placing, approving, receiving, reviewing and paying stay in different hands, through stand-ins and twins (T-A2)."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from emall.accounts.actions.identities import digest_of, record_identity
from emall.accounts.queries import same_human
from emall.approvals import actions
from emall.approvals.access import may_decide
from emall.database import DB, Broken
from emall.delivery import actions as delivery
from emall.kernel import clock
from emall.kernel.refusal import Refused
from emall.orders.access import is_receiver_of
from emall.rulebook import queries as rulebook
from emall.settlement import actions as settling
from emall.settlement.queries import sheets_page as settlement_sheets
from tests.delivery.test_signing import judge
from tests.making import make, make_person
from tests.orders import town as t
from tests.payments import cashier as c
from tests.plans.office import make_office
from tests.settlement import office

pytestmark = pytest.mark.usefixtures("db")
CARD, OTHER_CARD = "11010519491231002X", "33250119880807123X"


async def identify(*people: int, card: str = CARD) -> None:
    """The accounts belong to whoever carries this card."""
    await DB.execute(
        "UPDATE person SET identity = $2, identity_at = now() WHERE id = ANY($1::bigint[])",
        list(people),
        digest_of(card),
    )


async def twin_of(town: t.Town, person: int, duty: str) -> t.Visitor:
    """A second account of somebody, in a post of the same unit."""
    twin = await t.seat(duty, town.unit)
    await identify(person, twin.person)
    return twin


async def test_two_accounts_with_one_card_are_one_human_being() -> None:
    one, two, three = await make_person(), await make_person(), await make_person()
    assert not await same_human(one, two)  # nothing recorded is not the same as the same
    assert await same_human(one, one)
    await identify(one, two)
    await identify(three, card=OTHER_CARD)
    assert await same_human(one, two) and not await same_human(one, three)


async def test_the_number_itself_is_nowhere() -> None:
    town = await t.make_town()
    admin = await t.seat("unit_admin", town.unit)
    await record_identity(visitor=admin, person=town.buyer.person, id_number="1101 0519 4912 3100 2x")
    row = await DB.fetch_row("SELECT * FROM person WHERE id = $1", town.buyer.person)
    assert row is not None and row.identity == digest_of(CARD) and CARD not in str(dict(row))
    told = await DB.fetch("SELECT * FROM journal_entry WHERE kind = 'person'")
    assert told and row.identity not in str([dict(one) for one in told]) and CARD[:6] not in str(told)
    with pytest.raises(Refused, match="identity_recorded"):
        await record_identity(visitor=admin, person=town.buyer.person, id_number=CARD)
    with pytest.raises(Refused, match="not_yourself"):
        await record_identity(visitor=admin, person=admin.person, id_number=CARD)
    with pytest.raises(Refused, match="not_an_id_number"):
        await record_identity(visitor=admin, person=town.head.person, id_number="110105194912310021")


async def test_a_twin_of_the_buyer_approves_nothing() -> None:
    town = await t.make_town(levels=(0, 99_999_00))
    number = await town.submit({town.goods[0]: 1})
    await identify(town.buyer.person, town.head.person)  # found out while the sheet was under way
    with pytest.raises(Refused, match="same_human"):
        await town.agree(number)
    with pytest.raises(Broken, match="approval_step_two_people"):
        await DB.execute("UPDATE approval_step SET status = 'agreed', decided_at = now()")
    again = await town.submit({town.goods[0]: 1})  # known from the beginning: the next level is asked instead
    step = await DB.fetch_row("SELECT * FROM approval_step ORDER BY id DESC LIMIT 1")
    assert step is not None and step.approver == town.chief.person
    await town.agree(again, town.chief)


async def test_a_twin_of_the_buyer_decides_nothing_as_a_stand_in_either() -> None:
    town = await t.make_town(levels=(0,))
    twin = await twin_of(town, town.buyer.person, "approver")
    today = clock.today()
    absence = actions.Absence(town.head.post or 0, twin.post or 0, today, today + timedelta(days=1), "出差")
    await actions.name_stand_in(visitor=town.head, absence=absence)
    number = await town.submit({town.goods[0]: 1})
    with pytest.raises(Refused, match="same_human"):
        await town.agree(number, twin)
    with pytest.raises(Broken, match="approval_step_two_people"):
        await DB.execute("UPDATE approval_step SET decided_at = now(), decided_by = $1", twin.person)
    step = {
        "status": "now",
        "post": town.head.post,
        "approver": town.head.person,
        "requester": town.buyer.person,
    }
    knows = t.visitor_of(twin.person, twin.post or 0, town.unit, "approver")
    assert may_decide(knows, {**step, "delegates": [twin.post]})
    from dataclasses import replace

    assert not may_decide(replace(knows, twins=(town.buyer.person,)), {**step, "delegates": [twin.post]})


async def test_a_twin_of_the_buyer_neither_receives_nor_accepts() -> None:
    town = await t.make_town()
    order = await town.confirmed()
    twin = await twin_of(town, town.buyer.person, "receiver")
    parcel = await t.ship_all(town.sellers[0], order.number)
    with pytest.raises(Refused, match="same_human") as refused:
        await t.receive_all(twin, order.number, parcel)
    assert "receipt_two_people" in str(refused.value.__cause__)
    await t.receive_all(town.receiver, order.number, parcel)
    with pytest.raises(Refused, match="buyer_does_not_accept"):
        await t.accept_all(twin, order.number)
    with pytest.raises(Broken, match="acceptance_two_people"):
        await make(
            "acceptance",
            number="YS1",
            order=order.id,
            accepted_by=twin.person,
            buyer=town.buyer.person,
            conclusion="passed",
            at=clock.now(),
        )
    assert not is_receiver_of(replace(twin, twins=(town.buyer.person,)), order)
    await t.accept_all(town.receiver, order.number)
    assert await t.offences() == {}


async def settled(town: t.Town, maker: int) -> tuple[int, t.Row]:
    """A settlement sheet of one accepted order, made by somebody and not reviewed yet."""
    order = await town.received()
    await t.accept_all(town.receiver, order.number)
    now = clock.now()
    invoice = await make(
        "invoice",
        number=f"{order.id:020d}",
        kind="digital_plain",
        supplier=order.supplier,
        organisation=town.unit,
        issued_on=clock.today(),
        buyer_name="单位",
        buyer_uscc="1",
        amount_fen=order.total_fen,
        tax_fen=0,
        made_by=town.sellers[0].person,
        made_at=now,
    )
    settlement = await make(
        "settlement",
        number=f"JS{order.id}",
        organisation=town.unit,
        supplier=order.supplier,
        amount_fen=order.total_fen,
        made_by=maker,
        made_at=now,
    )
    await make(
        "settlement_order",
        settlement=settlement,
        order=order.id,
        invoice=invoice,
        amount_fen=order.total_fen,
        active=True,
    )
    return settlement, order


async def review(settlement: int, person: int) -> None:
    """Somebody reviews a settlement."""
    await DB.execute(
        "UPDATE settlement SET reviewed_by = $2, reviewed_at = now() WHERE id = $1", settlement, person
    )


async def pay(town: t.Town, settlement: int, order: t.Row, by: int, maker: int, reviewer: int) -> None:
    """Somebody sends the payment."""
    await make(
        "payment",
        number=f"ZF{settlement}{by}",
        settlement=settlement,
        organisation=town.unit,
        supplier=order.supplier,
        amount_fen=order.total_fen,
        payee_name="供",
        payee_bank="行",
        payee_account="622",
        prepared_by=maker,
        reviewed_by=reviewer,
        released_by=by,
        released_at=clock.now(),
    )


async def test_settling_is_reviewed_by_neither_its_maker_nor_a_buyer_under_any_account() -> None:
    town = await t.make_town()
    maker = await t.seat("buyer", town.unit)
    settlement, _ = await settled(town, maker.person)
    for person, wall in (
        (maker.person, "settlement_two_people"),
        (town.buyer.person, "settlement_not_by_a_buyer"),
    ):
        twin = await twin_of(town, person, "approver")
        with pytest.raises(Broken, match=wall):
            await review(settlement, twin.person)
        await DB.execute("UPDATE person SET identity = ''")
    with pytest.raises(Broken, match="settlement_hands_apart"):
        await review(settlement, town.buyer.person)
    await review(settlement, town.chief.person)


@pytest.mark.parametrize("alone", [True, False], ids=["filled in", "signed with others"])
async def test_whoever_accepted_settles_under_no_account(alone: bool) -> None:
    town = await t.make_town()
    invoice = await office.issued(town, [await accepted(town, *([] if alone else [town.chief.person]))])
    twin = await twin_of(town, (town.receiver if alone else town.chief).person, "buyer")
    twin = replace(twin, twins=(town.receiver.person if alone else town.chief.person,))
    with pytest.raises(Refused, match="settler_accepted"):
        await settling.settle(visitor=twin, invoices={invoice.id: 1})
    with pytest.raises(Broken, match="settlement_hands_apart"):
        await put_on_a_sheet(invoice, maker=twin.person)
    await put_on_a_sheet(invoice, maker=town.buyer.person)


async def test_nobody_who_had_a_hand_in_it_reviews_under_a_second_account() -> None:
    town = await t.make_town()
    await DB.execute("UPDATE post SET active = false WHERE id = $1", town.chief.post)
    invoice = await office.issued(town)
    maker = await t.seat("buyer", town.unit)
    for person in (town.receiver.person, town.buyer.person, maker.person):
        await DB.execute("UPDATE person SET identity = ''")
        await identify(person, town.head.person)
        with pytest.raises(Refused, match="nobody_to_review"):
            await settling.settle(visitor=maker, invoices={invoice.id: 1})
    await DB.execute("UPDATE person SET identity = ''")
    sheet = await office.submitted(town, [invoice], maker=maker)
    assert (await settlement_sheets(town.head)).counts["mine"] == 1
    for person in (town.receiver.person, town.buyer.person, maker.person):
        await DB.execute("UPDATE person SET identity = ''")
        await identify(person, town.head.person)
        head = replace(town.head, twins=(person,))
        with pytest.raises(Refused, match="reviewer_apart"):
            await settling.review(visitor=head, number=sheet.number, version=1, verdict="agree")
        with pytest.raises(Broken):
            await review(sheet.id, town.head.person)
        assert (await settlement_sheets(head)).counts["mine"] == 0


async def test_a_panel_is_of_different_people_none_of_them_the_buyer() -> None:
    town = await t.make_town()
    order = await town.received()
    twin = await twin_of(town, town.buyer.person, "requester")
    with pytest.raises(Refused, match="buyer_does_not_accept"):
        await judge(town, order, twin.person)
    with pytest.raises(Broken, match="acceptance_member_two_people"):
        await DB.execute(
            "INSERT INTO acceptance_member (acceptance, person, buyer) VALUES ($1, $2, $3)",
            *((await accepted_sheet(town)), twin.person, town.buyer.person),
        )
    await DB.execute("UPDATE rule_value SET amount = $1 WHERE key = 'panel_from'", order.total_fen)
    rulebook.forget()
    await identify(town.head.person, town.chief.person, card=OTHER_CARD)
    try:
        with pytest.raises(Refused, match="panel_needed"):
            await judge(town, order, town.head.person, town.chief.person)
    finally:
        rulebook.forget()


async def accepted(town: t.Town, *members: int) -> t.Row:
    """An order accepted by the receiver and others."""
    order = await town.received()
    paper = await judge(town, order, *members)
    for visitor in (town.head, town.chief):
        if visitor.person in members:
            await delivery.sign(visitor=visitor, number=order.number, paper=paper)
    return await t.order_of(order.number)


async def accepted_sheet(town: t.Town) -> int:
    """The id of an acceptance sheet."""
    order = await accepted(town)
    found: int = await DB.fetch_value('SELECT id FROM acceptance WHERE "order" = $1', order.id)
    return found


async def put_on_a_sheet(invoice: t.Row, *, maker: int) -> None:
    """Write the orders of an invoice onto a new settlement of somebody, past the deeds."""
    sheet = await make(
        "settlement",
        number=f"JS{invoice.id}{maker}",
        organisation=invoice.organisation,
        supplier=invoice.supplier,
        amount_fen=invoice.amount_fen,
        made_by=maker,
        made_at=clock.now(),
    )
    await DB.execute(
        'INSERT INTO settlement_order (settlement, "order", invoice, amount_fen, active)'
        ' SELECT $1, "order", invoice, amount_fen, false FROM invoice_order WHERE invoice = $2',
        *(sheet, invoice.id),
    )


async def reviewed_too_late(known: bool) -> None:
    """A settlement is reviewed by an account that turned out meanwhile to be its maker's."""
    town = await t.make_town()
    sheet = await office.submitted(town)
    if known:
        await identify(town.buyer.person, town.head.person)
    await settling.review(visitor=town.head, number=sheet.number, version=1, verdict="agree")


async def paid_too_late(known: bool) -> None:
    """A settlement is paid by an account that turned out meanwhile to be its maker's."""
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    if known:
        await identify(cashier.town.buyer.person, cashier.accountant.person)
    await cashier.released(sheet)


async def filed_too_late(known: bool) -> None:
    """A plan is decided by an account that turned out meanwhile to be its author's."""
    planning = await make_office()
    number = await planning.submitted()
    if known:
        await identify(planning.buyer.person, planning.head.person)
    await planning.agree(number)


@pytest.mark.parametrize("deed", [reviewed_too_late, paid_too_late, filed_too_late])
async def test_what_only_the_database_sees_in_time_is_refused_in_words(
    deed: Callable[[bool], Awaitable[None]],
) -> None:
    await deed(False)
    with pytest.raises(Refused) as refused:
        await deed(True)
    assert [(one.field, one.key) for one in refused.value.refusals] == [("", "same_human")]
    assert isinstance(refused.value.__cause__, Broken)


Pair = Callable[[t.Town, t.Visitor], Awaitable[Any]]


@pytest.mark.parametrize(
    ("who", "wall"),
    [
        ("maker", "payment_not_by_its_maker"),
        ("reviewer", "payment_not_by_its_reviewer"),
        ("buyer", "payment_not_by_a_buyer"),
        ("approver", "payment_not_by_an_approver"),
    ],
)
@pytest.mark.parametrize("twin", [False, True], ids=["same account", "second account"])
async def test_nobody_pays_what_they_had_a_hand_in(who: str, wall: str, twin: bool) -> None:
    town = await t.make_town()
    maker = await t.seat("buyer", town.unit)
    settlement, order = await settled(town, maker.person)
    await review(settlement, town.chief.person)
    people = {"maker": maker, "reviewer": town.chief, "buyer": town.buyer, "approver": town.head}
    person = people[who].person
    payer = (await twin_of(town, person, "accountant")).person if twin else person
    walls = wall if twin or who in ("buyer", "approver") else "payment_by_a_third"
    with pytest.raises(Broken, match=walls):
        await pay(town, settlement, order, payer, maker.person, town.chief.person)
    third = await t.seat("accountant", town.unit)
    await pay(town, settlement, order, third.person, maker.person, town.chief.person)


async def test_plans_and_rules_are_decided_by_another_than_their_author() -> None:
    town = await t.make_town()
    author, other = await make_person(), await make_person()
    await identify(author, other)
    await DB.execute("UPDATE plan SET made_by = $1 WHERE id = $2", author, town.plan)
    for person, wall in ((author, "plan_step_not_by_its_maker"), (other, "plan_step_two_people")):
        with pytest.raises(Broken, match=wall):
            await make(
                "plan_step",
                plan=town.plan,
                position=1,
                stage="unit_review",
                organisation=town.unit,
                decided_by=person,
            )
    with pytest.raises(Broken, match="rule_change_two_people"):
        await make(
            "rule_change",
            number="GZ1",
            key="approval_days",
            amount=3,
            unit="working_days",
            valid_from=clock.today(),
            source="",
            reason="试",
            proposed_by=author,
            proposed_at=clock.now(),
            decided_by=other,
        )


async def test_an_identity_entered_later_is_told_and_undoes_nothing() -> None:
    town = await t.make_town()
    number = await town.submit({town.goods[0]: 1})
    await town.agree(number)
    assert await t.offences() == {}
    await identify(town.buyer.person, town.head.person)
    assert set(await t.offences()) == {"one_human_in_two_duties"}
    assert (await t.purchase_of(number)).status == "released"
