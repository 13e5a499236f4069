"""The comparison of a line (比价): which offers are kept as evidence, and when the buyer has to say why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from emall.cart.rules.cart import Line
from emall.kernel.refusal import Refusal
from emall.rulebook.rules import Ruling

OFFERS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another supplier's offer for the same product or the same official category; `unit_fen` at the line's quantity."""

    row: Any
    unit_fen: int
    same: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A line with the offers kept beside it, what the rule asks for, and the reason given."""

    line: Line
    offers: tuple[Candidate, ...]
    least: Ruling
    reason: str = ""

    @property
    def suppliers(self) -> int:
        """How many were compared, the chosen one among them."""
        return len({offer.row.supplier for offer in self.offers} | {self.line.row.supplier})

    @property
    def lowest_fen(self) -> int:
        """The lowest price a piece among all that were compared."""
        return min([self.line.unit_fen, *(offer.unit_fen for offer in self.offers)])

    @property
    def needs_reason(self) -> bool:
        """Whether somebody offers for less."""
        return self.lowest_fen < self.line.unit_fen


def must_keep(line: Line, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Cheaper offers of the same product: they belong to every comparison, whatever is picked."""
    return [one for one in candidates if one.same and one.unit_fen < line.unit_fen]


def first_pick(line: Line, candidates: Sequence[Candidate], least: int) -> list[int]:
    """Listings ticked when the page opens: what must be kept, then the first ones until there are enough."""
    fixed = [one.row.listing for one in must_keep(line, candidates)]
    others = [one.row.listing for one in candidates if one.row.listing not in fixed]
    return fixed + others[: max(0, least - 1 - len(fixed))]


def kept(line: Line, candidates: Sequence[Candidate], picked: Collection[int]) -> tuple[Candidate, ...]:
    """What goes into the evidence: what was picked, and what must be kept in any case."""
    fixed = {one.row.listing for one in must_keep(line, candidates)}
    return tuple(one for one in candidates if one.row.listing in fixed or one.row.listing in picked)


def refusals_for_comparison(compared: Compared) -> list[Refusal]:
    """What a comparison lacks: suppliers, or the reason why the chosen offer is not the lowest."""
    number, title = compared.line.row.id, compared.line.row.title
    refusals = []
    if compared.suppliers < compared.least.amount:
        refusals.append(
            Refusal(
                f"compare-{number}",
                "compare_more_suppliers",
                title=title,
                count=compared.suppliers,
                least=compared.least.amount,
            )
        )
    if compared.needs_reason and not compared.reason:
        refusals.append(
            Refusal(f"why-{number}", "compare_say_why", title=title, lowest_fen=compared.lowest_fen)
        )
    return refusals
