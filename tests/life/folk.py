"""Everybody of a small town at once: deeds drawn by chance, each asked of the clerk first and then tried on the system."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from emall.database import DB, Row
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.web.visitor import Visitor
from tests.life.books import DELIVERING, Case, Deal, Paper
from tests.life.clerk import Clerk
from tests.orders import town as t

T = TypeVar("T")
K = TypeVar("K")
TURNED_DOWN = (Conflict, Forbidden, Missing, Refused)
Plan = tuple[bool, Callable[[], Awaitable[object]], Callable[[], object]]
"""Whether the clerk lets a deed through, the deed, and what the clerk then writes down."""


LINE, PLAN = 2_400_00, 2_000_00  # fen: less than all goods cost, so that money runs out as goods do
SMALL, LARGE, DIRECT = 60_00, 300_00, 1_200_00
FORWARD = 0.8
NEXT = {
    "pending_approval": ["agree"],
    "pending_supplier": ["confirm"],
    "confirmed": ["ship"],
    "shipped": ["receive", "receive", "receive", "receive", "end_silent"],
    "received": ["accept", "accept", "accept", "ship"],
    "part_accepted": ["ship", "ask_back", "ask_cancel"],
    "failed": ["ship", "ask_back"],
    "accepted": ["invoice", "invoice", "ask_back"],
    "returned": ["resubmit", "resubmit", "withdraw"],
    "invoiced": ["settle", "settle", "end_invoice"],
    "settling": ["review", "release"],
    "paying": ["pay", "pay", "bring_back"],
    "paid": ["complete", "bring_back"],
    "completed": ["bring_back"],
}
WAY = list(NEXT)
NEXT_BACK = {
    "requested": "answer_back",
    "agreed": "send_goods_back",
    "goods_back": "inspect",
    "refused": "escalate",
    "escalated": "decide_back",
}
"""What brings an order on from where it stands, those it is done for last most often."""


class NothingToDo(Exception):
    """No object for such a deed just now."""


@dataclass
class Folk:
    """The town's people and their clerk."""

    town: t.Town
    vice: Visitor
    accountant: Visitor
    finance: Visitor
    centre: Visitor
    clerk: Clerk
    dice: random.Random
    made: object = None  # what the last deed returned
    about: Deal | None = None  # the order somebody wishes to bring on
    story: list[str] = field(default_factory=list)

    async def act(self, names: Sequence[str]) -> str:
        """Some deed for which there is an object just now, and the books compared behind it: its name and `done` or `refused`.

        More often than not what brings some order on; else the first of `names`, shuffled, that can be tried.
        """
        self.about = None
        first = self._next_deeds() if self.dice.random() < FORWARD else []
        for name in [*first, *self.dice.sample(names, len(names))]:
            try:
                allowed, deed, write = await getattr(self, name)()
            except NothingToDo:
                continue
            self.story.append(name)
            outcome = await self._try(name, allowed, deed, write)
            await self.compare()
            return f"{name} {outcome}"
        return "nothing"

    async def _try(
        self, name: str, allowed: bool, deed: Callable[[], Awaitable[object]], write: Callable[[], object]
    ) -> str:
        """Fails when clerk and system differ about whether the deed may be done."""
        try:
            self.made = await deed()
        except TURNED_DOWN as refusal:
            if allowed:
                raise AssertionError(f"{name} was refused: {refusal!r}") from refusal
            return "refused"
        assert allowed, f"{name} was let through"
        write()
        return "done"

    # choosing

    def _next_deeds(self) -> list[str]:
        """What some order, or something that goes back of it, waits for; a new order when there are few.

        The nearer an order is to its end, the likelier it is brought on.
        """
        if (self.clerk.frozen or self.clerk.suspended) and self.dice.random() < 0.3:
            return ["freeze"] if self.clerk.frozen else ["suspend"]
        waiting = [deal for deal in self.clerk.of() if deal.status in NEXT]
        if len(waiting) < self.dice.choice([1, 1, 1, 1, 2, 3]):
            return ["submit"]
        near = [WAY.index(one.status) + 1 for one in waiting]
        self.about = deal = self.dice.choices(waiting, [one * one for one in near])[0]
        if deal.signing is not None:
            return ["sign"]
        cases = [one for one in self.clerk.cases_of(deal) if one.status in NEXT_BACK and not one.by_default]
        if cases and self.dice.random() < 0.8:
            return [NEXT_BACK[self.dice.choice(cases).status]]
        return self.dice.sample(NEXT[deal.status], len(NEXT[deal.status]))

    def paper(self, books: Mapping[K, Paper], *statuses: str) -> K:
        """The key of a paper in one of these statuses; now and then of any other."""
        if self.dice.random() < 0.85:
            return self._one_of([key for key, paper in books.items() if paper.status in statuses])
        return self._one_of(list(books))

    def pick(self, *statuses: str) -> Deal:
        """An order in one of these statuses; now and then any other, so that refusals are tried too."""
        if self.dice.random() >= 0.85:
            return self._one_of(self.clerk.of())
        if self.about is not None and self.about.status in statuses:
            return self.about
        return self._one_of(self.clerk.of(*statuses))

    def _one_of(self, things: Sequence[T]) -> T:
        if not things:
            raise NothingToDo
        return self.dice.choice(things)

    def seller(self, deal: Deal) -> Visitor:
        """Who sells for the supplier of an order."""
        return self._seller_of(deal.supplier)

    def _seller_of(self, supplier: int) -> Visitor:
        return self.town.sellers[self.town.suppliers.index(supplier)]

    async def _row(self, table: str, key: str, value: object) -> Row:
        row = await DB.fetch_row(f"SELECT * FROM {table} WHERE {key} = $1", value)
        assert row is not None
        return row

    # books against books

    async def compare(self) -> None:
        """The system's books are the clerk's, to the fen and the piece."""
        clerk = self.clerk
        await self._look_at_cases()
        papers: tuple[Mapping[Any, Any], ...] = (
            *(clerk.deals, clerk.sheets),
            *(clerk.invoices, clerk.settlements, clerk.payments),
        )
        expected: dict[tuple[int, str], str] = {
            (place, str(key)): paper.status
            for place, books in enumerate(papers)
            for key, paper in books.items()
        }
        money = "/".join(map(str, clerk.money()))
        expected[5, "line"] = f"{clerk.appropriated} {str(clerk.frozen).lower()} {money}"
        expected[5, "plan"] = f"{clerk.planned} false {money}"
        expected |= {(6, str(one)): f"{clerk.shelf[one]} {clerk.held(one)}" for one in self.town.goods}
        rows = await DB.fetch(_BOOKS, self.town.line, self.town.plan, self.town.goods)
        found = {(row.place, row.key): row.said for row in rows}
        differs = {key for key in found.keys() | expected.keys() if found.get(key) != expected.get(key)}
        assert not differs, [(key, "system", found.get(key), "clerk", expected.get(key)) for key in differs]

    async def _look_at_cases(self) -> None:
        """What goes back stands where the clerk says.

        Two things happen by themselves: for rejected goods an exchange is owed without anybody asking, and what is
        owed is over once the order has been delivered or given up. These the clerk is told.
        """
        for row in await DB.fetch(_CASES):
            pieces = {int(line): count for line, count in row.pieces.items()}
            case = self.clerk.cases.get(row.number)
            if case is None:
                assert row.by_default, row
                deal = self.clerk.deals[row.deal]
                case = Case(row.number, deal, "exchange", "rejected", pieces, "agreed", by_default=True)
                self.clerk.cases[row.number] = case
            if case.open and case.owes:
                assert all(count <= case.pieces.get(line, 0) for line, count in pieces.items()), row
                case.pieces, case.status = pieces, "closed" if row.status == "closed" else case.status
                still = any(piece.open for piece in case.deal.pieces) or case.deal.status in DELIVERING
                assert still or not case.open, row
            assert case.status == row.status, row


_BOOKS = """
SELECT 0 AS place, number AS key, status AS said FROM purchase_order UNION ALL SELECT 1, number, status FROM purchase
UNION ALL SELECT 2, id::text, status FROM invoice UNION ALL SELECT 3, number, status FROM settlement
UNION ALL SELECT 4, number, status FROM payment
UNION ALL SELECT 5, 'line', concat(appropriated_fen, ' ', frozen::text, ' ',
                                   concat_ws('/', reserved_fen, committed_fen, paid_fen))
FROM budget_line WHERE id = $1
UNION ALL SELECT 5, 'plan', concat(amount_fen, ' false ', concat_ws('/', reserved_fen, committed_fen, paid_fen))
FROM plan WHERE id = $2
UNION ALL SELECT 6, id::text, concat(stock_on_hand, ' ', stock_held) FROM listing WHERE id = ANY($3::bigint[])"""

_CASES = """
SELECT a.number, a.status, a.by_default, o.number AS deal,
       jsonb_object_agg(l.order_line, l.quantity - l.settled) AS pieces
FROM after_sale a JOIN purchase_order o ON o.id = a."order" JOIN after_sale_line l ON l.after_sale = a.id
GROUP BY a.id, o.id ORDER BY a.id"""
