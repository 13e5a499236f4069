"""Writing an acceptance sheet (验收单): its lines, the checklist of each, its members, and the digest they sign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from emall.database import DB
from emall.delivery.actions.locked import Locked
from emall.delivery.rules import Judgement, checklist_of, looks_and_works
from emall.delivery.words import AcceptanceStatus, Conclusion, RejectReason
from emall.journal.chain import ALGORITHMS, canonical

ALGORITHM = "sm3"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is written down: judgements by order line, and how many pieces of each are rejected or missing."""

    number: str
    conclusion: Conclusion
    note: str
    supplier_person: str
    person: int
    others: Sequence[int]
    lines: Mapping[int, Judgement]
    failed: Mapping[int, int]


async def write_sheet(found: Locked, sheet: Sheet, now: datetime) -> None:
    """Write the sheet as waiting for signatures; whoever filled it in has signed."""
    order = found.order
    acceptance = await DB.fetch_value(
        'INSERT INTO acceptance (number, "order", accepted_by, buyer, conclusion, note, at, status, supplier_person,'
        " digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id",
        sheet.number,
        order.id,
        sheet.person,
        order.buyer,
        str(sheet.conclusion),
        sheet.note,
        now,
        str(AcceptanceStatus.TO_SIGN),
        sheet.supplier_person,
        digest_of(order.number, sheet),
    )
    await DB.execute_many(
        "INSERT INTO acceptance_line (acceptance, order_line, accepted, rejected, reason, looks_right, works_right, note)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [(acceptance, line.id, *_line(line, sheet)) for line in found.lines if line.id in sheet.lines],
    )
    await DB.execute_many(
        "INSERT INTO acceptance_check (acceptance, order_line, position, kind, name, expected, result, note)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [(acceptance, *row) for row in _checks(found, sheet)],
    )
    await DB.execute_many(
        "INSERT INTO acceptance_member (acceptance, person, buyer, signed_at) VALUES ($1, $2, $3, $4)",
        [(acceptance, sheet.person, order.buyer, now)]
        + [(acceptance, other, order.buyer, None) for other in sheet.others],
    )


def _line(line: Any, sheet: Sheet) -> tuple[object, ...]:
    """A line of the paper; pieces that never arrived count as rejected, by that reason if there is no other."""
    judgement, rejected = sheet.lines[line.id], sheet.failed[line.id]
    reason = judgement.reason or str(RejectReason.MISSING) if rejected else ""
    both = looks_and_works(checklist_of(line), judgement)
    return (judgement.accepted, rejected, reason, *both, judgement.note.strip()[:200])


def _checks(found: Locked, sheet: Sheet) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for line in found.lines:
        if line.id not in sheet.lines:
            continue
        for item in checklist_of(line):
            finding = sheet.lines[line.id].found(item)
            rows.append(
                (
                    line.id,
                    item.position,
                    str(item.kind),
                    item.name,
                    item.expected,
                    str(finding.result),
                    finding.note.strip()[:200],
                )
            )
    return rows


def digest_of(order: str, sheet: Sheet) -> str:
    """The digest (SM3, hexadecimal) of everything the members put their names to."""
    content = {
        "order": order,
        "sheet": sheet.number,
        "conclusion": str(sheet.conclusion),
        "note": sheet.note,
        "supplier_person": sheet.supplier_person,
        "members": [sheet.person, *sheet.others],
        "lines": [
            [line, one.accepted, sheet.failed[line], one.reason, one.note, _findings(one)]
            for line, one in sorted(sheet.lines.items())
        ],
    }
    return ALGORITHMS[ALGORITHM](canonical(content))


def _findings(judgement: Judgement) -> list[list[object]]:
    return [[place, str(one.result), one.note] for place, one in sorted(judgement.findings.items())]
