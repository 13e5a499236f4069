"""Decisions on budget lines themselves: other amounts, money moved between lines, lines frozen and let go again.

Each decision is a voucher; the lines it touches are locked in the order of their ids, after any plans.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from emall.budget.access import may_keep
from emall.budget.queries import line_sums
from emall.budget.rules import LineSums, refusals_for_amount, refusals_for_transfer
from emall.budget.words import SPENDABLE, VOUCHER_PREFIX, LedgerKind, VoucherKind
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.numbers import number
from emall.kernel.refusal import Forbidden, Missing, Refusal, Refused
from emall.web.actor import Actor
from emall.web.visitor import Visitor

Posting = tuple[int, LedgerKind, int]
"""Line, kind and fen of one ledger entry."""

CHANGES = {
    LedgerKind.APPROPRIATE: "+",
    LedgerKind.CUT: "-",
    LedgerKind.MOVE_OUT: "-",
    LedgerKind.MOVE_IN: "+",
}


async def sums_of(ids: Iterable[int]) -> dict[int, LineSums]:
    """Budget lines locked in the order of their ids, with what is used and planned of each."""
    locked = await DB.fetch(
        "SELECT id FROM budget_line WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE",
        sorted(set(ids)),
    )
    rows = await DB.fetch(  # a statement of its own: it sees what whoever held the lock before has committed
        "SELECT l.*, l.reserved_fen + l.committed_fen + l.paid_fen AS used_fen, coalesce((SELECT sum(p.amount_fen)"
        " FROM plan p WHERE p.budget_line = l.id AND p.status = ANY($2::text[])), 0)::bigint AS planned_fen"
        " FROM budget_line l WHERE l.id = ANY($1::bigint[])",
        [row.id for row in locked],
        [str(status) for status in SPENDABLE],
    )
    return {row.id: line_sums(row) for row in rows}


async def open_voucher(
    kind: VoucherKind, *, year: int, reason: str, source: str = "", actor: Actor, now: datetime
) -> Row:
    """A new voucher (id, number), or the one a file has opened already when `source` names it."""
    if source:
        known = await DB.fetch_row("SELECT id, number FROM budget_voucher WHERE source = $1", source)
        if known is not None:
            return known
    running: int = await DB.fetch_value("SELECT nextval('budget_voucher_number')")
    voucher = await DB.fetch_row(
        "INSERT INTO budget_voucher (number, kind, year, reason, source, made_by, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id, number",
        number(VOUCHER_PREFIX, clock.day_of(now), running),
        str(kind),
        year,
        reason[:200],
        source,
        actor.person,
        now,
    )
    assert voucher is not None
    return voucher


async def post(voucher: int, postings: Sequence[Posting], *, actor: Actor, now: datetime) -> None:
    """Change the amounts of lines and write an entry for each change; amounts are positive fen."""
    for kind, sign in CHANGES.items():
        mine = [(line, fen) for line, of, fen in postings if of == kind]
        if not mine:
            continue
        await DB.execute(
            f"UPDATE budget_line t SET appropriated_fen = t.appropriated_fen {sign} m.fen"
            " FROM (SELECT line, sum(fen)::bigint AS fen FROM unnest($1::bigint[], $2::bigint[]) x(line, fen)"
            " GROUP BY line) m WHERE t.id = m.line",
            [line for line, _ in mine],
            [fen for _, fen in mine],
        )
    await DB.execute(
        "INSERT INTO ledger_entry (budget_line, voucher, kind, amount_fen, actor, reason, at)"
        " SELECT line, $4, kind, fen, $5, '', $6 FROM unnest($1::bigint[], $2::text[], $3::bigint[]) x(line, kind, fen)",
        [line for line, _, _ in postings],
        [str(kind) for _, kind, _ in postings],
        [fen for _, _, fen in postings],
        voucher,
        actor.person,
        now,
    )


async def set_amount(
    *, visitor: Visitor, line: int, fen: int, reason: str, now: datetime | None = None
) -> str:
    """Grant a line another amount from now on (追加, 核减); the voucher's number.

    Raises Missing for an unknown line, Refused with every reason: below what is used or planned, no reason given.
    """
    now, actor = now or clock.now(), _keeper(visitor)
    async with DB.transaction():
        held = (await sums_of([line])).get(line)
        if held is None:
            raise Missing
        _refuse_unless_reasoned(reason, refusals_for_amount(line=held, fen=fen))
        voucher = await open_voucher(VoucherKind.ADJUST, year=held.year, reason=reason, actor=actor, now=now)
        change = fen - held.granted_fen
        kind = LedgerKind.APPROPRIATE if change > 0 else LedgerKind.CUT
        await post(voucher.id, [(line, kind, abs(change))], actor=actor, now=now)
        await record(actor, await _changed(line, held.granted_fen, fen, voucher.number, reason))
    return str(voucher.number)


async def transfer(
    *, visitor: Visitor, source: int, target: int, fen: int, reason: str, now: datetime | None = None
) -> str:
    """Move money from one line to another (指标调剂); the voucher's number. Raises Missing, Refused."""
    now, actor = now or clock.now(), _keeper(visitor)
    async with DB.transaction():
        held = await sums_of([source, target])
        if source not in held or target not in held:
            raise Missing
        one, other = held[source], held[target]
        _refuse_unless_reasoned(reason, refusals_for_transfer(source=one, target=other, fen=fen))
        voucher = await open_voucher(VoucherKind.TRANSFER, year=one.year, reason=reason, actor=actor, now=now)
        moved = [(source, LedgerKind.MOVE_OUT, fen), (target, LedgerKind.MOVE_IN, fen)]
        await post(voucher.id, moved, actor=actor, now=now)
        await record(
            actor,
            await _changed(source, one.granted_fen, one.granted_fen - fen, voucher.number, reason),
            await _changed(target, other.granted_fen, other.granted_fen + fen, voucher.number, reason),
        )
    return str(voucher.number)


async def set_frozen(*, visitor: Visitor, line: int, frozen: bool, reason: str) -> None:
    """Keep a line from being reserved on (冻结指标), or let it again; what is reserved already goes on."""
    actor = _keeper(visitor)
    async with DB.transaction():
        row = await DB.fetch_row(
            "SELECT organisation, frozen FROM budget_line WHERE id = $1 FOR NO KEY UPDATE", line
        )
        if row is None:
            raise Missing
        if not reason.strip():
            raise Refused("reason", "reason_needed_for_money")
        if row.frozen == frozen:
            raise Refused("", "freeze_as_it_is")
        await DB.execute("UPDATE budget_line SET frozen = $2 WHERE id = $1", line, frozen)
        act = "budget_line.freeze" if frozen else "budget_line.thaw"
        deed = Deed(
            act, "budget_line", str(line), {"frozen": row.frozen}, {"frozen": frozen}, note=reason,
            organisations=(row.organisation,),
        )  # fmt: skip
        await record(actor, deed)


def _keeper(visitor: Visitor) -> Actor:
    if not may_keep(visitor):
        raise Forbidden("finance")
    return visitor.actor()


def _refuse_unless_reasoned(reason: str, refusals: list[Refusal]) -> None:
    if not reason.strip():
        refusals = [*refusals, Refusal("reason", "reason_needed_for_money")]
    if refusals:
        raise Refused(*refusals)


async def _changed(line: int, before: int, after: int, voucher: str, reason: str) -> Deed:
    organisation = await DB.fetch_value("SELECT organisation FROM budget_line WHERE id = $1", line)
    return Deed(
        "budget_line.amount",
        "budget_line",
        str(line),
        {"appropriated_fen": before},
        {"appropriated_fen": after, "voucher": voucher},
        note=reason,
        organisations=(organisation,),
    )
