"""Writing deeds to the journal (操作日志) inside the transaction that does them, and reading them back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from emall.database import DB, Row
from emall.journal.chain import LINKED, digest, plain
from emall.journal.deeds import Actor, Deed
from emall.kernel import clock
from emall.settings import settings

COLUMNS = (*LINKED, "digest")
INSERT = "INSERT INTO journal_entry ({}) VALUES ({})".format(
    ", ".join(f'"{column}"' for column in COLUMNS),
    ", ".join(f"${place}" for place in range(1, len(COLUMNS) + 1)),
)


class OutsideTransaction(RuntimeError):
    """A deed was recorded outside the transaction that does it."""


async def record(actor: Actor, *deeds: Deed) -> None:
    """Chain the deeds to the journal; the last write of the transaction, since it locks the head for everyone."""
    if not DB.transaction_exists():
        raise OutsideTransaction("record deeds inside the transaction that does them")
    if deeds:
        await append([(clock.now(), actor, one) for deed in deeds for one in deed.whole()])


async def append(told: Sequence[tuple[datetime, Actor, Deed]]) -> None:
    """Write entries behind the last one, each at its moment, in the order given; locks the head until commit."""
    head = await DB.fetch_row("SELECT sequence, digest FROM journal_head WHERE id = 1 FOR UPDATE")
    assert head is not None, "the first migration writes the head"
    entries: list[dict[str, Any]] = []
    sequence, previous = head.sequence, head.digest
    for at, actor, deed in told:
        sequence += 1
        entry = _entry(at, actor, deed, sequence, previous)
        previous = entry["digest"] = digest(entry)
        entries.append(entry)
    await DB.execute_many(INSERT, [[entry[column] for column in COLUMNS] for entry in entries])
    await DB.execute("UPDATE journal_head SET sequence = $1, digest = $2 WHERE id = 1", sequence, previous)


def _entry(at: datetime, actor: Actor, deed: Deed, sequence: int, previous: str) -> dict[str, Any]:
    seen_by = {*deed.organisations, *([actor.organisation] if actor.organisation else [])}
    return {
        "sequence": sequence,
        "at": at,
        "act": deed.act,
        "kind": deed.kind,
        "ref": str(deed.ref),
        "before": plain(deed.before),
        "after": plain(deed.after),
        "note": deed.note,
        "result": deed.result,
        "actor": actor.person,
        "actor_name": actor.name,
        "post": actor.post,
        "duty": str(actor.duty),
        "organisation": actor.organisation,
        "organisation_name": actor.organisation_name,
        "seen_by": sorted(seen_by),
        "address": actor.address,
        "request_id": actor.request_id,
        "algorithm": settings().digest,
        "previous": previous,
    }


async def entries_of(kind: str, ref: str | int) -> list[Row]:
    """All that was done to one thing, newest first; for pages whose reader may see the thing itself."""
    return await DB.fetch(
        "SELECT sequence, at, act, actor, actor_name, duty, organisation, organisation_name, before, after, note"
        " FROM journal_entry WHERE kind = $1 AND ref = $2 AND result = 'done' ORDER BY sequence DESC",
        kind,
        str(ref),
    )
