"""What the background process does with files: checking and importing their rows, chunk by chunk.

Each chunk is a transaction that keeps the file locked; a process that dies leaves the rest for the next one.
"""

import json
import logging
from collections.abc import Sequence

from emall.database import DB, Busy, Row
from emall.journal import Actor, Deed, record
from emall.kernel import clock
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.onboarding.access import scope_of
from emall.onboarding.actions.writing import Good, write_lines, write_people, write_units
from emall.onboarding.queries import known_of, outcome
from emall.onboarding.rules import Judged, judge
from emall.onboarding.words import FileKind, FileStatus, RowStatus

log = logging.getLogger("emall.onboarding")
CHECKED_AT_ONCE = 1000
WRITTEN_AT_ONCE = 250


async def run_due() -> int:
    """Work through every file that waits; how many chunks were done. Several processes may run it at once."""
    done = 0
    while await work_on():
        done += 1
    return done


async def work_on(number: int | None = None) -> bool:
    """Do one chunk of a file nobody else has in hand (or of this one); False when nothing waits.

    A file whose rows make us stumble is set aside, so that those behind it get their turn.
    """
    in_hand: list[int] = []
    try:
        async with DB.transaction():
            return await _chunk(number, in_hand)
    except Busy:
        raise
    except Exception:
        if not in_hand:
            raise
        log.exception("file %s is set aside", in_hand[0])
        await DB.execute(
            "UPDATE import_file SET status = 'failed', ended_at = $2 WHERE id = $1", in_hand[0], clock.now()
        )
        return True


async def _chunk(number: int | None, in_hand: list[int]) -> bool:
    file = await DB.fetch_row(
        "SELECT * FROM import_file WHERE status IN ('waiting', 'reading', 'to_write', 'writing')"
        " AND ($1::bigint IS NULL OR id = $1) ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
        number,
    )
    if file is None:
        return False
    in_hand.append(file.id)
    checking = file.status in (FileStatus.WAITING, FileStatus.READING)
    await (_check(file) if checking else _write(file))
    return True


async def _check(file: Row) -> None:
    rows = await _rows(file, RowStatus.UNREAD, CHECKED_AT_ONCE)
    await _keep(rows, await _judged(file, rows))
    await _note(file, len(rows), FileStatus.READING if len(rows) == CHECKED_AT_ONCE else FileStatus.READ)


async def _write(file: Row) -> None:
    """Import a chunk of good rows. They are judged again: much may have happened since they were checked."""
    rows = await _rows(file, RowStatus.GOOD, WRITTEN_AT_ONCE)
    judged = await _judged(file, rows)
    await _keep(rows, judged)
    good = [(row, now) for row, now in zip(rows, judged, strict=True) if now.status == RowStatus.GOOD]
    actor = Actor(**file.actor)
    deeds = await _written(file, good, actor) if good else []
    done = len(rows) < WRITTEN_AT_ONCE
    await _note(file, len(rows), FileStatus.DONE if done else FileStatus.WRITING)
    if done:
        await _tell(file)
    await record(actor, *deeds)


async def _written(file: Row, good: Good, actor: Actor) -> list[Deed]:
    if file.kind == FileKind.BUDGET:
        return await write_lines(good, actor, file=file)
    return await (write_units if file.kind == FileKind.UNITS else write_people)(good, actor)


async def _rows(file: Row, status: RowStatus, most: int) -> list[Row]:
    return await DB.fetch(
        "SELECT id, number, cells FROM import_row WHERE file = $1 AND status = $2 ORDER BY number LIMIT $3",
        *(file.id, str(status), most),
    )


async def _judged(file: Row, rows: Sequence[Row]) -> list[Judged]:
    kind = FileKind(file.kind)
    known = await known_of(kind, file.id, [row.cells for row in rows])
    scope = scope_of(file)
    return [judge(kind, row.number, row.cells, known=known, scope=scope) for row in rows]


async def _keep(rows: Sequence[Row], judged: Sequence[Judged]) -> None:
    await DB.execute(
        "UPDATE import_row r SET cells = j.cells::jsonb, problems = j.problems::jsonb, key = j.key, status = j.status"
        " FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])"
        " AS j (id, cells, problems, key, status) WHERE r.id = j.id",
        [row.id for row in rows],
        [json.dumps(now.cells, ensure_ascii=False) for now in judged],
        [json.dumps(now.problems, ensure_ascii=False) for now in judged],
        [now.key for now in judged],
        [str(now.status) for now in judged],
    )


async def _note(file: Row, rows: int, status: FileStatus) -> None:
    ended = clock.now() if status in (FileStatus.READ, FileStatus.DONE) else None
    await DB.execute(
        "UPDATE import_file SET status = $2, rows_done = rows_done + $3, ended_at = $4,"
        " rows_bad = (SELECT count(*) FROM import_row WHERE file = $1 AND status = 'bad') WHERE id = $1",
        *(file.id, str(status), rows, ended),
    )


async def _tell(file: Row) -> None:
    """A message to whoever uploaded the file; nobody on the command line needs one."""
    if file.made_by is None or file.organisation is None:
        return
    counts = await outcome(file.id)
    facts = {"name": file.name, "written": counts.get("written", 0), "bad": counts.get("bad", 0)}
    link = f"/desk/onboarding/{file.id}"
    await tell(
        MessageKind.IMPORT_DONE, organisation=file.organisation, people=[file.made_by], link=link, facts=facts
    )
