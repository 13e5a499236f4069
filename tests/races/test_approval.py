"""Several hands on one purchase sheet: one decision, one entry in the journal, and kind words for whoever came second."""

from emall.approvals.actions import Absence, name_stand_in
from emall.database import DB
from emall.kernel import clock
from emall.requisitions.actions import ask
from emall.requisitions.rules import Wish
from emall.web.visitor import Visitor
from tests.cart.shop import make_shop
from tests.orders import town as t
from tests.races.crowd import PLACED, Crowd, Letter, all_at_once, outcome

ROUNDS = 3
GOODS = 3


async def decision(people: Crowd, who: Visitor, number: str, verdict: str) -> Letter:
    """The decision page of a sheet, one press away from being sent."""
    return await people.form(who, f"/approvals/{number}", "decide", verdict=verdict, comment="已核对")


async def withdrawal(people: Crowd, town: t.Town, number: str) -> Letter:
    """The question whether to withdraw, about to be answered."""
    order = (await t.orders_of(number))[0].number
    return await people.form(town.buyer, f"/orders/{order}/withdrawal", f"/orders/{order}/withdrawal")


async def stands(number: str) -> str:
    """Where the sheet stands; its orders agree with it."""
    status = str((await t.purchase_of(number)).status)
    expected = {"released": "pending_supplier", "returned": "returned", "withdrawn": "withdrawn"}[status]
    assert {order.status for order in await t.orders_of(number)} == {expected}
    return status


async def decided(number: str) -> list[str]:
    """What the journal tells of the sheet after it was submitted."""
    return (await t.deeds_of("purchase", number))[1:]


async def test_ten_windows_of_one_approver_decide_once(people: Crowd) -> None:
    """Half of them agree and half return: one verdict stands, everybody else is told that the sheet has moved."""
    town = await make_shop()
    for _ in range(ROUNDS):
        number = await town.submit({town.goods[0]: GOODS})
        letters = [
            await decision(people, town.head, number, "agree" if place % 2 else "return")
            for place in range(10)
        ]
        assert outcome(await all_at_once(letters)) == (1, 9)
        assert len(await decided(number)) == 1
        assert await stands(number) in ("released", "returned")


async def test_the_same_letter_ten_times_is_one_decision(people: Crowd) -> None:
    town = await make_shop()
    number = await town.submit({town.goods[0]: GOODS})
    letter = await decision(people, town.head, number, "agree")
    answers = await all_at_once([letter] * 10)
    assert {(answer.status_code, answer.headers.get("location")) for answer in answers} == {
        (PLACED, f"/approvals/{number}")
    }
    assert await decided(number) == ["purchase.release"]


async def test_approving_against_withdrawing(people: Crowd) -> None:
    town = await make_shop()
    for _ in range(ROUNDS):
        number = await town.submit({town.goods[0]: GOODS, town.goods[2]: 1})
        letters = [await decision(people, town.head, number, "agree"), await withdrawal(people, town, number)]
        outcome(await all_at_once(letters))
        deeds = await decided(number)
        statuses = [order.status for order in await t.orders_of(number)]
        if deeds == ["purchase.withdraw"]:
            assert statuses == ["withdrawn"] * 2
        else:  # released first: the one order may still have been withdrawn before its supplier answered
            assert deeds == ["purchase.release"] and statuses[0] in ("pending_supplier", "withdrawn")
            assert statuses[1] == "pending_supplier"


async def named(town: t.Town) -> tuple[Visitor, int]:
    """A colleague stands in for the head from today on."""
    vice = await t.seat("approver", town.unit)
    today = clock.today()
    absence = Absence(town.head.post or 0, vice.post or 0, today, today, "年休假")
    return vice, await name_stand_in(visitor=town.head, absence=absence)


async def test_a_stand_in_against_whoever_they_stand_in_for(people: Crowd) -> None:
    """Five windows of each, agreeing and returning: one decision, one entry, one name on the step."""
    town = await make_shop(levels=(0,))
    vice, _ = await named(town)
    for _ in range(ROUNDS):
        number = await town.submit({town.goods[0]: GOODS})
        letters = [
            await decision(people, who, number, verdict)
            for verdict in ("agree", "return", "agree", "return", "agree")
            for who in (town.head, vice)
        ]
        assert outcome(await all_at_once(letters)) == (1, 9)
        deeds = await decided(number)
        assert len(deeds) == 1 and await stands(number) in ("released", "returned")
        step = await DB.fetch_row("SELECT approver, decided_by FROM approval_step ORDER BY id DESC LIMIT 1")
        entry = await DB.fetch_row(
            "SELECT actor, after FROM journal_entry WHERE kind = 'purchase' AND ref = $1 AND result = 'done'"
            " ORDER BY sequence DESC LIMIT 1",
            number,
        )
        assert step is not None and entry is not None and step.approver == town.head.person
        assert step.decided_by == entry.actor and ("for" in entry.after) == (entry.actor == vice.person)


async def test_a_stand_in_against_the_end_of_standing_in(people: Crowd) -> None:
    """Whoever stands in either decided before it ended, or decides nothing."""
    town = await make_shop(levels=(0,))
    for _ in range(ROUNDS):
        vice, delegation = await named(town)
        number = await town.submit({town.goods[0]: GOODS})
        letter = await decision(people, vice, number, "agree")
        end = await people.form(town.head, "/account/delegations", f"/account/delegations/{delegation}/end")
        answers = await all_at_once([letter, end])
        assert answers[1].status_code == PLACED and answers[0].status_code in (PLACED, 403)
        status = (await t.purchase_of(number)).status
        assert status == ("released" if answers[0].status_code == PLACED else "pending_approval")


async def test_striking_against_withdrawing(people: Crowd) -> None:
    """Goods and money of a struck line are free once, whoever comes first."""
    town = await make_shop(levels=(0,))
    for _ in range(ROUNDS):
        number = await town.submit({town.goods[0]: GOODS, town.goods[2]: 1})
        order = (await t.orders_of(number))[0]
        (line,) = await t.lines_of(order.number)
        agree = await decision(people, town.head, number, "agree")
        agree.fields.update({"strike": str(line.id), f"remark-{line.id}": "库存充足"})
        outcome(await all_at_once([agree, await withdrawal(people, town, number)]))
        assert order.status == "pending_approval"
        assert await t.stock(town.goods[0]) == (100, 0)
    await people.books_are_right()


async def test_two_buyers_put_the_same_request_into_their_carts(people: Crowd) -> None:
    """One answers it, the other is told; what was asked for once is bought once."""
    town = await make_shop()
    other = await t.seat("buyer", town.unit)
    for _ in range(ROUNDS):
        wish = Wish(1, f"/mall/p/{town.goods[0]}", 2)
        await ask(visitor=town.head, wishes=[wish], reason="会议")
        line = await DB.fetch_value("SELECT max(id) FROM requisition_line")
        letters = [
            await people.form(who, "/requests", "answer", line=str(line)) for who in (town.buyer, other)
        ]
        assert outcome(await all_at_once(letters)) == (1, 1)
    assert await DB.fetch_value("SELECT sum(quantity) FROM cart_line") == 2 * ROUNDS


async def test_accepting_against_withdrawing(people: Crowd) -> None:
    """The supplier's yes and the buyer's second thought: either way the money is bound or free, never both."""
    town = await make_shop()
    for _ in range(ROUNDS):
        (order,) = await town.released({town.goods[0]: GOODS})
        page, name = f"/supplier/orders/{order.number}", f"/supplier/orders/{order.number}/confirmation"
        letters = [
            await people.form(town.sellers[0], page, name),
            await people.form(
                town.buyer, f"/orders/{order.number}/withdrawal", f"/orders/{order.number}/withdrawal"
            ),
        ]
        assert outcome(await all_at_once(letters)) == (1, 1)
        status = (await t.order_of(order.number)).status
        held = await DB.fetch_row(
            "SELECT reserved_fen, committed_fen FROM hold WHERE order_id = $1", order.id
        )
        assert held is not None
        bound = order.total_fen if status == "confirmed" else 0
        assert (status in ("confirmed", "withdrawn"), held.reserved_fen, held.committed_fen) == (
            True,
            0,
            bound,
        )
