"""Adding to a contract: at its prices, within its limit, approved and answered like any order."""

import json
from typing import Any

import pytest

from emall.approvals.words import Verdict
from emall.contracts import actions
from emall.database import DB, Broken
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.orders import actions as orders
from tests.contracts.making import cancelled, concluded, contract_of
from tests.making import make_organisation
from tests.orders import town as t

pytestmark = pytest.mark.usefixtures("db")


class Case:
    """A contract over 40 pieces at 10.00 in force: 40.00 may be added."""

    def __init__(self, town: t.Town, contract: Any, line: int) -> None:
        self.town, self.contract, self.line = town, contract, line
        self.order = json.loads(contract.document)["order"]

    async def ask(self, quantity: int, **more: Any) -> str:
        wanted = more.pop("quantities", {self.line: quantity})
        said = {"visitor": self.town.buyer, "number": self.contract.number, "reason": "人员增加", **more}
        return await actions.supplement(quantities=wanted, **said)

    async def used(self) -> int:
        return int((await contract_of(self.order)).supplemented_fen)


async def case() -> Case:
    town = await t.make_town()
    contract = await concluded(town, {town.goods[0]: 40})
    order = json.loads(contract.document)["order"]
    return Case(town, contract, (await t.lines_of(order))[0].id)


async def test_a_supplement_is_an_order_at_the_contracts_prices() -> None:
    made = await case()
    await DB.execute("UPDATE listing SET price_fen = 9900 WHERE id = $1", made.town.goods[0])
    number = await made.ask(4)
    (order,) = await t.orders_of(number)
    (line,) = await t.lines_of(order.number)
    assert (order.status, order.total_fen, line.price_fen, line.quantity) == (
        "pending_approval",
        4000,
        1000,
        4,
    )
    assert order.supplements == (await t.order_of(made.order)).id
    assert await made.used() == 4000
    await made.town.agree(number)
    await orders.confirm(visitor=made.town.sellers[0], number=order.number)
    added = await contract_of(order.number)
    document = json.loads(added.document)
    assert added.supplements == made.contract.id and document["supplements"] == made.contract.number
    assert added.supplement_limit_fen == 0 and "补充合同" in document["clauses"][0]["zh"]["items"][0]["text"]
    assert await t.offences() == {}


async def test_all_supplements_together_stay_within_the_limit() -> None:
    made = await case()
    await made.ask(3)
    with pytest.raises(Refused) as refused:
        await made.ask(2)
    (refusal,) = refused.value.refusals
    assert (refusal.key, refusal.params["left_fen"]) == ("supplement_too_much", 1000)
    await made.ask(1)
    assert await made.used() == 4000
    with pytest.raises(Broken):
        await DB.execute("UPDATE contract SET supplemented_fen = 4001 WHERE id = $1", made.contract.id)


@pytest.mark.parametrize("end", ["returned", "declined", "withdrawn", "cancelled"])
async def test_a_supplement_that_ends_gives_its_share_back(end: str) -> None:
    made = await case()
    town = made.town
    number = await made.ask(4)
    (order,) = await t.orders_of(number)
    if end == "returned":
        await t.decide(number, town.head, verdict=Verdict.RETURN, comment="先不买")
    else:
        await town.agree(number)
        if end == "declined":
            await orders.decline(visitor=town.sellers[0], number=order.number, reason_code="no_stock")
        elif end == "withdrawn":
            await orders.withdraw_sent(visitor=town.buyer, number=order.number)
        else:
            await orders.confirm(visitor=town.sellers[0], number=order.number)
            await cancelled(town, order.number)
    assert (await t.order_of(order.number)).status == end
    assert await made.used() == 0
    assert await t.offences() == {}
    await made.ask(4)


@pytest.mark.parametrize("declined", [True, False])
async def test_what_is_struck_off_a_supplement_counts_no_more(declined: bool) -> None:
    town = await t.make_town()
    contract = await concluded(town, {town.goods[0]: 40, town.goods[1]: 40})
    number = json.loads(contract.document)["order"]
    made = Case(town, contract, 0)
    asked = await made.ask(0, quantities={line.id: 2 for line in await t.lines_of(number)})
    assert await made.used() == 20_00 + 51_00
    (order,) = await t.orders_of(asked)
    gone = next(line.id for line in await t.lines_of(order.number) if line.listing == town.goods[1])
    await t.decide(asked, town.head, verdict=Verdict.AGREE, strikes=[gone], remarks={gone: "不需要"})
    assert await made.used() == 20_00 and await t.offences() == {}
    if declined:
        await orders.decline(visitor=town.sellers[0], number=order.number, reason_code="no_stock")
        assert await made.used() == 0 and await t.offences() == {}


async def test_a_returned_supplement_never_leaves_at_other_prices() -> None:
    made = await case()
    number = await made.ask(4)
    await t.decide(number, made.town.head, verdict=Verdict.RETURN, comment="先不买")
    await DB.execute("UPDATE listing SET price_fen = 900 WHERE id = $1", made.town.goods[0])
    with pytest.raises(Refused, match="supplement_prices_fixed"):
        await made.town.submit_draft(number)
    assert await made.used() == 0


async def test_every_reason_at_once() -> None:
    made = await case()
    await DB.execute(
        "UPDATE supplier_profile SET standing = 'suspended' WHERE organisation = $1", made.town.suppliers[0]
    )
    with pytest.raises(Refused) as refused:
        await made.ask(5, reason=" ", quantities={made.line: 5, made.line + 1_000_000: 1})
    keys = {refusal.key for refusal in refused.value.refusals}
    assert keys == {
        "supplement_supplier_stopped",
        "supplement_reason",
        "supplement_unknown_line",
        "supplement_too_much",
    }
    with pytest.raises(Refused, match="supplement_nothing"):
        await made.ask(0)


async def test_only_buyers_of_the_unit_and_only_while_it_runs() -> None:
    made = await case()
    stranger = await t.seat("buyer", await make_organisation())
    for visitor, error in (
        (stranger, Missing),
        (made.town.head, Forbidden),
        (made.town.sellers[0], Forbidden),
    ):
        with pytest.raises(error):
            await made.ask(1, visitor=visitor)
    await cancelled(made.town, made.order)
    with pytest.raises((Refused, Conflict), match="supplement_not_running"):
        await made.ask(1)


async def test_a_supplement_is_not_added_to() -> None:
    made = await case()
    number = await made.ask(2)
    await made.town.agree(number)
    (order,) = await t.orders_of(number)
    await orders.confirm(visitor=made.town.sellers[0], number=order.number)
    added = await contract_of(order.number)
    (line,) = await t.lines_of(order.number)
    with pytest.raises(Refused, match="supplement_of_supplement"):
        await made.ask(1, number=added.number, quantities={line.id: 1})
