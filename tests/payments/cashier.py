"""A town whose supplier can be paid, an accountant who pays, and letters as the treasury would write them."""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from emall.database import DB, Row
from emall.kernel import clock
from emall.payments import actions
from emall.payments.documents import Answer, answer_file, digest_of
from emall.payments.rules import Letter, sign
from emall.payments.words import Said, Way
from emall.web.visitor import Visitor
from tests.making import make_organisation, numbers
from tests.orders import town as t
from tests.settlement import office

SECRET = b"a secret of the treasury for tests only"
PATH = "/api/v1/treasury/answers"
BANK, ACCOUNT = "中国工商银行丽水分行", "1210260109200123456"


@dataclass
class Cashier:
    """A town, its accountant, and somebody of finance."""

    town: t.Town
    accountant: Visitor
    finance: Visitor
    sheets: list[Row] = field(default_factory=list)

    async def sheet(self, **more: Any) -> Row:
        """A settlement that waits for payment."""
        row = await office.to_pay(self.town, **more)
        self.sheets.append(row)
        return row

    async def released(self, sheet: Row | None = None) -> Row:
        """A payment instruction of a settlement."""
        sheet = sheet or await self.sheet()
        sheet = await office.settlement_of(sheet.number)
        (number,) = await actions.release(visitor=self.accountant, chosen={sheet.number: sheet.version})
        return await payment_of(number)

    async def paid(self, sheet: Row | None = None) -> Row:
        """A payment the treasury has made."""
        payment = await self.released(sheet)
        result = await say(payment)
        assert result.outcome == "taken", result
        return await payment_of(payment.number)


async def make_cashier(*, bank: bool = True, kind: str = "public_unit") -> Cashier:
    """A town whose unit buys, with everybody needed to pay."""
    town = await t.make_town()
    if kind != "public_unit":
        await DB.execute("UPDATE organisation SET kind = $2 WHERE id = $1", town.unit, kind)
    if bank:
        await DB.execute(
            "UPDATE supplier_profile SET bank = $1, account = $2 WHERE organisation = ANY($3)",
            *(BANK, ACCOUNT, town.suppliers),
        )
    bureau = await make_organisation(kind="bureau")
    return Cashier(town, await t.seat("accountant", town.unit), await t.seat("finance", bureau))


async def paid_order(cashier: Cashier) -> str:
    """The number of an order with all its papers, paid by the treasury."""
    payment = await cashier.paid()
    return str(
        await DB.fetch_value(
            'SELECT o.number FROM settlement_order s JOIN purchase_order o ON o.id = s."order" WHERE s.settlement = $1',
            payment.settlement,
        )
    )


async def payment_of(number: str) -> Row:
    """The row of a payment."""
    row = await DB.fetch_row("SELECT * FROM payment WHERE number = $1", number)
    assert row is not None
    return row


def reference() -> str:
    """A bank reference nobody used before."""
    return f"GK{next(numbers):012d}"


def answer_for(payment: Row, said: str = "paid", /, **other: Any) -> Answer:
    """What the treasury would answer, with some things said otherwise."""
    facts: dict[str, Any] = {
        "payment": payment.number,
        "outcome": Said(said),
        "bank_reference": payment.bank_reference or reference(),
        "amount_fen": payment.amount_fen,
        "on": clock.today(),
        "reason": "账号不存在" if said == "returned" else "",
    }
    return Answer(**{**facts, **other})


async def say(
    payment: Row, said: str = "paid", /, *, way: str = Way.CALLBACK, **other: Any
) -> actions.Result:
    """The treasury answers."""
    answer = other.pop("answer", None) or answer_for(payment, said, **other)
    body = msgspec.json.encode(answer, order="sorted")
    received = actions.Received(way, body.decode(), digest_of(body))
    return (await actions.take(answer, received, actor=actions.TREASURY))[0]


def letter(body: bytes, *, at: float | None = None, nonce: str = "", **other: Any) -> Letter:
    """A signed letter, with some of it changed after it was signed."""
    algorithm = other.pop("sign_with", "HMAC-SHA256")
    timestamp = str(int(clock.now().timestamp() if at is None else at))
    nonce = nonce or f"nonce-{next(numbers):020d}"
    signature = sign(
        secret=other.pop("secret", SECRET),
        algorithm=algorithm,
        method="POST",
        path=PATH,
        timestamp=int(timestamp),
        nonce=nonce,
        body=body,
    )
    made = {
        "algorithm": algorithm,
        "timestamp": timestamp,
        "nonce": nonce,
        "signature": signature,
        "method": "POST",
        "path": PATH,
        "body": body,
    }
    return Letter(**{**made, **other})


def headers_of(one: Letter) -> dict[str, str]:
    """The header fields a letter travels with."""
    return {
        "X-Treasury-Algorithm": one.algorithm,
        "X-Treasury-Timestamp": one.timestamp,
        "X-Treasury-Nonce": one.nonce,
        "X-Treasury-Signature": one.signature,
        "Content-Type": "application/json",
    }


def file_of(*answers: Answer) -> bytes:
    """A file of answers."""
    return answer_file(answers).encode()


async def money(town: t.Town) -> tuple[int, int, int]:
    """Committed, paid and left of the town's plan."""
    row = await DB.fetch_row("SELECT * FROM plan WHERE id = $1", town.plan)
    assert row is not None
    left = row.amount_fen - row.reserved_fen - row.committed_fen - row.paid_fen
    return row.committed_fen, row.paid_fen, left


async def ledger(sheet: Row) -> list[tuple[str, int]]:
    """Payments and refunds in the ledger of a settlement's orders."""
    rows = await DB.fetch(
        'SELECT e.kind, e.amount_fen FROM ledger_entry e JOIN settlement_order o ON o."order" = e.order_id'
        " WHERE o.settlement = $1 AND e.kind IN ('pay', 'refund') ORDER BY e.id",
        sheet.id,
    )
    return [(row.kind, row.amount_fen) for row in rows]


async def answers_to(payment: Row) -> list[tuple[str, str, str]]:
    """Kind, outcome and reason of everything ever answered to a payment."""
    rows = await DB.fetch(
        "SELECT kind, outcome, reason FROM treasury_answer WHERE payment_number = $1 ORDER BY id",
        payment.number,
    )
    return [(row.kind, row.outcome, row.reason) for row in rows]


async def told(kind: str) -> list[tuple[int, str]]:
    """Organisation and link of all messages of a kind."""
    rows = await DB.fetch("SELECT organisation, link FROM message WHERE kind = $1 ORDER BY id", kind)
    return [(row.organisation, row.link) for row in rows]
