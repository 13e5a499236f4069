"""Budget lines from a file of the budget system (指标下达): new lines granted, known lines set to other amounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from emall.budget.actions.granting import Posting, open_voucher, post, sums_of
from emall.budget.queries import columns_of, lines_by_key
from emall.budget.rules import LineKey, LineSums, refusals_for_amount
from emall.budget.words import FundKind, LedgerKind, VoucherKind
from emall.database import DB
from emall.journal import Deed
from emall.kernel.refusal import Refusal
from emall.web.actor import Actor


@dataclass(frozen=True, slots=True)
class Given:
    """One row of a file: which line, what it is called, and what it is granted in all, in fen."""

    key: LineKey
    name: str
    fen: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a row: the line's id, whether anything changed, and why not where something speaks against it."""

    line: int
    changed: bool
    refusals: tuple[Refusal, ...] = ()


async def bring_in_lines(
    given: Sequence[Given], *, file: str, name: str, actor: Actor, now: datetime
) -> tuple[list[Taken], list[Deed]]:
    """Grant what the rows of a file say, in the caller's transaction; what became of each row, and the deeds.

    All rows of one file share a voucher. A row that says what is there changes nothing; one that would cut below
    what is used or planned is refused, and the others go on.
    """
    voucher = await open_voucher(
        VoucherKind.IMPORT, year=given[0].key.year, reason=name, source=f"file {file}", actor=actor, now=now
    )
    fresh = await _inserted(given)
    known = {key: line.id for key, line in (await lines_by_key([one.key for one in given])).items()}
    sums = await sums_of(known.values())
    taken = [_taken(one, sums[known[one.key]]) for one in given]
    postings = [
        _posting(one, sums[known[one.key]]) for one, row in zip(given, taken, strict=True) if row.changed
    ]
    await post(voucher.id, postings, actor=actor, now=now)
    return taken, [
        _deed(one, sums[known[one.key]], voucher.number, new=one.key in fresh)
        for one, row in zip(given, taken, strict=True)
        if row.changed or one.key in fresh
    ]


def _posting(one: Given, line: LineSums) -> Posting:
    change = one.fen - line.granted_fen
    return line.id, LedgerKind.APPROPRIATE if change > 0 else LedgerKind.CUT, abs(change)


def _taken(one: Given, line: LineSums) -> Taken:
    if one.fen == line.granted_fen:
        return Taken(line.id, changed=False)
    refusals = refusals_for_amount(line=line, fen=one.fen)
    return Taken(line.id, changed=not refusals, refusals=tuple(refusals))


async def _inserted(given: Sequence[Given]) -> set[LineKey]:
    """Insert the lines that are not there, with nothing granted yet; which ones."""
    rows = await DB.fetch(
        "INSERT INTO budget_line (organisation, year, code, functional, fund, project, name, kind, appropriated_fen)"
        " SELECT k.*, $8, 0 FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[],"
        " $7::text[]) k ON CONFLICT (organisation, year, kind, code, functional, fund, project) DO NOTHING"
        " RETURNING organisation, year, code, functional, fund, project",
        *columns_of([one.key for one in given]),
        [one.name for one in given],
        str(FundKind.INDICATOR),
    )
    return {LineKey(*row.values()) for row in rows}


def _deed(one: Given, before: LineSums, voucher: str, *, new: bool) -> Deed:
    return Deed(
        "budget_line.create" if new else "budget_line.amount",
        "budget_line",
        str(before.id),
        None if new else {"appropriated_fen": before.granted_fen},
        {"appropriated_fen": one.fen, "voucher": voucher},
        organisations=(one.key.organisation,),
    )
