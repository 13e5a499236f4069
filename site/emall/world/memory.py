"""Writes the story's deeds to the journal in one go, chained like any other entry but with the moments they happened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from emall.database import DB
from emall.journal.chain import digest, plain
from emall.journal.journal import COLUMNS, INSERT
from emall.settings import settings
from emall.world.chronicle import Deed


async def remember(deeds: Iterable[Deed]) -> int:
    """Append the deeds, oldest first, behind whatever the journal holds; how many. Locks the head until commit."""
    head = await DB.fetch_row("SELECT sequence, digest FROM journal_head WHERE id = 1 FOR UPDATE")
    if head is None:
        raise RuntimeError("the journal has no head: migrate first")
    entries: list[dict[str, Any]] = []
    sequence, previous = head.sequence, head.digest
    for deed in sorted(deeds, key=lambda deed: deed.at):
        sequence += 1
        entry = _entry(deed, sequence, previous)
        previous = entry["digest"] = digest(entry)
        entries.append(entry)
    await DB.execute_many(INSERT, [[entry[column] for column in COLUMNS] for entry in entries])
    await DB.execute(
        "UPDATE journal_head SET sequence = $1, digest = $2 WHERE id = 1",
        sequence,
        previous,
    )
    return len(entries)


def _entry(deed: Deed, sequence: int, previous: str) -> dict[str, Any]:
    actor = deed.actor
    seen_by = {
        *deed.organisations,
        *([actor.organisation] if actor.organisation else []),
    }
    return {
        "sequence": sequence,
        "at": deed.at,
        "act": deed.act,
        "kind": deed.kind,
        "ref": deed.ref,
        "before": plain(deed.before),
        "after": plain(deed.after),
        "note": deed.note,
        "result": "done",
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
