"""Writes the story's deeds to the journal in one go, chained like any other entry but with the moments they happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from emall.journal import Deed
from emall.journal.journal import append
from emall.web.actor import Actor
from emall.world import chronicle

Told = tuple[datetime, Actor, Deed]


async def remember(deeds: Iterable[chronicle.Deed], *, others: Iterable[Told] = ()) -> int:
    """Append the deeds, oldest first, behind whatever the journal holds; how many. Locks the head until commit.

    `others` are deeds of other rooms with their moments; of the same moment they stand behind those of the story.
    """
    told = [*((deed.at, deed.actor, _as_journaled(deed)) for deed in deeds), *others]
    await append(sorted(told, key=lambda one: one[0]))
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
