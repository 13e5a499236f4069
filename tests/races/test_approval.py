"""Several hands on one purchase sheet: one decision, one entry in the journal, and kind words for whoever came second."""

from emall.database import DB
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
