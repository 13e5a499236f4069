"""What people do with a file: upload it, mend a row, have the good rows imported, take the links."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from emall.accounts.queries import invitation_token
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.onboarding.access import Uploader, may_take_links, may_view, scope_of, uploader
from emall.onboarding.queries import known_of
from emall.onboarding.reading import Sheet
from emall.onboarding.rules import judge, key_of
from emall.onboarding.words import FileKind, FileStatus, RowStatus
from emall.web.visitor import Visitor

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def digest_of(content: bytes) -> str:
    """SHA-256 of an upload, by which it is known in the journal."""
    return hashlib.sha256(content).hexdigest()


async def take_file(*, by: Uploader, kind: FileKind, name: str, digest: str, sheet: Sheet) -> int:
    """Keep the rows of a file to be checked in the background; its id. Journaled here."""
    async with DB.transaction():
        number = await DB.fetch_value(
            "INSERT INTO import_file (kind, name, digest, status, territory, duty, actor, made_by, organisation,"
            " rows_total, rows_done, rows_bad, created_at)"
            " VALUES ($1, $2, $3, 'waiting', $4, $5, $6::jsonb, $7, $8, $9, 0, 0, $10) RETURNING id",
            *(str(kind), name[:120], digest, by.territory, by.duty, asdict(by.actor), by.actor.person),
            *(by.actor.organisation, len(sheet.rows), clock.now()),
        )
        await DB.execute(
            "INSERT INTO import_row (file, number, key, cells, problems, status)"
            " SELECT $1::bigint, r.number, r.key, r.cells::jsonb, '[]', 'unread'"
            " FROM unnest($2::int[], $3::text[], $4::text[]) AS r (number, key, cells)",
            number,
            [at for at, _ in sheet.rows],
            [key_of(kind, cells) for _, cells in sheet.rows],
            [json.dumps(cells, ensure_ascii=False) for _, cells in sheet.rows],
        )
        after = {"kind": str(kind), "name": name[:120], "rows": len(sheet.rows), "digest": digest}
        await record(by.actor, Deed("import.upload", "import", str(number), after=after))
    return int(number)


async def lock_file(visitor: Visitor, number: int) -> Row:
    """The file, locked, for one of its office; raises Missing for anybody else."""
    file = await DB.fetch_row("SELECT * FROM import_file WHERE id = $1 FOR UPDATE", number)
    if file is None or not may_view(visitor, file):
        raise Missing
    return file


async def mend_row(*, visitor: Visitor, number: int, row: int, cells: Mapping[str, str]) -> None:
    """Take other words for cells of a row that is bad or good, and judge it again. Raises Missing, Conflict."""
    async with DB.transaction():
        file = await lock_file(visitor, number)
        _not_under_way(file)
        found = await DB.fetch_row(
            "SELECT * FROM import_row WHERE id = $1 AND file = $2 FOR UPDATE", row, number
        )
        if found is None:
            raise Missing
        if found.status == RowStatus.WRITTEN:
            raise Conflict("", "file_busy")
        kind = FileKind(file.kind)
        said = {**found.cells, **{key: text for key, text in cells.items() if key in found.cells}}
        known = await known_of(kind, number, [said], but=row)
        judged = judge(kind, found.number, said, known=known, scope=scope_of(file))
        await DB.execute(
            "UPDATE import_row SET cells = $2::jsonb, problems = $3::jsonb, status = $4, key = $5 WHERE id = $1",
            *(row, judged.cells, judged.problems, str(judged.status), judged.key),
        )
        await _recount(number)


def _not_under_way(file: Row) -> None:
    if file.status not in (FileStatus.READ, FileStatus.DONE):
        raise Conflict("", "file_busy")


async def _recount(number: int) -> None:
    await DB.execute(
        "UPDATE import_file SET rows_bad = (SELECT count(*) FROM import_row WHERE file = $1 AND status = 'bad')"
        " WHERE id = $1",
        number,
    )


async def ask_import(*, visitor: Visitor, number: int) -> str:
    """Have the good rows imported in the background; the address where it can be watched."""
    async with DB.transaction():
        file = await lock_file(visitor, number)
        _not_under_way(file)
        good = await DB.fetch_value(
            "SELECT count(*) FROM import_row WHERE file = $1 AND status = 'good'", number
        )
        if not good:
            raise Refused("", "nothing_to_import")
        await DB.execute(
            "UPDATE import_file SET status = 'to_write', rows_done = 0, actor = $2::jsonb WHERE id = $1",
            *(number, asdict(uploader(visitor).actor)),
        )
        await record(visitor.actor(), Deed("import.start", "import", str(number), after={"rows": good}))
    return f"/desk/onboarding/{number}"


async def take_links(*, visitor: Visitor, number: int, site: str) -> list[list[str]]:
    """The links of people this file brought in and nobody has taken yet: unit, name, user name, link, last day.

    Each link is handed out once. Raises Missing for anybody but the uploader, Refused when there is none left.
    """
    async with DB.transaction():
        file = await lock_file(visitor, number)
        if not may_take_links(visitor, file):
            raise Missing
        rows = await open_links(file)
        if not rows:
            raise Refused("", "links_taken" if file.links_at else "links_none")
        await DB.execute("UPDATE import_file SET links_at = $2 WHERE id = $1", number, rows[-1].created_at)
        await record(
            visitor.actor(), Deed("import.take_links", "import", str(number), after={"links": len(rows)})
        )
    return [written_link(row, site) for row in rows]


async def open_links(file: Row) -> list[Row]:
    """Invitations a file made that can still be used and were not handed out, oldest first.

    Never a link for somebody who has been in: that one was made later, by an administrator, to set a new password.
    """
    return await DB.fetch(
        "SELECT i.id, i.created_at, i.expires_at, p.name, p.login, o.name AS unit FROM import_row r"
        " JOIN person p ON p.id = r.made AND p.password = ''"
        " JOIN invitation i ON i.person = p.id AND i.used_at IS NULL AND i.expires_at > $3"
        " LEFT JOIN organisation o ON o.uscc = r.cells->>'uscc'"
        " WHERE r.file = $1 AND r.status = 'written' AND i.created_at > $2 ORDER BY i.created_at, r.number",
        *(file.id, file.links_at or LONG_AGO, clock.now()),
    )


def written_link(row: Any, site: str) -> list[str]:
    """One line of the handed-out file: unit, name, user name, link, last day."""
    token = invitation_token(row.id, row.created_at.isoformat())
    day = clock.day_of(row.expires_at).isoformat()
    return [row.unit or "", row.name, row.login, f"{site}/join/{token}", day]
