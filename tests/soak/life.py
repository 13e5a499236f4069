"""`make soak-life`: whole purchases over HTTP, from the sheet to the review, while the site is killed again and again.

Everybody writes down what was acknowledged. In the end every acknowledged deed stands in the journal exactly once, every
answer that was lost was found out by sending the same form again, and all books agree. Exit code 1 if not. Ctrl-C ends
the killing early; what was begun is finished, and the verdict is spoken all the same.
"""

import argparse
import asyncio
import hashlib
import hmac
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import msgspec

from emall.cart.actions import sheet as sheets
from emall.database import DB
from emall.kernel import clock, ids
from emall.web.visitor import Visitor
from tests import databases
from tests.cart.shop import fill, make_shop
from tests.making import numbers
from tests.orders import town as t
from tests.soak.hands import Diary, Gone, Hand
from tests.soak.processes import PROGRAM, environment_of

PORT = 7791
SECRET = "a secret of the treasury for the soak and nothing else"
BUYERS = 6
LONGEST = 1200  # seconds
PATH = "/api/v1/treasury/answers"


class Server:
    """The web processes, killed as a group and started again at once."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment, self.folder = environment, folder
        self.counts: Counter[str] = Counter()
        self.slowest = 0.0
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start two workers and wait until they answer."""
        began = time.monotonic()
        with open(self.folder / "serve.log", "ab") as log:  # noqa: ASYNC230
            self.process = await asyncio.create_subprocess_exec(
                *(*PROGRAM, "serve", "--workers", "2"),
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{PORT}") as client:
            while self.process.returncode is None and time.monotonic() - began < LONGEST:
                try:
                    if (await client.get("/healthz")).status_code == 200:
                        self.slowest = max(self.slowest, time.monotonic() - began)
                        return
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
        raise Gone(f"the site did not start: {self.folder}/serve.log")

    async def kill(self) -> None:
        """Kill -9, parent and workers."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.wait()
        self.counts["kills"] += 1

    async def storm(self, kills: int, dice: random.Random, diary: Diary) -> None:
        """So many kills, each after a few more forms were answered; every other one while a form is on its way."""
        for number in range(kills):
            if diary.over.is_set():
                return
            await self._worked(len(diary.sent) + dice.randint(1, 12), diary)
            if number % 2:
                diary.sending.clear()
                await asyncio.wait_for(diary.sending.wait(), LONGEST)
                await asyncio.sleep(dice.uniform(0.0, 0.15))
                self.counts["kills while a form was on its way"] += 1
            await self.kill()
            await self.start()
            told = (
                f"{number + 1} of {kills} kills, {len(diary.sent)} forms, {len(diary.violations)} violations"
            )
            print(told, file=sys.stderr, flush=True)

    async def _worked(self, forms: int, diary: Diary) -> None:
        """Wait for work, not for the clock: a busy machine is not let off."""
        async with asyncio.timeout(LONGEST):
            while len(diary.sent) < forms and not diary.over.is_set():
                assert self.process is not None and self.process.returncode is None, (
                    "the site ended by itself"
                )
                await asyncio.sleep(0.02)

    async def end(self) -> None:
        """Stop it kindly."""
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()
            await asyncio.wait_for(self.process.wait(), 60)


class Purchases:
    """One unit's people, who buy and pay without end."""

    def __init__(self, town: t.Town, hands: dict[str, Hand], diary: Diary, dice: random.Random) -> None:
        self.town, self.hands, self.diary, self.dice = town, hands, diary, dice

    async def go_on(self, buyer: Visitor, hand: Hand) -> None:
        """One purchase after the other until it is over."""
        while not self.diary.over.is_set():
            number = await self._opened(buyer)
            await self._bought(number, hand)
            for order in await t.orders_of(number):
                await self._delivered(order.number)
                await self._paid(order.number, hand)
            self.diary.counts["purchases"] += 1

    async def _opened(self, buyer: Visitor) -> str:
        await DB.execute("DELETE FROM cart_line WHERE person = $1", buyer.person)
        goods = self.dice.sample(self.town.goods, self.dice.randint(1, 3))
        await fill(buyer, {one: self.dice.randint(1, 4) for one in goods})
        return await sheets.open_sheet(visitor=buyer)

    async def _bought(self, number: str, hand: Hand) -> None:
        sheet = {"kind": "purchase", "ref": number}
        chosen = {**sheet, "plan": str(self.town.plan)}
        await hand.send(f"/checkout/{number}", "sheet", act="purchase.submit", **chosen)
        await self.hands["head"].send(
            f"/approvals/{number}", "decide", act="purchase.release", **sheet, verdict="agree"
        )

    async def _delivered(self, order: str) -> None:
        seller, receiver = await self._seller(order), self.hands["receiver"]
        mine: dict[str, str] = {"kind": "order", "ref": order}
        await seller.send(f"/supplier/orders/{order}", r"/confirmation$", act="order.confirm", **mine)
        await seller.send(
            f"/supplier/orders/{order}/shipments", r"/shipments$", act="order.ship", **mine, carrier="顺丰"
        )
        await receiver.send(f"/orders/{order}/acceptance", r"/receipts$", act="order.receive", **mine)
        said = {**mine, "verdict": "as_ordered"}
        await receiver.send(f"/orders/{order}/acceptance", r"/acceptance$", act="order.accept", **said)

    async def _seller(self, order: str) -> Hand:
        supplier = (await t.order_of(order)).supplier
        return self.hands[f"seller{self.town.suppliers.index(supplier)}"]

    async def _paid(self, order: str, buyer: Hand) -> None:
        seller, mine = await self._seller(order), {"kind": "order", "ref": order}
        await seller.send(
            f"/supplier/invoices/new?order={order}",
            "invoice-form",
            act="order.invoice",
            **mine,
            number=f"2633200000{next(numbers):010d}",
            deed="issue",
        )
        invoice = await DB.fetch_value(
            'SELECT invoice FROM invoice_order i JOIN purchase_order o ON o.id = i."order"'
            " WHERE o.number = $1 AND i.active",
            order,
        )
        if invoice is None:
            return
        await buyer.send(f"/invoices/{invoice}", r"/settlement$", act="order.settle", **mine)
        settlement = await DB.fetch_row(
            "SELECT s.number, s.version FROM settlement s JOIN settlement_order e ON e.settlement = s.id AND e.active"
            ' JOIN purchase_order o ON o.id = e."order" WHERE o.number = $1',
            order,
        )
        if settlement is None:
            return
        await self._reviewed(settlement.number)
        await self._sent(settlement.number, mine)
        await self._answered(order)
        for hand, path in ((buyer, "orders"), (seller, "supplier/orders")):
            await hand.send(
                f"/{path}/{order}/review", r"/review$", act="review.write", kind="review", ref="",
                goods="5", delivery="4", service="5",
            )  # fmt: skip

    async def _reviewed(self, number: str) -> None:
        await self.hands["head"].send(
            f"/settlements/{number}",
            "review",
            act="settlement.agree",
            kind="settlement",
            ref=number,
            verdict="agree",
        )

    async def _sent(self, settlement: str, mine: dict[str, str]) -> None:
        version = await DB.fetch_value("SELECT version FROM settlement WHERE number = $1", settlement)
        await self.hands["accountant"].send(
            "/payments", "release-one", act="order.send_payment", **mine, numbers=f"{settlement}:{version}"
        )

    async def _answered(self, order: str) -> None:
        """The treasury pays and says so, often twice, until it is heard."""
        payment = await DB.fetch_row(
            "SELECT p.number, p.amount_fen FROM payment p JOIN settlement_order e ON e.settlement = p.settlement"
            " JOIN purchase_order o ON o.id = e.\"order\" WHERE o.number = $1 AND p.status = 'ordered'",
            order,
        )
        if payment is None:
            return
        body = msgspec.json.encode(
            {
                "payment": payment.number,
                "outcome": "paid",
                "bank_reference": f"GK{payment.number}",
                "amount_fen": payment.amount_fen,
                "on": clock.today().isoformat(),
                "reason": "",
            }
        )
        times = self.dice.choice([1, 1, 2])
        while times:
            try:
                async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{PORT}", timeout=20) as client:
                    answer = await client.post(PATH, content=body, headers=signed(body))
            except httpx.TransportError:
                self.diary.counts["treasury not heard"] += 1
                await asyncio.sleep(0.25)
                continue
            if answer.status_code == 200:
                times -= 1
                self.diary.heard.add(payment.number)
                self.diary.counts[f"treasury {answer.json()['outcome']}"] += 1
            elif answer.status_code in (429, 500, 502, 503):
                await asyncio.sleep(0.25)
            else:
                self.diary.violations.append(f"the treasury was told {answer.status_code}: {answer.text}")
                return


def signed(body: bytes) -> dict[str, str]:
    """The header fields of a letter of the treasury, as docs/treasury.md describes them."""
    algorithm, at, nonce = "HMAC-SHA256", str(int(time.time())), ids.new_token()[:32]
    text = f"EMALL-TREASURY-1\n{algorithm}\nPOST\n{PATH}\n{at}\n{nonce}\n".encode() + body
    return {
        "Content-Type": "application/json",
        "X-Treasury-Algorithm": algorithm,
        "X-Treasury-Timestamp": at,
        "X-Treasury-Nonce": nonce,
        "X-Treasury-Signature": hmac.new(SECRET.encode(), text, hashlib.sha256).hexdigest(),
    }


async def verdict(diary: Diary, run: "Server") -> None:
    """Every acknowledged deed once, no token without an outcome, all checks and the journal's chain."""
    for sent in diary.sent:
        if sent.outcome != "ok":
            continue
        row = await DB.fetch_row("SELECT url FROM submission WHERE token = $1", sent.token)
        if row is None or not row.url:
            diary.violations.append(f"acknowledged and not kept: {sent}")
        if sent.ref:
            told = await DB.fetch_value(
                "SELECT count(*) FROM journal_entry WHERE kind = $1 AND ref = $2 AND act = $3",
                *(sent.kind, sent.ref, sent.act),
            )
            if told != 1:
                diary.violations.append(f"{told} entries for {sent}")
    for row in await DB.fetch("SELECT token FROM submission WHERE url = ''"):
        diary.violations.append(f"a token without an outcome: {row.token}")
    await _letters(diary)
    for words in (("check",), ("audit", "verify")):
        process = await asyncio.create_subprocess_exec(
            *PROGRAM, *words, env=run.environment, stdout=asyncio.subprocess.PIPE
        )
        said, _ = await process.communicate()
        if process.returncode:
            diary.violations.append(f"emall {' '.join(words)}: {said.decode()[:2000]}")


async def _letters(diary: Diary) -> None:
    """What the treasury was told it was heard on was taken once, whatever was said again."""
    rows = await DB.fetch(
        "SELECT p.number, p.status, (SELECT count(*) FROM treasury_answer a WHERE a.payment_number = p.number"
        " AND a.outcome = 'taken') AS taken, (SELECT count(*) FROM journal_entry j WHERE j.kind = 'payment'"
        " AND j.ref = p.number AND j.act = 'payment.pay') AS told FROM payment p"
    )
    diary.counts["payments"] = len(rows)
    for row in rows:
        expected = ("paid", 1, 1) if row.number in diary.heard else ("ordered", 0, 0)
        if (row.status, row.taken, row.told) != expected:
            diary.violations.append(f"a letter of the treasury: {row}, heard: {row.number in diary.heard}")
    diary.counts["orders completed"] = await DB.fetch_value(
        "SELECT count(*) FROM purchase_order WHERE status = 'completed'"
    )
    diary.counts["orders not completed"] = await DB.fetch_value(
        "SELECT count(*) FROM purchase_order WHERE status NOT IN ('completed', 'draft')"
    )


async def main(kills: int, seed: int) -> int:
    """Everything, on a database of its own; the exit code."""
    url = databases.server()
    await databases.prepare(url)
    source = await databases.template(url, seeded=False)
    folder, dice, diary = Path(tempfile.mkdtemp(prefix="emall-soak-")), random.Random(seed), Diary()
    async with (
        databases.clone(url, source, f"emall_run_{os.getpid()}_life") as address,
        databases.opened(address),
    ):
        environment = {**environment_of(address, folder, PORT), "EMALL_TREASURY_SECRET": SECRET}
        server = Server(environment, folder)
        began = time.monotonic()
        try:
            await server.start()
            await _live(server, kills, dice, diary)
        finally:
            await server.end()
        await verdict(diary, server)
    told: dict[str, Any] = {
        "seed": seed,
        "seconds": round(time.monotonic() - began),
        **server.counts,
        "slowest restart (s)": round(server.slowest, 1),
        "acknowledged": sum(one.outcome == "ok" for one in diary.sent),
        **dict(diary.counts),
    }
    print(json.dumps(told, indent=1, ensure_ascii=False))
    for violation in diary.violations[:50]:
        print("VIOLATION", violation)
    print(f"{len(diary.violations)} violations, seed {seed}; logs of the processes: {folder}")
    return 1 if diary.violations else 0


async def _live(server: Server, kills: int, dice: random.Random, diary: Diary) -> None:
    """People at work in one town while the storm goes on; then each finishes what is begun."""
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, diary.over.set)
    town = await make_shop(levels=(0,), stock=1_000_000)
    town.line = await t.line(town.unit, fen=20_000_000_00)
    town.plan = await t.plan(town.unit, town.line, fen=10_000_000_00)
    await DB.execute(
        "UPDATE supplier_profile SET bank = '丽水农商银行', account = '2010012345678901' WHERE organisation = ANY($1)",
        town.suppliers,
    )
    site = f"http://127.0.0.1:{PORT}"
    seats = {
        "head": town.head,
        "receiver": town.receiver,
        "accountant": await t.seat("accountant", town.unit),
        **{f"seller{place}": seller for place, seller in enumerate(town.sellers)},
    }
    hands = {name: await Hand.of(site, visitor, diary) for name, visitor in seats.items()}
    people = Purchases(town, hands, diary, dice)
    buyers = [await t.seat("buyer", town.unit) for _ in range(BUYERS)]
    tasks = [asyncio.create_task(people.go_on(one, await Hand.of(site, one, diary))) for one in buyers]
    try:
        await server.storm(kills, dice, diary)
    finally:
        diary.over.set()
    await asyncio.gather(*tasks)


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--kills", type=int, default=60)
    given.add_argument("--seed", type=int, default=random.randrange(10**6))
    chosen = given.parse_args()
    sys.exit(asyncio.run(main(chosen.kills, chosen.seed)))
