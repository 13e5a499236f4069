"""What the clock does with contracts in force: it files them at once and announces them when their time has come."""

import logging
from datetime import datetime

from emall.contracts.actions.publicity import announce
from emall.contracts.words import FILING_PREFIX
from emall.database import DB, DatabaseError, Row
from emall.journal import SYSTEM, Deed, record
from emall.kernel import clock
from emall.orders.actions import next_number

log = logging.getLogger("emall.contracts")


async def run_due(now: datetime | None = None, *, most: int = 200) -> int:
    """File (备案) what is not filed, announce (公告) what is due and not secret; how many deeds.

    Each in a transaction of its own, so that one that fails holds up no other.
    """
    now = now or clock.now()
    rows = await DB.fetch(
        "SELECT id, filed_at IS NULL AS file FROM contract WHERE file_due_at IS NOT NULL AND filed_at IS NULL"
        " UNION ALL SELECT id, false FROM contract WHERE announced_at IS NULL AND announce_from <= $1"
        " AND secret_reason = '' ORDER BY id LIMIT $2",
        now,
        most,
    )
    return sum([await _do(row.id, file=row.file, now=now) for row in rows])


async def _do(contract: int, *, file: bool, now: datetime) -> bool:
    try:
        async with DB.transaction():
            row = await DB.fetch_row("SELECT * FROM contract WHERE id = $1 FOR NO KEY UPDATE", contract)
            assert row is not None, "contracts are never deleted"
            deed = await (file_contract(row, now) if file else _announce(row, now))
            if deed is None:
                return False
            await record(SYSTEM, deed)
    except DatabaseError as error:  # one must not hold up the others; the next run looks again
        log.warning("contract %s: %r", contract, error)
        return False
    return True


async def file_contract(contract: Row, now: datetime) -> Deed | None:
    """Hand the contract to the Finance Bureau's list under a number of its own."""
    if contract.filed_at is not None:
        return None
    filing = await next_number(FILING_PREFIX, "contract_filing_number", now)
    await DB.execute(
        "UPDATE contract SET filing = $2, filed_at = $3, version = version + 1 WHERE id = $1",
        contract.id,
        filing,
        now,
    )
    after = {"filing": filing, "filed_at": now}
    sides = (contract.organisation, contract.supplier)
    return Deed("contract.file", "contract", contract.number, None, after, organisations=sides)


async def _announce(contract: Row, now: datetime) -> Deed | None:
    waits = (
        contract.announced_at is None and not contract.secret_reason and contract.announce_from is not None
    )
    return await announce(contract, now) if waits and contract.announce_from <= now else None
