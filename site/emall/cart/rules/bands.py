"""How a purchase may be made by what it is worth: direct, compared, by inquiry or as a project, by goods and as a whole.

Goods stand together by the first seven signs of their official code, the third level of the catalogue: desktop and
portable computers are one category there, computers and printers two. That is the level at which goods can take each
other's place, so the level at which a purchase can be cut into pieces.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from emall.cart.rules.cart import Line, freight
from emall.cart.words import CENTRE_PHONE, Band
from emall.kernel.refusal import Refusal
from emall.rulebook.rules import Ruling
from emall.rulebook.words import CATEGORY_LEVELS, Answer, Rule

GROUP = CATEGORY_LEVELS[-1]
EDITION = "2022"
"""The edition of the official catalogue the rulebook's categories are from; other goods know only the general rows."""

LADDER = (
    (Rule.DIRECT_UP_TO, Band.DIRECT),
    (Rule.COMPARE_UP_TO, Band.COMPARE),
    (Rule.INQUIRY_UP_TO, Band.INQUIRY),
)
"""The limits in the order they are asked, and the band an amount within each falls into; above all of them a project."""


@dataclass(frozen=True, slots=True)
class Question:
    """An amount in fen the bands are asked about: goods of one category, or a whole sheet with its freight.

    `category` is what the rulebook is asked for; `code` names the goods also where it knows no rows for them.
    """

    category: str
    code: str
    edition: str
    fen: int
    whole: bool
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """The band a question falls into and the rulings that say so, the last of which decided."""

    question: Question
    band: Band
    rulings: tuple[Ruling, ...]

    @property
    def limit(self) -> Ruling:
        """The limit that was kept, or the highest one that was passed."""
        return self.rulings[-1]


def group_of(edition: str, code: str) -> tuple[str, str]:
    """The category goods stand together in: edition and beginning of the code."""
    return edition, code[:GROUP]


def asked_category(edition: str, code: str) -> str:
    """What the rulebook is asked for: nothing where it does not know the edition."""
    return code[:GROUP] if edition == EDITION else ""


def worth(lines: Iterable[Line]) -> int:
    """What lines come to in fen at today's prices, with each supplier's freight, troubled or not."""
    terms: dict[int, list[Line]] = {}
    for line in lines:
        terms.setdefault(line.row.supplier, []).append(line)
    total = 0
    for theirs in terms.values():
        goods, row = sum(line.total_fen for line in theirs), theirs[0].row
        total += goods + freight(
            goods_fen=goods, charge_fen=row.freight_fen, free_from_fen=row.freight_free_fen
        )
    return total


def questions(lines: Sequence[Line]) -> list[Question]:
    """What is to be asked of a sheet: each category on it, and all of it together, freight included.

    The whole is asked for what its goods have in common, so a rule for furniture holds for a sheet of nothing else.
    A sheet of one category is asked once.
    """
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        groups.setdefault(group_of(line.row.official_edition, line.row.official_code), []).append(line)
    if not groups:
        return []
    whole = Question(
        _in_common(groups),
        _code_in_common(groups),
        EDITION,
        worth(lines),
        True,
        tuple(line.row.id for line in lines),
    )
    if len(groups) < 2:
        return [whole]
    single = [
        Question(
            asked_category(*key),
            key[1],
            key[0],
            sum(line.total_fen for line in group),
            False,
            tuple(line.row.id for line in group),
        )
        for key, group in groups.items()
    ]
    return [*single, whole]


def _in_common(groups: Iterable[tuple[str, str]]) -> str:
    if any(edition != EDITION for edition, _ in groups):
        return ""
    return _code_in_common(groups)


def _code_in_common(groups: Iterable[tuple[str, str]]) -> str:
    codes = [code for _, code in groups]
    levels = (codes[0][:level] for level in reversed(CATEGORY_LEVELS) if len(codes[0]) >= level)
    return next((level for level in levels if all(code.startswith(level) for code in codes)), "")


def judge(question: Question, rulings: Sequence[Ruling]) -> Judged:
    """The band of a question from the rulings of the ladder, asked from the lowest up until one admits the amount."""
    for place, ((_, band), ruling) in enumerate(zip(LADDER, rulings, strict=True), start=1):
        if ruling.answer(question.fen) == Answer.WITHIN:
            return Judged(question, band, tuple(rulings[:place]))
    return Judged(question, Band.PROJECT, tuple(rulings))


def lines_to_compare(*, judged: Iterable[Judged], lines: Sequence[Line]) -> list[int]:
    """Order lines whose offers have to be compared, the dearest first.

    What is bought without a comparison never exceeds the limit of direct purchase, in a category and altogether.
    """
    worth = {line.row.id: line.total_fen for line in lines}
    chosen: dict[int, None] = {}
    for one in sorted(judged, key=lambda one: one.question.whole):
        if one.band != Band.COMPARE:
            continue
        members = sorted(one.question.lines, key=lambda line: (-worth[line], line))
        rest = one.question.fen - sum(worth[line] for line in members if line in chosen)
        for line in members:
            if rest <= one.rulings[0].amount:
                break
            if line not in chosen:
                chosen[line] = None
                rest -= worth[line]
    return list(chosen)


def refusals_for_bands(judged: Iterable[Judged]) -> list[Refusal]:
    """Amounts for which the platform has no activity yet, with the number of the rule and whom to ask."""
    keys = {Band.INQUIRY: "band_inquiry", Band.PROJECT: "band_project"}
    return [
        Refusal(
            "rules",
            keys[one.band] if one.question.whole else f"{keys[one.band]}_category",
            code=one.question.code,
            asked_fen=one.question.fen,
            limit_fen=_passed(one).amount,
            phone=CENTRE_PHONE,
        )
        for one in judged
        if one.band in keys
    ]


def _passed(judged: Judged) -> Ruling:
    """The highest limit the amount is above."""
    return judged.rulings[-1] if judged.band == Band.PROJECT else judged.rulings[-2]
