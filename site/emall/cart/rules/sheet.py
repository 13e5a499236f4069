"""Which plan pays for which line, whether prices have moved since the page was opened, and what a sheet still lacks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from emall.budget.queries import PlanChoice
from emall.cart.rules.cart import Line
from emall.cart.words import Trouble
from emall.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Funding:
    """What pays for each order line: ids of a plan (None for enterprises) and of its budget line."""

    plan: Mapping[int, int | None]
    budget_line: Mapping[int, int]

    @property
    def complete(self) -> bool:
        """Whether anything was chosen at all."""
        return bool(self.budget_line)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a buyer chose on a sheet: ids, and texts as typed.

    `plan` and `line_plan` name plans of a public unit, `centre` and `line_centre` cost centres of an enterprise;
    `price` maps order lines to the price versions the page showed, `message` orders to a word to their supplier;
    `compared` holds the offers ticked beside lines, `why` the reason why a line's offer is not the lowest.
    """

    version: int = 1
    plan: int = 0
    centre: int = 0
    line_plan: dict[int, int] = field(default_factory=dict)
    line_centre: dict[int, int] = field(default_factory=dict)
    address: int = 0
    wanted_on: date | None = None
    invoice: int = 0
    title: str = ""
    reason: str = ""
    message: dict[int, str] = field(default_factory=dict)
    price: dict[int, int] = field(default_factory=dict)
    compared: tuple[str, ...] = ()
    why: dict[int, str] = field(default_factory=dict)

    def picked(self, line: int) -> set[int]:
        """Listings ticked beside an order line; each tick says `line-listing`."""
        pairs = (one.partition("-") for one in self.compared)
        return {int(listing) for number, _, listing in pairs if number == str(line) and listing.isdecimal()}


def assigned(
    *, lines: Iterable[int], plan: int, line_plan: Mapping[int, int], plans: Sequence[PlanChoice]
) -> Funding:
    """The plan of every line: its own choice, else the one chosen for all; lines without one are left out.

    Plans the unit does not have are left out as well, so nobody pays from a number that was typed in.
    """
    known = {choice.row.id: choice.row.budget_line for choice in plans}
    chosen = {line: line_plan.get(line) or plan for line in lines}
    chosen = {line: number for line, number in chosen.items() if number in known}
    return Funding(dict(chosen), {line: known[number] for line, number in chosen.items()})


def assigned_centres(
    *, lines: Iterable[int], centre: int, line_centre: Mapping[int, int], centres: Sequence[Any]
) -> Funding:
    """The cost centre of every line of an enterprise's sheet."""
    known = {row.id for row in centres}
    chosen = {line: line_centre.get(line) or centre for line in lines}
    chosen = {line: number for line, number in chosen.items() if number in known}
    return Funding(dict.fromkeys(chosen), chosen)


def suggested(
    *, lines: Sequence[Line], plans: Sequence[PlanChoice], total_fen: int
) -> tuple[int, dict[int, int]]:
    """A first choice of plans for a new sheet: one that covers and can pay everything, else one per line.

    Returns the plan for all (0 when none will do) and the plans of single lines.
    """
    for choice in plans:
        if choice.fits and min(choice.row.left_fen, choice.row.line_left_fen) >= total_fen:
            return choice.row.id, {}
    single: dict[int, int] = {}
    left = {choice.row.id: min(choice.row.left_fen, choice.row.line_left_fen) for choice in plans}
    for line in lines:
        for choice in plans:
            covered = choice.covers(line.row.official_edition, line.row.official_code)
            if covered and not choice.refusals and left[choice.row.id] >= line.total_fen:
                single[line.row.id] = choice.row.id
                left[choice.row.id] -= line.total_fen
                break
    return 0, single


def moved_prices(*, lines: Iterable[Line], sent: Mapping[int, int]) -> list[Line]:
    """Lines whose price is not the version the buyer's page carried, up or down."""
    return [line for line in lines if sent.get(line.row.id) != line.row.price_version]


def refusals_for_sheet(
    *,
    lines: Sequence[Line],
    funding: Funding,
    enterprise: bool,
    has_address: bool,
    has_invoice: bool,
    wanted_on: date | None,
    reason: str,
    today: date,
) -> list[Refusal]:
    """Everything a purchase sheet lacks before it can be submitted; money and stock are asked at the till itself."""
    refusals = [] if lines else [Refusal("lines", "nothing_on_the_sheet")]
    for line in lines:
        refusals += [_trouble(line, trouble) for trouble in line.troubles if trouble != Trouble.DEARER]
    if any(line.row.id not in funding.budget_line for line in lines):
        refusals.append(Refusal("plan", "choose_a_cost_centre" if enterprise else "choose_a_plan"))
    if not has_address:
        refusals.append(Refusal("address", "choose_an_address"))
    if not has_invoice:
        refusals.append(Refusal("invoice", "choose_an_invoice"))
    if wanted_on is not None and wanted_on < today:
        refusals.append(Refusal("wanted_on", "day_is_past"))
    dear = above_reference(lines)
    if dear and not reason:
        refusals.append(Refusal("reason", "explain_above_reference", count=dear))
    return refusals


def above_reference(lines: Iterable[Line]) -> int:
    """How many lines cost more than their reference price."""
    return sum(1 for line in lines if line.row.reference_fen and line.unit_fen > line.row.reference_fen)


def _trouble(line: Line, trouble: Trouble) -> Refusal:
    return Refusal("lines", f"line_{trouble}", title=line.row.title)
