"""Accepting together: checklists, members who sign, objections, and what waits for the last signature."""

import pytest

from emall.database import DB, Broken, Row
from emall.delivery import actions
from emall.delivery.rules import Finding, Judgement
from emall.delivery.words import CheckResult
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from tests.making import make_organisation, make_person
from tests.orders import town as t

pytestmark = pytest.mark.usefixtures("db")


async def sheet_of(number: str) -> Row:
    """The row of an acceptance sheet."""
    row = await DB.fetch_row("SELECT * FROM acceptance WHERE number = $1", number)
    assert row is not None
    return row


async def judge(town: t.Town, order: Row, *members: int, reject: int = 0) -> str:
    """The receiver fills the sheet in together with others."""
    (line,) = await t.lines_of(order.number)
    judged = {line.id: Judgement(line.received - reject, reject, "damaged" if reject else "")}
    return await actions.accept(
        visitor=town.receiver, number=order.number, judged=judged, members=members, supplier_person="王经理"
    )


async def test_alone_judging_and_signing_are_one_deed() -> None:
    town = await t.make_town()
    order = await town.received()
    sheet = await sheet_of(await judge(town, order, town.receiver.person))
    assert (sheet.status, sheet.supplier_person, len(sheet.digest)) == ("signed", "王经理", 64)
    assert (await t.order_of(order.number)).status == "accepted"
    rows = await DB.fetch("SELECT person, signed_at FROM acceptance_member WHERE acceptance = $1", sheet.id)
    assert [(row.person, row.signed_at is not None) for row in rows] == [(town.receiver.person, True)]
    assert await t.offences() == {}


async def test_the_order_moves_with_the_last_signature() -> None:
    town = await t.make_town()
    order = await town.received()
    paper = await judge(town, order, town.head.person, town.chief.person, reject=2)
    assert (await t.order_of(order.number)).status == "received"
    assert await t.stock(town.goods[0]) == (95, 0)
    with pytest.raises(Conflict, match="signatures_pending"):
        await judge(town, order)
    assert await t.offences() == {}
    await actions.sign(visitor=town.head, number=order.number, paper=paper)
    with pytest.raises(Conflict):
        await actions.sign(visitor=town.head, number=order.number, paper=paper)
    with pytest.raises(Conflict):  # another sheet than the one shown
        await actions.sign(visitor=town.chief, number=order.number, paper=paper, digest="0" * 64)
    assert (await t.order_of(order.number)).status == "received"
    digest = (await sheet_of(paper)).digest
    await actions.sign(visitor=town.chief, number=order.number, paper=paper, digest=digest)
    assert (await t.order_of(order.number)).status == "part_accepted"
    assert await t.stock(town.goods[0]) == (97, 2)
    assert await t.deeds_of("acceptance", paper) == ["acceptance.fill", "acceptance.sign", "acceptance.sign"]
    assert await t.offences() == {}


async def test_nothing_leaves_while_signatures_are_awaited() -> None:
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 5})
    parcel = await t.ship_all(town.sellers[0], order.number, most=2)
    await t.receive_all(town.receiver, order.number, parcel)
    paper = await judge(town, order, town.head.person)
    with pytest.raises(Conflict, match="signatures_pending"):
        await t.ship_all(town.sellers[0], order.number)
    await actions.sign(visitor=town.head, number=order.number, paper=paper)
    await t.ship_all(town.sellers[0], order.number)
    assert await t.offences() == {}


async def test_an_objection_makes_the_sheet_void_and_the_goods_are_judged_anew() -> None:
    town = await t.make_town()
    order = await town.received()
    paper = await judge(town, order, town.head.person)
    with pytest.raises(Refused):
        await actions.object_to(visitor=town.head, number=order.number, paper=paper, reason=" ")
    await actions.object_to(visitor=town.head, number=order.number, paper=paper, reason="型号看错")
    with pytest.raises(Conflict):
        await actions.sign(visitor=town.head, number=order.number, paper=paper)
    again = await judge(town, order, town.head.person)
    await actions.object_to(visitor=town.receiver, number=order.number, paper=again, reason="漏记照片")
    await judge(town, order, reject=1)
    assert [row.status for row in await DB.fetch("SELECT status FROM acceptance ORDER BY id")] == [
        "void",
        "void",
        "signed",
    ]
    assert (await t.lines_of(order.number))[0].accepted == 4
    assert await t.offences() == {}


async def test_only_members_sign_and_only_people_of_the_unit_are_members() -> None:
    town = await t.make_town()
    order = await town.received()
    for wrong in (town.buyer.person, await make_person(), town.sellers[0].person):
        with pytest.raises(Refused):
            await judge(town, order, wrong)
    paper = await judge(town, order, town.head.person)
    for stranger, refusal in (
        (town.chief, Forbidden),
        (town.sellers[0], Forbidden),
        (await t.seat("receiver", await make_organisation(kind="public_unit")), Missing),
    ):
        with pytest.raises(refusal):
            await actions.sign(visitor=stranger, number=order.number, paper=paper)


async def test_a_large_order_needs_a_panel() -> None:
    town = await t.make_town()
    order = await town.received()
    await DB.execute("UPDATE rule_value SET amount = $1 WHERE key = 'panel_from'", order.total_fen)
    from emall.rulebook.queries import forget

    forget()
    try:
        with pytest.raises(Refused, match="panel_needed"):
            await judge(town, order, town.head.person)
        await judge(town, order, town.head.person, town.chief.person)
    finally:
        forget()


async def test_a_failed_item_is_rejected_or_explained() -> None:
    town = await t.make_town()
    order = await town.received()
    (line,) = await t.lines_of(order.number)

    async def accept(judgement: Judgement) -> None:
        await actions.accept(visitor=town.receiver, number=order.number, judged={line.id: judgement})

    failed = {2: Finding(CheckResult.FAILED)}
    with pytest.raises(Refused, match="failed_item_needs_word"):
        await accept(Judgement(5, findings=failed))
    with pytest.raises(Refused, match="item_unknown"):
        await accept(Judgement(5, findings={99: Finding()}))
    await accept(Judgement(5, findings={2: Finding(CheckResult.FAILED, "外箱轻微划痕，不影响使用")}))
    rows = await DB.fetch("SELECT kind, result, note FROM acceptance_check ORDER BY position")
    assert [row.result for row in rows] == ["passed", "failed", "passed", "passed", "passed"]
    assert rows[1].note == "外箱轻微划痕，不影响使用"
    assert await t.offences() == {}


async def test_a_signature_stands() -> None:
    town = await t.make_town()
    order = await town.received()
    await judge(town, order)
    for sql in (
        "UPDATE acceptance_member SET signed_at = NULL",
        "DELETE FROM acceptance_member",
        "UPDATE acceptance_check SET result = 'failed'",
    ):
        with pytest.raises(Broken):
            async with DB.transaction():
                await DB.execute(sql)
    with pytest.raises(Broken):
        async with DB.transaction():
            await DB.execute(
                "INSERT INTO acceptance_member (acceptance, person, buyer) SELECT id, buyer, buyer FROM acceptance"
            )
