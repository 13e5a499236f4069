"""Proving the journal: its chain from the first entry, and its head against the copies kept outside the database."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from emall.database import DB, Row
from emall.journal.chain import ALGORITHMS, GENESIS, LINKED, digest
from emall.kernel import clock

PAGE = 2000
ANCHORS = Path("anchors") / "journal.jsonl"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the journal is whole, how many entries were read, and the first that is wrong with the reason.

    Reasons: `changed`, `missing`, `unlinked`, `tail_cut`, `head_changed`, `rewritten`, `anchor_unreadable`.
    """

    ok: bool
    checked: int
    first_bad: int | None = None
    reason: str = ""


async def verify(anchor: Path | None = None) -> Verdict:
    """Read the whole journal in pages; with an anchor file also compare each anchored entry with its copy."""
    try:
        anchors = _anchors(anchor)
    except (ValueError, KeyError, TypeError):
        return Verdict(False, 0, None, "anchor_unreadable")
    head = await DB.fetch_row(
        "SELECT sequence, digest, (SELECT coalesce(max(sequence), 0) FROM journal_entry) AS last"
        " FROM journal_head WHERE id = 1"
    )
    if head is None:
        return Verdict(False, 0, None, "head_changed")
    checked, previous = 0, GENESIS
    async for entry in _entries(upto=head.last):
        reason = _fault(entry, checked + 1, previous, anchors)
        if reason:
            return Verdict(False, checked, min(entry.sequence, checked + 1), reason)
        checked, previous = checked + 1, entry.digest
    return _ending(head, checked, previous, anchors)


def _fault(entry: Row, expected: int, previous: str, anchors: dict[int, str]) -> str:
    if entry.sequence != expected:
        return "missing"
    if entry.algorithm not in ALGORITHMS or digest(entry) != entry.digest:
        return "changed"
    if entry.previous != previous:
        return "unlinked"
    return "rewritten" if anchors.get(entry.sequence, entry.digest) != entry.digest else ""


def _ending(head: Row, checked: int, previous: str, anchors: dict[int, str]) -> Verdict:
    if max(anchors, default=0) > checked or head.sequence > checked:
        return Verdict(False, checked, checked + 1, "tail_cut")
    if head.sequence != checked or head.digest != previous:
        return Verdict(False, checked, head.sequence, "head_changed")
    return Verdict(True, checked)


async def _entries(*, upto: int) -> AsyncIterator[Row]:
    columns = ", ".join(f'"{column}"' for column in (*LINKED, "digest"))
    after = -(2**63)
    while rows := await DB.fetch(
        f"SELECT {columns} FROM journal_entry WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence LIMIT {PAGE}",
        after,
        upto,
    ):
        for row in rows:
            yield row
        after = rows[-1].sequence


def _anchors(file: Path | None) -> dict[int, str]:
    if file is None or not file.exists():
        return {}
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {int(line["sequence"]): str(line["digest"]) for line in lines}


async def anchor(file: Path) -> bool:
    """Append the head of the journal to a file kept outside the database; False when nothing was added since."""
    head = await DB.fetch_row("SELECT sequence, digest FROM journal_head WHERE id = 1")
    if head is None or head.sequence == 0 or head.sequence <= max(_anchors(file), default=0):
        return False
    line = {"sequence": head.sequence, "digest": head.digest, "at": clock.now().isoformat()}
    await asyncio.to_thread(_append, file, json.dumps(line))
    return True


def _append(file: Path, line: str) -> None:
    """Write a line so that it survives a power cut."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(file, "a", encoding="utf-8") as out:
        out.write(line + "\n")
        out.flush()
        os.fsync(out.fileno())
