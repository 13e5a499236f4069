"""Budget lines and purchase plans of every unit, and cost centres of the enterprises."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from emall.kernel import regions
from emall.world.organisations import KIND, unit_ids
from emall.world.reading import Line, lines

COST_CENTRES = (
    ("CC-101", "集团本部行政", 30_000_000),
    ("CC-205", "物业与保洁", 18_000_000),
    ("CC-308", "场站运营", 24_000_000),
)
LETTERS = dict(
    zip(
        (region.code for region in regions.ALL),
        ("LS", "LD", "QT", "JY", "SC", "SY", "YH", "QY", "JN", "LQ"),
        strict=True,
    )
)
SECTORS = {
    "bureau": "JG",
    "school": "XX",
    "hospital": "YY",
    "town": "XZ",
    "institution": "SY",
}
OWN_PREFIX = {"edu": "LSJY"}
FIRST_SERIAL = {"edu": 317}  # 市教育局 opens with LSJY-2026-0317


@dataclass(slots=True)
class Purse:
    """A budget line or cost centre as the story spends from it; sums in fen."""

    id: int
    organisation: int
    year: int
    kind: str
    code: str
    name: str
    project: str
    reserved: int = 0
    committed: int = 0
    paid: int = 0
    floor: int = 0


@dataclass(slots=True)
class Paper:
    """A purchase plan as the story spends from it; `amount` may shrink at the end to make it tight."""

    id: int
    number: str
    purse: Purse
    title: str
    edition: str
    code: str
    amount: int
    status: str = "filed"
    method: str = "emall"
    reserved: int = 0
    committed: int = 0
    paid: int = 0

    @property
    def left(self) -> int:
        """What can still be spent."""
        return self.amount - self.reserved - self.committed - self.paid


@dataclass(slots=True)
class Treasury:
    """Every purse and paper of a year, with what may be spent by organisation."""

    year: int
    purses: list[Purse] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)

    def plans_of(self, organisation: int) -> list[Paper]:
        """Filed plans of this year's e-mall purchases."""
        return [
            paper
            for paper in self.papers
            if paper.purse.organisation == organisation
            and paper.purse.year == self.year
            and (paper.status, paper.method) == ("filed", "emall")
        ]

    def centres_of(self, organisation: int) -> list[Purse]:
        """Cost centres of an enterprise."""
        return [
            purse
            for purse in self.purses
            if purse.organisation == organisation and purse.kind == "cost_centre"
        ]


def treasury(year: int) -> Treasury:
    """A fresh treasury of that year, before anything is spent."""
    kept, chance = Treasury(year), random.Random("money")
    serials: dict[str, int] = defaultdict(lambda: 101)
    for unit in lines("units"):
        kind = KIND[unit["kind"]]
        if kind == "state_enterprise":
            _open_centres(kept, unit, year)
        elif kind == "public_unit":
            _open_lines(kept, unit, year, serials, chance)
    _add_oddities(kept, year)
    return kept


def _open_centres(kept: Treasury, unit: Line, year: int) -> None:
    for code, name, fen in COST_CENTRES:
        kept.purses.append(
            Purse(
                len(kept.purses) + 1,
                unit_ids()[unit["key"]],
                year,
                "cost_centre",
                code,
                name,
                "",
                floor=fen,
            )
        )


def _open_lines(
    kept: Treasury,
    unit: Line,
    year: int,
    serials: dict[str, int],
    chance: random.Random,
) -> None:
    prefix = OWN_PREFIX.get(unit["key"]) or LETTERS[unit["region"]] + SECTORS[unit["kind"]]
    serials[prefix] = max(serials[prefix], FIRST_SERIAL.get(unit["key"], 0))
    for sort in lines("plans"):
        if unit["kind"] not in sort["sectors"].split():
            continue
        purse = _purse(kept, unit_ids()[unit["key"]], year, sort)
        amount = chance.randint(int(sort["low"]) // 1000, int(sort["high"]) // 1000) * 100_000
        amount = 5_000_000 if unit["key"] == "edu" and sort["key"] == "office" else amount
        number = f"{prefix}-{year}-{serials[prefix]:04d}"
        serials[prefix] += chance.randint(1, 4)
        kept.papers.append(
            Paper(
                len(kept.papers) + 1,
                number,
                purse,
                sort["title"],
                sort["edition"],
                sort["code"],
                amount,
            )
        )


def _purse(kept: Treasury, organisation: int, year: int, sort: Line) -> Purse:
    for purse in kept.purses:
        if (purse.organisation, purse.year, purse.code, purse.project) == (
            organisation,
            year,
            sort["line_code"],
            sort["project"],
        ):
            return purse
    made = Purse(
        len(kept.purses) + 1,
        organisation,
        year,
        "indicator",
        sort["line_code"],
        sort["line_name"],
        sort["project"],
    )
    kept.purses.append(made)
    return made


def _add_oddities(kept: Treasury, year: int) -> None:
    """What checkout must refuse or explain: last year's plan, drafts, another method, a code of the old edition."""
    for key in ("edu", "longquan-high"):
        organisation = unit_ids()[key]
        mine = [paper for paper in kept.papers if paper.purse.organisation == organisation]
        purse = mine[0].purse
        old = Purse(
            len(kept.purses) + 1,
            organisation,
            year - 1,
            "indicator",
            "30201",
            "办公费",
            "日常公用经费",
        )
        kept.purses.append(old)
        letters = mine[0].number.partition("-")[0]
        for serial, (line, title, edition, code, amount, status, method) in enumerate(_odd(purse, old), 901):
            number = f"{letters}-{line.year}-{serial:04d}"
            kept.papers.append(
                Paper(
                    len(kept.papers) + 1,
                    number,
                    line,
                    title,
                    edition,
                    code,
                    amount,
                    status,
                    method,
                )
            )


def _odd(purse: Purse, old: Purse) -> tuple[tuple[Purse, str, str, str, int, str, str], ...]:
    return (
        (old, "办公耗材（上年结转）", "2022", "A05040000", 1_200_000, "filed", "emall"),
        (purse, "四季度增补耗材", "2022", "A05040000", 800_000, "draft", "emall"),
        (purse, "年终材料印制", "2022", "C23090000", 600_000, "unit_review", "emall"),
        (
            purse,
            "便携式计算机（旧目录）",
            "2013",
            "A02010105",
            2_400_000,
            "filed",
            "emall",
        ),
        (purse, "校园空调更新", "2022", "A02061804", 3_800_000, "filed", "inquiry"),
        (
            purse,
            "会议桌椅补充",
            "2022",
            "A05010000",
            500_000,
            "returned_for_edit",
            "emall",
        ),
    )


@cache
def spending_units() -> tuple[str, ...]:
    """Keys of every unit that buys."""
    return tuple(
        unit["key"] for unit in lines("units") if KIND[unit["kind"]] in ("public_unit", "state_enterprise")
    )
