"""A contract comes into being and ends with its order: what happens to it at each step the order takes.

The order passed on to the supplier is the unit's offer, signed by whoever passed it on; the supplier accepting it
signs for its side, and the contract is in force at that moment (民法典第四百八十三条、第四百九十一条).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from emall.contracts.actions.limits import claim, let_go
from emall.contracts.actions.signing import sign
from emall.contracts.documents import canonical_text, digest_of, document_of
from emall.contracts.queries import document_facts
from emall.contracts.rules import announce_from, follows, is_public_business, supplement_limit
from emall.contracts.words import CONTRACT_PREFIX, ContractStatus, Side
from emall.database import DB, Row
from emall.journal import Deed
from emall.kernel import clock
from emall.kernel.refusal import Conflict
from emall.kernel.workdays import deadline
from emall.orders.actions import next_number
from emall.orders.words import OrderStatus
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule
from emall.settings import settings
from emall.web.actor import Actor

C = ContractStatus


async def follow_order(order: Row, to: str, actor: Actor, now: datetime) -> list[Deed]:
    """What becomes of the contract when its order moves; registered with `orders.actions.follow`.

    `order` is the order as it was. Raises Refused where nobody may sign.
    """
    deeds = await _count_supplement(order, to, now)
    if to == OrderStatus.PENDING_SUPPLIER:
        return deeds + await _draw_up(order, actor, now)
    contract = await _lock_living(order.id)
    if contract is None:
        return deeds
    if to == OrderStatus.CONFIRMED:
        return deeds + await _conclude(order, contract, actor, now)
    becomes = follows(order_to=to, status=contract.status, announced=contract.announced_at is not None)
    return deeds + ([await _become(contract, becomes, to, now)] if becomes else [])


async def _count_supplement(order: Row, to: str, now: datetime) -> list[Deed]:
    if order.supplements is None:
        return []
    return await claim(order, to) + await let_go(order, to)


async def _draw_up(order: Row, actor: Actor, now: datetime) -> list[Deed]:
    """Freeze the text, and sign it for the unit."""
    number = await next_number(CONTRACT_PREFIX, "contract_number", now)
    document = document_of(await document_facts(order.id, number=number, now=now))
    text, algorithm = canonical_text(document), settings().digest
    original = await DB.fetch_value(
        "SELECT id FROM contract WHERE \"order\" = $1 AND status <> 'void'", order.supplements
    )
    contract = await DB.fetch_row(
        _NEW,
        number,
        order.id,
        original,
        order.organisation,
        order.supplier,
        document["total"]["fen"],
        text,
        digest_of(text, algorithm),
        algorithm,
        now,
    )
    assert contract is not None
    keys = await sign(contract, Side.UNIT, actor=actor, now=now)
    after = {
        "status": str(C.HALF_SIGNED),
        "order": order.number,
        "digest": contract.digest,
        "algorithm": algorithm,
    }
    return [*keys, _deed("contract.offer", contract, None, after | {"amount_fen": contract.amount_fen})]


_NEW = """
INSERT INTO contract (number, "order", supplements, organisation, supplier, amount_fen, status, document, digest,
    algorithm, created_at)
VALUES ($1, $2, $3, $4, $5, $6, 'half_signed', $7, $8, $9, $10) RETURNING *"""


async def _conclude(order: Row, contract: Row, actor: Actor, now: datetime) -> list[Deed]:
    """The supplier signs: in force, with its clocks for filing and announcing."""
    keys = await sign(contract, Side.SUPPLIER, actor=actor, now=now)
    clocks = await _clocks(order, contract, now)
    limit = 0
    if contract.supplements is None:
        permille = await rule(
            Rule.SUPPLEMENT_PERMILLE, region=order.region, kind=order.unit_kind, on=clock.day_of(now)
        )
        limit = supplement_limit(amount_fen=contract.amount_fen, permille=permille)
    changed = await DB.execute(
        "UPDATE contract SET status = 'in_force', in_force_at = $2, file_due_at = $3, announce_due_at = $4,"
        " announce_from = $5, supplement_limit_fen = $6, version = version + 1 WHERE id = $1 AND status = 'half_signed'",
        contract.id,
        now,
        clocks.get("file"),
        clocks.get("announce"),
        clocks.get("announce_from"),
        limit,
    )
    if not changed:
        raise Conflict("order", "contract_moved_on", number=contract.number)
    before, after = {"status": str(contract.status)}, {"status": str(C.IN_FORCE), "digest": contract.digest}
    return [*keys, _deed("contract.conclude", contract, before, after)]


async def _clocks(order: Row, contract: Row, now: datetime) -> Mapping[str, datetime]:
    if not is_public_business(order.regime):
        return {}
    where: dict[str, Any] = {"region": order.region, "kind": order.unit_kind, "on": clock.day_of(now)}
    file_days = await rule(Rule.FILE_CONTRACT_DAYS, **where)
    announce_days = await rule(Rule.ANNOUNCE_CONTRACT_DAYS, **where)
    return {
        "file": deadline(now, file_days),
        "announce": deadline(now, announce_days),
        "announce_from": announce_from(now, announce_days),
    }


ACTS = {
    C.VOID: "contract.void",
    C.TERMINATED: "contract.terminate",
    C.FULFILLED: "contract.fulfil",
    C.IN_FORCE: "contract.reopen",
    C.PUBLISHED: "contract.reopen",
}


async def _become(contract: Row, to: ContractStatus, order_to: str, now: datetime) -> Deed:
    """The contract's own step, with the order's as its reason."""
    ends = to in (C.VOID, C.TERMINATED, C.FULFILLED)
    reason = order_to if to in (C.VOID, C.TERMINATED) else ""
    changed = await DB.execute(
        "UPDATE contract SET status = $2, reason = $3, ended_at = $4, version = version + 1"
        " WHERE id = $1 AND status = $5",
        contract.id,
        str(to),
        reason,
        now if ends else None,
        contract.status,
    )
    if not changed:
        raise Conflict("order", "contract_moved_on", number=contract.number)
    after = {"status": str(to)} | ({"reason": reason} if reason else {})
    return _deed(ACTS[to], contract, {"status": str(contract.status)}, after)


async def _lock_living(order: int) -> Row | None:
    return await DB.fetch_row(
        "SELECT * FROM contract WHERE \"order\" = $1 AND status <> 'void' FOR NO KEY UPDATE", order
    )


def _deed(act: str, contract: Row, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Deed:
    sides = (contract.organisation, contract.supplier)
    return Deed(act, "contract", contract.number, before, after, organisations=sides)
