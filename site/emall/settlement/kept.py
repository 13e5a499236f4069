"""Invoice files on disk: under their digest in the data directory, outside everything that is served as it lies there.

A file is kept before the form it came with is judged, so that a refused form need not be filled in again; the form
carries a seal that names the file, its kind and who sent it.
"""

import asyncio
import hashlib
import json
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from emall.kernel.refusal import Missing, Refused
from emall.kernel.text import BadText, clean_text
from emall.settings import settings
from emall.settlement.reading import read_invoice
from emall.web import seals

LONGEST_NAME = 120
PURPOSE = "invoice file"
TYPES = {"pdf": "application/pdf", "ofd": "application/octet-stream", "xml": "application/octet-stream"}

_at_once = asyncio.Semaphore(2)  # reading one takes a core; more at once would starve the pages


@dataclass(frozen=True, slots=True)
class KeptFile:
    """An invoice file on disk: digest (hex), the name it came with, kind, bytes, and what it says (JSON values)."""

    digest: str
    name: str
    kind: str
    size: int
    facts: dict[str, Any]

    @property
    def issued_on(self) -> date | None:
        """The day the file says it was issued on."""
        return date.fromisoformat(self.facts["issued_on"]) if "issued_on" in self.facts else None


async def keep_file(content: bytes, name: str) -> KeptFile:
    """Judge an upload by its content and write it to disk; before any transaction. Raises Refused."""
    async with _at_once:
        return await asyncio.to_thread(_keep, content, name)


def _keep(content: bytes, name: str) -> KeptFile:
    paper = read_invoice(content)
    digest = hashlib.sha256(content).hexdigest()
    path = file_path(digest, paper.kind)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{id(content)}.part")
        part.write_bytes(content)
        part.replace(path)
    path.touch()  # sent again, it counts as new
    return KeptFile(digest, _shown_name(name, paper.kind), paper.kind, len(content), paper.facts.plain())


def _shown_name(name: str, kind: str) -> str:
    """The name to show and to give the file when it is taken away; never used as a path."""
    last = name.replace("\\", "/").rpartition("/")[2]
    try:
        plain = clean_text(last, 4 * LONGEST_NAME).replace('"', "")
    except BadText:
        plain = ""
    stem = plain.rpartition(".")[0] if "." in plain else plain
    return f"{stem[: LONGEST_NAME - 8] or 'invoice'}.{kind}"


def file_path(digest: str, kind: str) -> Path:
    """Where the file of a digest lies; two letters of it make the folder."""
    return settings().data / "invoices" / digest[:2] / f"{digest}.{kind}"


def sealed(kept: KeptFile, person: int) -> str:
    """The file as a form's hidden field carries it."""
    return seals.seal(PURPOSE, json.dumps([person, kept.digest, kept.name, kept.kind, kept.size, kept.facts]))


def unsealed(text: str, person: int) -> KeptFile | None:
    """The file behind a seal of ours made for this person; None for an empty field. Raises Refused for others."""
    if not text:
        return None
    plain = seals.unseal(PURPOSE, text)
    whose, *rest = json.loads(plain) if plain else [None]
    if whose != person:
        raise Refused("file", "file_send_again")
    return KeptFile(*rest)


async def lies_there(kept: KeptFile) -> bool:
    """Whether a file sent before is still on disk; if so it counts as sent now, so that nobody sweeps it away."""

    def touched() -> bool:
        try:
            os.utime(file_path(kept.digest, kept.kind))
        except OSError:
            return False
        return True

    return await asyncio.to_thread(touched)


async def read_file(digest: str, kind: str) -> bytes:
    """The content of a kept file; raises Missing when the disk has lost it."""
    try:
        return await asyncio.to_thread(file_path(digest, kind).read_bytes)
    except OSError:
        raise Missing from None


def stale_files(known: set[str], *, before: float) -> int:
    """Delete files no invoice names that were last touched before a moment (seconds); how many."""
    home, gone = settings().data / "invoices", 0
    for path in home.glob("??/*") if home.is_dir() else ():
        if path.stem.partition(".")[0] not in known and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
