"""One purchase from the first search to the last accepted line, by everybody who takes part in it."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from emall.database import Row
from tests.journeys import facts, people
from tests.journeys.people import Budget
from tests.journeys.window import PHONE, Window, Windows
from tests.orders.town import deeds_of, lines_of, order_of, orders_of, purchase_of, stock

pytestmark = pytest.mark.browser

PLAN = "LSJY-2026-0317"
WANTED = (10, 6)
LIFE = ["order.submit", "order.approve", "order.confirm", "order.ship", "order.receive", "order.accept"]


@dataclass
class Story:
    """What the steps of one purchase hand on to each other; `look` is how everybody's window is set up."""

    windows: Windows
    look: dict[str, Any]
    number: str = ""
    total: int = 0
    prices: dict[int, int] = field(default_factory=dict)
    stocks: list[tuple[int, int]] = field(default_factory=list)
    before: Row | None = None
    budget: Budget | None = None

    async def expect(self, *, on_hand: int, held: int, reserved: int, committed: int) -> None:
        """Stock and money against what they were, in parts of what was wanted and of the total."""
        now, before = await facts.plan(PLAN), self.before
        assert before is not None
        for listing, wanted, (had, kept) in zip(self.prices, WANTED, self.stocks, strict=True):
            assert await stock(listing) == (had + on_hand * wanted, kept + held * wanted)
        assert now.reserved_fen == before.reserved_fen + reserved * self.total
        assert now.committed_fen == before.committed_fen + committed * self.total

    async def chosen(self, buyer: Window) -> None:
        """Two offers are found, laid side by side, and put into the cart."""
        await people.search(buyer, "复印纸")
        shown = await buyer.all("#results .card", "data-id")
        one, two = [await facts.first_offered_by(login, shown) for login in ("supplier", "supplier2")]
        self.prices = dict(zip((one, two), await people.compare(buyer, (one, two)), strict=True))
        for listing in self.prices:
            await people.put_into_cart(buyer, listing)
        self.before, self.stocks = await facts.plan(PLAN), [await stock(one), await stock(two)]

    async def submitted(self, buyer: Window) -> None:
        """The sheet shows the budget before and after, and holds goods and money once submitted."""
        assert self.before is not None
        await people.only(buyer, dict(zip(self.prices, WANTED, strict=True)))
        self.number = await people.open_sheet(buyer)
        self.total = (await purchase_of(self.number)).total_fen
        assert await buyer.fen("#summary .sum") == [self.total]
        await buyer.page.locator(f"#plan-{self.before.id}").check()
        self.budget = await people.budget(buyer, f".plan:has(#plan-{self.before.id})")
        used, left = self.before.amount_fen - self.before.left_fen, self.before.left_fen - self.total
        assert self.budget == Budget(used, self.total, left)
        await people.submit(buyer, title="教研室打印用纸", reason="十二月月考印卷")
        assert buyer.path == f"/checkout/{self.number}"
        assert await facts.statuses(self.number) == ["pending_approval", "pending_approval"]

    async def approved(self) -> None:
        """The approver sees the same figures on a phone."""
        approver = await self.windows.open("approver", size=PHONE, **self.look)
        await approver.go(f"/approvals/{self.number}")
        assert await people.budget(approver, f"[data-id='{PLAN}']") == self.budget
        await people.decide(approver, self.number, "agree")
        assert (await purchase_of(self.number)).status == "released"
        assert await facts.statuses(self.number) == ["pending_supplier", "pending_supplier"]

    async def shipped(self) -> None:
        """Each supplier takes its order on and sends a parcel."""
        for order in await orders_of(self.number):
            seller = await self.windows.open(await facts.seller_of(order), **self.look)
            await people.accept_order(seller, order.number)
            assert (await order_of(order.number)).status == "confirmed"
            await people.ship(seller, order.number)
            assert (await order_of(order.number)).status == "shipped"

    async def accepted(self) -> None:
        """The receiver counts both parcels in and judges them line by line."""
        receiver = await self.windows.open("receiver", size=PHONE, **self.look)
        for order in await orders_of(self.number):
            await people.count_in(receiver, order.number)
            assert (await order_of(order.number)).status == "received"
            await people.judge(receiver, order.number)
            assert (await order_of(order.number)).status == "accepted"
            assert await deeds_of("order", order.number) == LIFE
            for line in await lines_of(order.number):
                assert line.quantity == line.accepted and line.price_fen <= self.prices[line.listing]
        assert await deeds_of("purchase", self.number) == ["purchase.submit", "purchase.release"]


@pytest.mark.parametrize(("scripts", "lang"), [(True, "zh-CN"), (False, "en")])
async def test_a_purchase_from_search_to_acceptance(windows: Windows, scripts: bool, lang: str) -> None:
    """Goods of two suppliers on one sheet: money, stock, status and journal agree after every step."""
    story = Story(windows, {"scripts": scripts, "lang": lang})
    buyer = await windows.open(**story.look)
    await people.sign_in(buyer, "buyer")
    await people.explain_what_is_late(buyer, "buyer")
    await story.chosen(buyer)
    await story.submitted(buyer)
    await story.expect(on_hand=0, held=1, reserved=1, committed=0)
    await story.approved()
    await story.expect(on_hand=0, held=1, reserved=1, committed=0)
    await story.shipped()
    await story.expect(on_hand=-1, held=0, reserved=0, committed=1)
    await story.accepted()
    await story.expect(on_hand=-1, held=0, reserved=0, committed=1)
    await facts.all_is_well()
