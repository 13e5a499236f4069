"""The meter of split purchases (化整为零): what one project has bought of one category this year, against the limit.

Implementing Regulation of the Government Procurement Law, article 28.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from emall.kernel.refusal import Refusal
from emall.rulebook.rules import Ruling
from emall.rulebook.words import Answer


@dataclass(frozen=True, slots=True)
class Meter:
    """One project and category of one year: bought already and now, in fen, with the limit and the share that warns."""

    year: int
    project: str
    edition: str
    category: str
    used_fen: int
    this_fen: int
    limit: Ruling
    warns: Ruling

    @property
    def total_fen(self) -> int:
        """What it comes to with this sheet."""
        return self.used_fen + self.this_fen

    @property
    def permille(self) -> int:
        """How full the limit is with this sheet, rounded down."""
        return self.total_fen * 1000 // max(self.limit.amount, 1)

    @property
    def held(self) -> bool:
        """Whether this sheet would take it above the limit."""
        return self.limit.answer(self.total_fen) == Answer.ABOVE

    @property
    def near(self) -> bool:
        """Whether the buyer is warned."""
        return not self.held and self.warns.answer(self.permille) == Answer.REACHED


def refusals_for_meters(meters: Iterable[Meter]) -> list[Refusal]:
    """One for each project and category whose limit this sheet would pass."""
    return [
        Refusal(
            "split",
            "split_held",
            code=one.category,
            edition=one.edition,
            project=one.project,
            year=one.year,
            total_fen=one.total_fen,
            used_fen=one.used_fen,
            limit_fen=one.limit.amount,
        )
        for one in meters
        if one.held
    ]
