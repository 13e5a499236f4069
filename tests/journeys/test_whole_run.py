"""The whole run on one record: an imported budget line becomes a plan, an order, a contract, goods, an invoice, a payment.

Everybody sits at a window of their own, signed in before the clock starts. What hands do is counted (tests/journeys/touch.py):
it must fit into three minutes and thirty page loads. Afterwards every paper is read back.
"""

import csv
import io
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from playwright.async_api import FilePayload

from emall.contracts.actions import run_due as run_contracts
from emall.database import DB
from emall.kernel import clock
from emall.kernel.money import format_fen, in_words
from emall.onboarding.actions.jobs import run_due
from emall.reviews.words import ASPECTS
from emall.settings import Settings
from tests.journeys import facts, papers, people
from tests.journeys.touch import Hand, Touch
from tests.journeys.window import PHONE, Window, Windows
from tests.orders.town import deeds_of, orders_of
from tests.payments import cashier

pytestmark = pytest.mark.browser

HEADS = "单位统一社会信用代码,年度,经济科目,指标名称,功能科目,资金性质,项目,金额(元)"
MOST_SECONDS = 180
STARTS = {
    "finance": "/desk/budget",
    "buyer": "/mall",
    "approver": "/approvals",
    "supplier": "/supplier",
    "receiver": "/orders",
    "accountant": "/orders",
}
"""Where signing in leads each of them."""


@dataclass
class Run:
    """One purchase and the people who move it on."""

    windows: Windows
    look: dict[str, Any]
    touch: Touch = field(default_factory=Touch)
    at: dict[str, Hand] = field(default_factory=dict)
    line: str = ""
    plan: str = ""
    sheet: str = ""
    order: str = ""
    total: int = 0
    invoice: str = ""
    settlement: str = ""
    payment: str = ""

    async def begin(self, tag: str) -> None:
        """Everybody signs in; late things are explained and old goods leave the cart. Then the clock starts."""
        self.line = f"教学设备{tag}"
        for login, start in STARTS.items():
            size = {"size": PHONE} if login == "receiver" else {}
            window = await self.windows.open(login, **self.look, **size)
            if login == "buyer":
                await people.explain_what_is_late(window, login)
            await window.go(start)
            self.at[login] = Hand.at(window, self.touch)
        await DB.execute("DELETE FROM cart_line c USING person p WHERE p.id = c.person AND p.login = 'buyer'")

    async def budget_imported(self) -> None:
        """Finance brings one line in by file: nothing is wrong with it, and it is imported."""
        finance = self.at["finance"]
        await finance.follow(".desk-nav a[href='/desk/onboarding']")
        file = FilePayload(name="指标.csv", mimeType="text/csv", buffer=(await self._budget()).encode())
        await finance.choose_file("#upload-form input[type=file]", file)
        await finance.press("#upload-form .button--primary")
        await run_due()
        if not finance.window.scripts:
            await finance.follow("#import-progress a")
        await finance.press("#import-deeds .button--primary")
        await run_due()
        found = await DB.fetch_value("SELECT appropriated_fen FROM budget_line WHERE name = $1", self.line)
        assert found == GRANTED

    async def _budget(self) -> str:
        unit = await DB.fetch_value(
            "SELECT o.uscc FROM organisation o JOIN post t ON t.organisation = o.id JOIN person p ON p.id = t.person"
            " WHERE p.login = 'buyer'"
        )
        row = [unit, clock.today().year, "31002", self.line, "2050204", "一般公共预算", self.line]
        return (
            HEADS + "\n" + ",".join(str(one) for one in [*row, format_fen(GRANTED).replace(",", "")]) + "\n"
        )

    async def planned(self) -> None:
        """The buyer finds goods, and from the cart they become a plan; the approver files it."""
        buyer, approver = self.at["buyer"], self.at["approver"]
        await buyer.type("#search-words", "档案盒")
        await buyer.enter("#search-words", sends="GET")
        shown = await buyer.window.all("#results .card", "data-id")
        listing = await facts.first_offered_by("supplier", shown)
        await buyer.press(f"button[form=add-to-cart][value='{listing}']")
        await buyer.follow(".head__cart")
        await self._wanted(buyer, listing)
        await buyer.follow(".budget-side a[href='/plans/new?from=cart']")
        await buyer.pick("#f-line", label=self.line)
        await buyer.press("#plan button[value=submit]")
        self.plan = buyer.window.path.removeprefix("/plans/")
        await approver.message(self.plan)
        await approver.press("#decision button[value=agree]")
        filed = await facts.plan(self.plan)
        assert (filed.status, bool(filed.filing_number)) == ("filed", True)

    async def _wanted(self, buyer: Hand, listing: int) -> None:
        row = f".cart-line:has(a[href='/mall/p/{listing}'])"
        await buyer.type(f"{row} .quantity__input", WANTED)
        await buyer.enter(f"{row} .quantity__input", sends="POST")

    async def ordered(self) -> None:
        """Checked out on that plan, agreed and signed for the unit."""
        buyer, approver = self.at["buyer"], self.at["approver"]
        await buyer.follow(".head__cart")
        await buyer.press("#cart-total button")
        self.sheet = buyer.window.path.removeprefix("/checkout/")
        await buyer.tick(f"#plan-{(await facts.plan(self.plan)).id}")
        await buyer.press("#summary .button--primary")
        assert buyer.window.path == f"/checkout/{self.sheet}", await buyer.window.text("#main")
        await approver.message(self.sheet)
        await approver.press("button[form=decide][value=agree]")
        (order,) = await orders_of(self.sheet)
        self.order, self.total = order.number, order.total_fen
        assert order.status == "pending_supplier"
        assert (await facts.plan(self.plan)).amount_fen == self.total

    async def delivered(self) -> None:
        """The supplier accepts, which puts the contract in force, and ships; the receiver counts in and accepts."""
        supplier, receiver = self.at["supplier"], self.at["receiver"]
        await supplier.follow(".desk-nav a[href='/supplier/orders']")
        await supplier.press(f"#row-{self.order} .table__deeds button")
        await supplier.follow(f"#row-{self.order} .table__deeds a")
        await supplier.press("form[action$='/shipments'] .button--primary")
        await receiver.message(self.order)
        await receiver.press("form[action$='/receipts'] .button--primary")
        await receiver.press("button[value=as_ordered]")
        assert await self.status() == "accepted"

    async def settled(self) -> None:
        """Invoice, one tap of the buyer, review, release."""
        supplier, buyer, approver, accountant = (self.at[one] for one in PAYING)
        await supplier.message(self.order)
        self.invoice = f"26332000{self.order[2:]}"
        await supplier.type("#f-number", self.invoice)
        await supplier.press("#invoice-form button[value=issue]")
        await buyer.message(self.invoice)
        await buyer.press("form[action$='/settlement'] .button--primary")
        self.settlement = buyer.window.path.removeprefix("/settlements/")
        await approver.message(self.settlement)
        await approver.press("button[form=review][value=agree]")
        await accountant.follow(".work-links a[href='/payments']")
        await accountant.press(f"tr[data-id='{self.settlement}'] .table__deeds button")
        self.payment = accountant.window.path.removeprefix("/payments/")
        assert await self.status() == "paying"

    async def paid(self) -> None:
        """The treasury pays and says so in a signed letter; finance and accountant see that the books agree."""
        finance, accountant = self.at["finance"], self.at["accountant"]
        secret = Settings.from_environment(self.windows.site.environment).treasury_secret
        answer = cashier.answer_for(await cashier.payment_of(self.payment))
        letter = cashier.letter(msgspec.json.encode(answer, order="sorted"), secret=secret)
        told = await finance.window.page.context.request.post(
            self.windows.site.url + cashier.PATH, data=letter.body, headers=cashier.headers_of(letter)
        )
        assert (told.status, (await told.json())["status"]) == (200, "paid")
        await finance.follow(".desk-nav a[href='/desk/treasury']")
        await accountant.follow(".work-links a[href='/payments/reconciliation']")
        for hand in (finance, accountant):
            await agrees(hand.window)
        assert await self.status() == "paid"

    async def reviewed(self) -> None:
        """Both sides say how it went, which ends the order."""
        for login, path in (
            ("buyer", f"/orders/{self.order}"),
            ("supplier", f"/supplier/orders/{self.order}"),
        ):
            window = self.at[login].window
            await window.go(f"{path}/review")
            for aspect in ASPECTS:
                await window.page.locator(f"#f-{aspect} input[value='5']").check()
            await window.press("form[action$='/review'] .button--primary")
        assert await self.status() == "completed"

    async def status(self) -> str:
        """Where the order stands."""
        return str(await DB.fetch_value("SELECT status FROM purchase_order WHERE number = $1", self.order))


GRANTED = 500_000_00
WANTED = "12"
PAYING = ("supplier", "buyer", "approver", "accountant")
LIFE = [
    "submit",
    "approve",
    "confirm",
    "ship",
    "receive",
    "accept",
    "invoice",
    "settle",
    "send_payment",
    "pay",
    "complete",
]


async def agrees(window: Window) -> None:
    """Four sources of the day say the same."""
    instructed, waiting, returned, answered, ledger, held = await window.fen("tr[data-id=together]")
    assert instructed - waiting - returned == answered == ledger == held > 0
    assert await window.page.locator("[aria-labelledby=gaps-title]").count() == 0


async def same_everywhere(run: Run) -> None:
    """One total on contract, acceptance, settlement and pack, in the file for spreadsheets and for programs."""
    window = run.at["accountant"].window
    contract, acceptance = await papers.numbers_of(run.order)
    figures, words = format_fen(run.total), in_words(run.total)
    expected = {
        f"/contracts/{contract}/pdf": [contract],
        f"/orders/{run.order}/acceptance/pdf": [acceptance],
        f"/settlements/{run.settlement}/pdf": [run.settlement, run.invoice, run.order],
        f"/orders/{run.order}/pack.pdf": [contract, acceptance, run.settlement, run.invoice, run.payment],
    }
    for path, numbers in expected.items():
        text = await papers.text_of(window, path)
        missing = [one for one in [*numbers, run.order, figures, words] if one not in text]
        assert not missing, f"{path}: {missing}"
    rows = csv.reader(
        io.StringIO((await papers.fetched(window, f"/orders/export.csv?q={run.order}")).decode("utf-8-sig"))
    )
    mine = [row for row in rows if row[0] == run.order]
    assert [row[18] for row in mine] == [figures.replace(",", "")]
    assert mine[0][19] == run.plan
    told = msgspec.json.decode(await papers.fetched(window, f"/api/v1/orders/{run.order}"))
    assert (told["total_fen"], told["status"]) == (run.total, "completed")


async def chain_is_whole(run: Run) -> None:
    """The page of the run shows every station as done, each with its number; the public reads the contract."""
    window = run.at["accountant"].window
    await window.go(f"/orders/{run.order}/run")
    states = await window.all(".station", "class")
    assert [one for one in states if "station--done" not in one] == [], states
    chain = await window.text(".stations")
    contract, _ = await papers.numbers_of(run.order)
    for number in (run.plan, run.order, contract, run.invoice, run.settlement, run.payment):
        assert number in chain, number
    await run_contracts()
    buyer = run.at["buyer"].window
    await buyer.go(f"/contracts/{contract}")
    await buyer.press("form[action$='/announcement'] button")
    public = await run.windows.open(lang=run.look["lang"], scripts=run.look["scripts"])
    await public.go(f"/open/contracts?q={contract}")
    assert await public.fen(f"tr[data-id='{contract}']") == [run.total]


@pytest.mark.parametrize(("scripts", "lang", "most_loads"), [(True, "zh-CN", 30), (False, "en", 40)])
async def test_from_an_imported_budget_line_to_a_reconciled_payment(
    windows: Windows, scripts: bool, lang: str, most_loads: int
) -> None:
    """Nobody is led astray, nothing is typed twice, and one total stands on every paper."""
    run = Run(windows, {"scripts": scripts, "lang": lang})
    await run.begin("甲" if scripts else "乙")
    await run.budget_imported()
    await run.planned()
    await run.ordered()
    await run.delivered()
    await run.settled()
    await run.paid()
    told, counted, loads = str(run.touch), run.touch.counted, run.touch.loads
    print(told)
    assert counted <= MOST_SECONDS and loads <= most_loads, told
    await run.reviewed()
    assert await deeds_of("order", run.order) == [f"order.{act}" for act in LIFE]
    await same_everywhere(run)
    await chain_is_whole(run)
    await facts.all_is_well()
