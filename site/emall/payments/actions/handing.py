"""Handing instructions to the treasury: all that wait go into one file, which is the same at every download."""

from datetime import datetime

from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Forbidden, Refused
from emall.orders.actions import next_number
from emall.payments.access import KEEPERS, may_keep
from emall.payments.documents import instruction_file
from emall.payments.words import BATCH_PREFIX
from emall.web.visitor import Visitor

MOST = 5000

_WAITING = """
SELECT p.*, s.number AS settlement_number, u.name AS organisation_name, u.uscc AS organisation_uscc
FROM payment p JOIN settlement s ON s.id = p.settlement JOIN organisation u ON u.id = p.organisation
WHERE p.status = 'ordered' AND p.channel = 'treasury' AND p.batch IS NULL
ORDER BY p.id LIMIT $1 FOR NO KEY UPDATE OF p"""


async def hand_over(*, visitor: Visitor, now: datetime | None = None) -> str:
    """Put every instruction that waits into a file; its number. Each instruction is in one file and no other.

    Raises Forbidden, Refused when nothing waits.
    """
    if not may_keep(visitor):
        raise Forbidden(KEEPERS)
    now = now or clock.now()
    async with DB.transaction():
        rows = await DB.fetch(_WAITING, MOST)
        if not rows:
            raise Refused("", "nothing_waits_for_treasury")
        number = await next_number(BATCH_PREFIX, "treasury_batch_number", now)
        text, digest = instruction_file(batch=number, made_at=now, rows=rows)
        amount = sum(row.amount_fen for row in rows)
        batch = await DB.fetch_value(
            "INSERT INTO treasury_batch (number, made_by, made_at, count, amount_fen, digest, content)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
            *(number, visitor.person, now, len(rows), amount, digest, text),
        )
        await DB.execute(
            "UPDATE payment SET batch = $2, version = version + 1 WHERE id = ANY($1::bigint[])",
            *([row.id for row in rows], batch),
        )
        await record(visitor.actor(), _deed(number, rows, amount, digest))
    return number


def _deed(number: str, rows: list[Row], amount: int, digest: str) -> Deed:
    units = tuple(sorted({row.organisation for row in rows}))
    after = {"payments": [row.number for row in rows], "amount_fen": amount, "digest": digest}
    return Deed("treasury_batch.create", "treasury_batch", number, None, after, organisations=units)
