"""The three-way match (三单匹配): what was ordered, what was accepted and what is invoiced, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class MatchLine:
    """One order line, or the freight of an order (`line` None), as each of the three papers has it.

    `ordered` counts what is still wanted: quantity ordered less what was given up. Amounts in fen.
    """

    order: int
    line: int | None
    name: str
    unit: str
    price_fen: int
    ordered: int
    accepted: int
    invoiced: int
    invoiced_fen: int

    @property
    def ordered_fen(self) -> int:
        """What was ordered, at the order's price."""
        return self.ordered * self.price_fen

    @property
    def accepted_fen(self) -> int:
        """What was accepted, at the order's price."""
        return self.accepted * self.price_fen

    @property
    def difference_fen(self) -> int:
        """How much more is invoiced than was accepted; negative when less."""
        return self.invoiced_fen - self.accepted_fen

    @property
    def fits(self) -> bool:
        """Whether all three agree in quantity and amount."""
        return self.ordered == self.accepted == self.invoiced and not self.difference_fen


@dataclass(frozen=True, slots=True)
class Match:
    """The lines, what the orders bind of the budget, and what the invoice comes to as a whole; fen."""

    lines: tuple[MatchLine, ...]
    committed_fen: int
    amount_fen: int

    @property
    def ordered_fen(self) -> int:
        """Everything ordered."""
        return sum(line.ordered_fen for line in self.lines)

    @property
    def accepted_fen(self) -> int:
        """Everything accepted."""
        return sum(line.accepted_fen for line in self.lines)

    @property
    def invoiced_fen(self) -> int:
        """Everything invoiced, line by line."""
        return sum(line.invoiced_fen for line in self.lines)

    @property
    def difference_fen(self) -> int:
        """How much more the invoice asks for than was accepted."""
        return self.amount_fen - self.accepted_fen

    @property
    def unfit(self) -> tuple[MatchLine, ...]:
        """The lines on which the papers differ."""
        return tuple(line for line in self.lines if not line.fits)

    @property
    def fits(self) -> bool:
        """Whether order, acceptance and invoice agree on every line, and all of it is what the budget has bound."""
        sums = {self.accepted_fen, self.invoiced_fen, self.amount_fen, self.committed_fen}
        return bool(self.lines) and not self.unfit and len(sums) == 1


def match_of(
    *,
    lines: Iterable[Mapping[str, Any]],
    freights: Mapping[int, int],
    invoiced: Iterable[Mapping[str, Any]],
    committed_fen: int,
    amount_fen: int,
) -> Match:
    """Put order lines, what was accepted of them, and the lines of an invoice side by side.

    `lines` are order lines (id order title unit quantity closed accepted price_fen), `freights` order → freight in
    fen, `invoiced` invoice lines (order order_line name unit quantity amount_fen price_fen). An order line given up
    whole and not invoiced is left out; an invoice line of nothing ordered stands alone.
    """
    charged = {(one["order"], one["order_line"]): one for one in invoiced}
    found = [_goods(line, charged.pop((line["order"], line["id"]), None)) for line in lines]
    found += [
        _freight(order, fen, charged.pop((order, None), None))
        for order, fen in sorted(freights.items())
        if fen
    ]
    found += [_unasked(one) for one in charged.values()]
    kept = (line for line in found if line.ordered or line.accepted or line.invoiced)
    return Match(tuple(kept), committed_fen, amount_fen)


def _goods(line: Mapping[str, Any], charged: Mapping[str, Any] | None) -> MatchLine:
    return MatchLine(
        line["order"],
        line["id"],
        line["title"],
        line["unit"],
        line["price_fen"],
        line["quantity"] - line["closed"],
        line["accepted"],
        charged["quantity"] if charged else 0,
        charged["amount_fen"] if charged else 0,
    )


def _freight(order: int, fen: int, charged: Mapping[str, Any] | None) -> MatchLine:
    quantity, amount = (charged["quantity"], charged["amount_fen"]) if charged else (0, 0)
    return MatchLine(order, None, "", "", fen, 1, 1, quantity, amount)


def _unasked(one: Mapping[str, Any]) -> MatchLine:
    return MatchLine(
        one["order"],
        one["order_line"],
        one["name"],
        one["unit"],
        one["price_fen"],
        0,
        0,
        one["quantity"],
        one["amount_fen"],
    )
