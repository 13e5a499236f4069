"""Generated lives of several orders at once: whatever people do in whatever order, every check holds after each step.

The model knows little on purpose: which deeds the state table allows. Sums, stock and journal are left to the
registered checks, which read them from the tables.
"""

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from emall.approvals import actions as approvals
from emall.database import DB, Row
from emall.delivery import actions as delivery
from emall.delivery.rules import Judgement
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.orders import actions as orders
from emall.orders.words import ORDER_MOVES, DeclineReason, OrderStatus
from tests.orders import town as t

pytestmark = pytest.mark.usefixtures("db")

TURNED_DOWN = (Conflict, Forbidden, Missing, Refused)
STEPS = 14
SEQUENCES = 200


class Life:
    """A town and what can be done in it; each deed picks its object with the given chance."""

    def __init__(self, town: t.Town, dice: random.Random) -> None:
        self.town, self.dice, self.done = town, dice, 0
        self.seen: dict[str, str] = {}

    async def submit(self) -> None:
        goods = self.dice.sample(self.town.goods, self.dice.randint(1, 3))
        await self.town.submit({one: self.dice.randint(1, 30) for one in goods})

    async def resubmit(self) -> None:
        sheet = await self._sheet("returned")
        await self.town.submit_draft(sheet.number)

    async def agree(self) -> None:
        sheet = await self._sheet("pending_approval")
        await t.decide(sheet.number, self.dice.choice([self.town.head, self.town.chief]), verdict="agree")

    async def send_back(self) -> None:
        sheet = await self._sheet("pending_approval")
        await t.decide(sheet.number, self.town.head, verdict="return", comment="再想想")

    async def withdraw(self) -> None:
        order = await self._order()
        await approvals.withdraw(visitor=self.town.buyer, number=order.number)

    async def confirm(self) -> None:
        order = await self._order("pending_supplier")
        await orders.confirm(visitor=self._seller(order), number=order.number)

    async def decline(self) -> None:
        order = await self._order("pending_supplier")
        await orders.decline(
            visitor=self._seller(order), number=order.number, reason_code=DeclineReason.NO_STOCK
        )

    async def ship(self) -> None:
        order = await self._order("confirmed", "shipped", "received", "part_accepted", "failed")
        await t.ship_all(self._seller(order), order.number, most=self.dice.choice([3, 1000]))

    async def receive(self) -> None:
        order = await self._order("shipped")
        parcel = await DB.fetch_value(
            'SELECT number FROM shipment WHERE "order" = $1 AND received_at IS NULL ORDER BY id', order.id
        )
        await t.receive_all(self.town.receiver, order.number, parcel or "", short=self.dice.choice([0, 0, 1]))

    async def accept(self) -> None:
        order = await self._order("received")
        await t.accept_all(self.town.receiver, order.number, reject=self.dice.choice([0, 0, 1, 1000]))

    async def accept_wrongly(self) -> None:
        order = await self._order("received")
        (line, *_) = await t.lines_of(order.number)
        judged = {line.id: Judgement(line.received - line.accepted + 1)}
        await delivery.accept(visitor=self.town.receiver, number=order.number, judged=judged)

    async def ask_cancel(self) -> None:
        order = await self._order()
        side = self.dice.choice([self.town.buyer, self._seller(order)])
        await delivery.ask(visitor=side, number=order.number, reason="不要了")

    async def answer_cancel(self) -> None:
        row = await DB.fetch_row(
            "SELECT o.number, o.supplier, c.asked_for FROM cancellation c"
            " JOIN purchase_order o ON o.id = c.\"order\" WHERE c.status = 'asked' ORDER BY random() LIMIT 1"
        )
        if row is None:
            raise Missing
        asked_by_unit = row.asked_for == self.town.unit
        side = self._seller(row) if asked_by_unit else self.town.buyer
        await delivery.answer(visitor=side, number=row.number, agree=self.dice.random() < 0.8)

    async def wait(self) -> None:
        await approvals.run_due(clock.now() + timedelta(days=self.dice.choice([1, 30])))

    def _seller(self, order: Row) -> t.Visitor:
        return self.town.sellers[self.town.suppliers.index(order.supplier)]

    async def _order(self, *statuses: str) -> Row:
        rows = await DB.fetch(
            "SELECT * FROM purchase_order WHERE status = ANY($1::text[]) OR $2 ORDER BY id",
            statuses,
            not statuses,
        )
        if not rows:
            raise Missing
        return self.dice.choice(rows)

    async def _sheet(self, status: str) -> Row:
        rows = await DB.fetch("SELECT * FROM purchase WHERE status = $1 ORDER BY id", status)
        if not rows:
            raise Missing
        return self.dice.choice(rows)

    def deeds(self) -> dict[str, Callable[[], Awaitable[None]]]:
        names = (
            "submit resubmit agree send_back withdraw confirm decline ship receive accept accept_wrongly"
            " ask_cancel answer_cancel wait"
        )
        return {name: getattr(self, name) for name in names.split()}

    async def step(self, name: str) -> None:
        try:
            await self.deeds()[name]()
            self.done += 1
        except TURNED_DOWN:
            pass
        await self.look()

    async def look(self) -> None:
        """No step outside the state table, and nothing any check finds."""
        rows = await DB.fetch("SELECT number, status FROM purchase_order")
        for row in rows:
            before = self.seen.get(row.number, "draft")
            assert row.status == before or _reachable(before, row.status), (row.number, before, row.status)
            self.seen[row.number] = row.status
        assert await t.offences() == {}


def _reachable(before: str, after: str) -> bool:
    """Within two moves, since a deed on a draft submits and may pass it on at once."""
    near = ORDER_MOVES[OrderStatus(before)]
    return after in near or any(after in ORDER_MOVES[one] for one in near if before == "draft")


HAPPY = ("submit", "agree", "confirm", "ship", "receive", "accept")
ANY = tuple(Life.deeds(Life.__new__(Life)))


@pytest.fixture
async def town() -> t.Town:
    return await t.make_town(levels=(0, 300_00), stock=60)


# A root that is undone after each generated life keeps the town and forgets the orders.
@settings(
    max_examples=SEQUENCES,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(
    names=st.lists(st.sampled_from(HAPPY + ANY), min_size=STEPS // 2, max_size=STEPS),
    seed=st.integers(0, 2**32),
)
async def test_every_life_keeps_every_promise(town: t.Town, names: list[str], seed: int) -> None:
    life = Life(town, random.Random(seed))
    transaction = DB.transaction(root=True)
    await transaction.__aenter__()
    try:
        await life.step("submit")
        for name in names:
            await life.step(name)
    finally:
        await transaction.rollback()
        await transaction.__aexit__(None, None, None)
