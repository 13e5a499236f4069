"""Writes the story's deeds to the journal in one go, chained like any other entry but with the moments they happened."""

from __future__ import annotations

from collections.abc import Iterable

from emall.journal import Deed
from emall.journal.journal import append
from emall.world import chronicle


async def remember(deeds: Iterable[chronicle.Deed]) -> int:
    """Append the deeds, oldest first, behind whatever the journal holds; how many. Locks the head until commit."""
    told = sorted(deeds, key=lambda deed: deed.at)
    await append([(deed.at, deed.actor, _as_journaled(deed)) for deed in told])
    return len(told)


def _as_journaled(deed: chronicle.Deed) -> Deed:
    return Deed(
        deed.act,
        deed.kind,
        deed.ref,
        deed.before,
        deed.after,
        note=deed.note,
        organisations=deed.organisations,
    )
