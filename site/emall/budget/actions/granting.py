"""Decisions on budget lines themselves: other amounts, money moved between lines, lines frozen and let go again.

Each decision is a voucher; the lines it touches are locked in the order of their ids, after any plans.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from emall.budget.access import may_keep
from emall.budget.actions.funds import lock_lines
from emall.budget.queries import line_sums, with_sums
from emall.budget.rules import LineSums, refusals_for_amount, refusals_for_transfer
from emall.budget.words import POSTINGS, VOUCHER_PREFIX, Account, FundKind, LedgerKind, VoucherKind
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.numbers import number
from emall.kernel.refusal import Forbidden, Missing, Refusal, Refused
from emall.web.actor import Actor
from emall.web.visitor import Visitor

Posting = tuple[int, LedgerKind, int]
"""Line, kind and fen of one ledger entry."""


async def sums_of(ids: Iterable[int]) -> dict[int, LineSums]:
    """Budget lines locked in the order of their ids, with what is used and planned of each; indicators only."""
    locked = await lock_lines(ids)
    # a statement of its own: it sees what whoever held the lock before has committed
    return {row.id: line_sums(row) for row in await with_sums("l.id = ANY($2::bigint[])", list(locked))}


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
    gains = [fen if POSTINGS[kind][1] == Account.AVAILABLE else -fen for _, kind, fen in postings]
    await DB.execute(
        "UPDATE budget_line t SET appropriated_fen = t.appropriated_fen + m.fen"
        " FROM (SELECT line, sum(fen)::bigint AS fen FROM unnest($1::bigint[], $2::bigint[]) x(line, fen)"
        " GROUP BY line) m WHERE t.id = m.line",
        [line for line, _, _ in postings],
        gains,
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
    now, actor = now or clock.now(), keeper(visitor)
    async with DB.transaction():
        held = (await sums_of([line])).get(line)
        if held is None:
            raise Missing
        refuse_unless_reasoned(reason, refusals_for_amount(line=held, fen=fen))
        voucher = await open_voucher(VoucherKind.ADJUST, year=held.year, reason=reason, actor=actor, now=now)
        change = fen - held.granted_fen
        kind = LedgerKind.APPROPRIATE if change > 0 else LedgerKind.CUT
        await post(voucher.id, [(line, kind, abs(change))], actor=actor, now=now)
        await record(actor, _changed(held, fen, voucher.number, reason))
    return str(voucher.number)


async def transfer(
    *, visitor: Visitor, source: int, target: int, fen: int, reason: str, now: datetime | None = None
) -> str:
    """Move money from one line to another (指标调剂); the voucher's number. Raises Missing, Refused."""
    now, actor = now or clock.now(), keeper(visitor)
    async with DB.transaction():
        held = await sums_of([source, target])
        if source not in held or target not in held:
            raise Missing
        one, other = held[source], held[target]
        refuse_unless_reasoned(reason, refusals_for_transfer(source=one, target=other, fen=fen))
        voucher = await open_voucher(VoucherKind.TRANSFER, year=one.year, reason=reason, actor=actor, now=now)
        moved = [(source, LedgerKind.MOVE_OUT, fen), (target, LedgerKind.MOVE_IN, fen)]
        await post(voucher.id, moved, actor=actor, now=now)
        await record(
            actor,
            _changed(one, one.granted_fen - fen, voucher.number, reason),
            _changed(other, other.granted_fen + fen, voucher.number, reason),
        )
    return str(voucher.number)


async def set_frozen(*, visitor: Visitor, line: int, frozen: bool, reason: str) -> None:
    """Keep a line from being reserved on (冻结指标), or let it again; what is reserved already goes on."""
    actor = keeper(visitor)
    async with DB.transaction():
        row = (await lock_lines([line])).get(line)
        if row is None or row.kind != FundKind.INDICATOR:
            raise Missing
        refuse_unless_reasoned(reason)
        if row.frozen == frozen:
            raise Refused("", "freeze_as_it_is")
        await DB.execute("UPDATE budget_line SET frozen = $2 WHERE id = $1", line, frozen)
        act = "budget_line.freeze" if frozen else "budget_line.thaw"
        deed = Deed(
            act, "budget_line", str(line), {"frozen": row.frozen}, {"frozen": frozen}, note=reason,
            organisations=(row.organisation,),
        )  # fmt: skip
        await record(actor, deed)


def keeper(visitor: Visitor) -> Actor:
    """Who decides on budget lines, as the journal knows them. Raises Forbidden for anybody but finance."""
    if not may_keep(visitor):
        raise Forbidden("finance")
    return visitor.actor()


def refuse_unless_reasoned(reason: str, refusals: Sequence[Refusal] = ()) -> None:
    """Raise Refused with what speaks against a decision, a missing reason included."""
    if not reason.strip():
        refusals = [*refusals, Refusal("reason", "reason_needed_for_money")]
    if refusals:
        raise Refused(*refusals)


def _changed(line: LineSums, fen: int, voucher: str, reason: str) -> Deed:
    return Deed(
        "budget_line.amount",
        "budget_line",
        str(line.id),
        {"appropriated_fen": line.granted_fen},
        {"appropriated_fen": fen, "voucher": voucher},
        note=reason,
        organisations=(line.organisation,),
    )
