"""Both sides and the clock act on goods that come back in the same moment: one effect, money and stock moved once."""

from emall.database import DB
from emall.delivery import actions
from tests.orders import town as t
from tests.races.crowd import Crowd, all_at_once, outcome


async def returned(town: t.Town) -> tuple[str, str]:
    """An order with two rejected pieces on their way back; its number and that of the after-sale."""
    order = await town.received({town.goods[0]: 5})
    await t.accept_all(town.receiver, order.number, reject=2)
    (line,) = await t.lines_of(order.number)
    case = await actions.ask_back(
        visitor=town.buyer,
        number=order.number,
        kind="return",
        source="rejected",
        quantities={line.id: 1},
        reason_code="damaged",
    )
    await actions.answer_back(visitor=town.sellers[0], number=case, agree=True)
    await actions.send_back(visitor=town.receiver, number=case, carrier="顺丰")
    return order.number, case


async def test_two_of_the_supplier_find_the_goods_in_order_at_once(people: Crowd) -> None:
    town = await t.make_town()
    other = await t.seat("seller", town.suppliers[0])
    number, case = await returned(town)
    path, name = f"/after-sales/{case}", f"/after-sales/{case}/inspection"
    said = {"verdict": "fine", "resaleable": "1"}
    letters = [
        await people.form(who, path, name, **said) for who in (town.sellers[0], other) for _ in range(3)
    ]
    assert outcome(await all_at_once(letters)) == (1, 5)
    row = await DB.fetch_row("SELECT outcome, given_back_fen FROM after_sale WHERE number = $1", case)
    assert row is not None and tuple(row) == ("returned", 10_00)
    assert (await t.lines_of(number))[0].closed == 1


async def test_a_return_and_an_agreed_cancellation_at_once_give_each_piece_up_once(people: Crowd) -> None:
    town = await t.make_town()
    number, case = await returned(town)
    await actions.ask(visitor=town.buyer, number=number, reason="不再需要")
    inspection = await people.form(
        town.sellers[0],
        f"/after-sales/{case}",
        f"/after-sales/{case}/inspection",
        verdict="fine",
        resaleable="1",
    )
    answer = await people.form(
        town.sellers[0],
        f"/supplier/orders/{number}",
        f"/orders/{number}/cancellation/answer",
        verdict="agree",
    )
    assert outcome(await all_at_once([inspection, answer])) == (2, 0)
    assert (await t.lines_of(number))[0].closed == 2
    assert (await t.order_of(number)).status == "accepted"
    assert (await t.funds(town.plan))[1] == 30_00


async def test_asking_the_same_pieces_back_twice_at_once_binds_them_once(people: Crowd) -> None:
    town = await t.make_town()
    order = await town.received({town.goods[0]: 5})
    await t.accept_all(town.receiver, order.number)
    (line,) = await t.lines_of(order.number)
    path = f"/orders/{order.number}/after-sale"
    said = {"kind": "return", "source": "accepted", "reason_code": "defect", f"quantity-{line.id}": "3"}
    letters = [await people.form(who, f"{path}/new", path, **said) for who in (town.buyer, town.receiver)]
    assert outcome(await all_at_once(letters)) == (1, 1)
    assert (await t.lines_of(order.number))[0].recalled == 3
