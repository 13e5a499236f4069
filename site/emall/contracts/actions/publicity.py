"""Announcing a contract (合同公告), or keeping it from announcement for a state or trade secret."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from emall.accounts.words import Duty
from emall.contracts.access import buys_for, may_view
from emall.contracts.words import RUNNING, ContractStatus
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.web.visitor import Visitor


async def lock_contract(number: str) -> Row:
    """A contract by its number, locked, with the unit's region; raises Missing."""
    row = await DB.fetch_row(
        "SELECT c.*, u.region FROM contract c JOIN organisation u ON u.id = c.organisation WHERE c.number = $1"
        " FOR NO KEY UPDATE OF c",
        number,
    )
    if row is None:
        raise Missing
    return row


async def keep_secret(
    *, visitor: Visitor, number: str, reason: str, version: int, now: datetime | None = None
) -> str:
    """The buyer says that a contract holds a state or trade secret; finance sees the reason. Returns the number.

    采购实施条例第五十条 lets such contents out of the announcement. Once announced it is too late.
    """
    async with DB.transaction():
        contract = await _own(visitor, number, version)
        if not reason.strip():
            raise Refused("secret_reason", "secrecy_needs_a_reason")
        await DB.execute(
            "UPDATE contract SET secret_reason = $2, secret_by = $3, announce_from = NULL, version = version + 1"
            " WHERE id = $1",
            contract.id,
            reason.strip()[:300],
            visitor.person,
        )
        before, after = {"kept_back": False}, {"kept_back": True}
        told = reason.strip()[:300]  # read by the unit and by staff, not by the supplier
        deed = replace(
            _deed("contract.keep_secret", contract, before, after),
            note=told,
            organisations=(contract.organisation,),
        )
        await record(visitor.actor(), deed)
    return number


async def announce_now(*, visitor: Visitor, number: str, version: int, now: datetime | None = None) -> str:
    """The buyer announces a contract without waiting for the clock; returns its number."""
    now = now or clock.now()
    async with DB.transaction():
        contract = await _own(visitor, number, version)
        await record(visitor.actor(), await announce(contract, now))
    return number


async def announce(contract: Row, now: datetime) -> Deed:
    """Make a locked contract public; the deed for the caller's record. A fulfilled or ended one keeps its status."""
    to = ContractStatus.PUBLISHED if contract.status in RUNNING else contract.status
    await DB.execute(
        "UPDATE contract SET announced_at = $2, status = $3, announce_from = NULL, version = version + 1"
        " WHERE id = $1",
        contract.id,
        now,
        str(to),
    )
    before = {"status": str(contract.status)}
    return _deed("contract.announce", contract, before, {"status": str(to), "announced_at": now})


async def _own(visitor: Visitor, number: str, version: int) -> Row:
    contract = await lock_contract(number)
    if not may_view(visitor, contract):
        raise Missing
    if not buys_for(visitor, contract):
        raise Forbidden(Duty.BUYER)
    if contract.announced_at is not None:
        raise Conflict("", "contract_already_announced")
    if contract.secret_reason or contract.announce_due_at is None:
        raise Conflict("", "contract_not_public")
    if contract.version != version:
        raise Conflict("", "contract_moved_on", number=number)
    return contract


def _deed(act: str, contract: Row, before: Mapping[str, Any], after: Mapping[str, Any]) -> Deed:
    sides = (contract.organisation, contract.supplier)
    return Deed(act, "contract", contract.number, before, after, organisations=sides)
