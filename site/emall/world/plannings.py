"""Who made the plans of the story and who reviewed them: the rows of the reviews, and the deeds of the journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from emall.kernel.regions import CITY
from emall.kernel.workdays import deadline
from emall.plans.rules import stages_needed
from emall.plans.words import FILING_WORDS, STAGES, Stage
from emall.web.actor import Actor
from emall.world.calendar import later, moment, workday_before
from emall.world.cast import Cast
from emall.world.chronicle import Chronicle
from emall.world.money import Paper, Treasury
from emall.world.organisations import unit_ids
from emall.world.reading import Row

FINANCE_FROM = 50_000_000  # fen; the first page of the rulebook
FILED = frozenset({"filed", "in_use", "used_up"})
SUBMITTED = FILED | {"unit_review", "returned_for_edit"}
REVIEW_DAYS = 3
BETWEEN = 95  # office minutes from one review to the next
WANTED_BACK = "数量偏多，请按实有人数核减后再报"


@dataclass(slots=True)
class Planning:
    """A plan on its way: who made it, when it was submitted, and its reviews in order."""

    paper: Paper
    maker: Actor
    submitted: datetime
    reviews: list[tuple[Stage, Actor]]

    def at(self, place: int) -> datetime:
        """When the review at a place (from 1) was decided."""
        return later(self.submitted, BETWEEN * place)

    @property
    def filed(self) -> datetime:
        """When the last review filed it."""
        return self.at(len(self.reviews))


def plannings(kept: Treasury, cast: Cast, today: date) -> list[Planning]:
    """Every plan with its maker and those who review it; plans still under review were submitted the day before."""
    return [_planning(paper, cast, today) for paper in kept.papers]


def _planning(paper: Paper, cast: Cast, today: date) -> Planning:
    unit = cast.organisations[paper.purse.organisation]
    finance = paper.method != "emall" or paper.amount >= FINANCE_FROM
    stages = stages_needed(has_parent=unit["parent"] is not None, finance=finance)
    reviewers = {
        Stage.UNIT: lambda: cast.levels(int(str(unit["id"])))[0].actor,
        Stage.DEPT: lambda: cast.levels(int(str(unit["parent"])))[0].actor,
        Stage.FINANCE: lambda: cast.actor(unit_ids()["finance"], "finance"),
    }
    days = 150 if paper.status in FILED else 1
    return Planning(
        paper,
        cast.actor(int(str(unit["id"])), "buyer"),
        moment(workday_before(today, days), 40 + paper.id % 60),
        [(stage, reviewers[stage]()) for stage in stages],
    )


def made_columns(planning: Planning, cast: Cast) -> Row:
    """What the row of a plan says of all this."""
    paper, filed = planning.paper, planning.paper.status in FILED
    submitted = paper.status in SUBMITTED
    region = str(cast.organisations[paper.purse.organisation]["region"])
    word = FILING_WORDS.get(region, FILING_WORDS[CITY])
    waits = paper.status == "unit_review"
    return {
        "made_by": planning.maker.person,
        "submitted_at": planning.submitted.isoformat() if submitted else None,
        "due_at": deadline(planning.submitted, REVIEW_DAYS).isoformat() if waits else None,
        "filing_number": f"{word}〔{planning.filed.year}〕{paper.id:05d}号" if filed else None,
        "filed_at": planning.filed.isoformat() if filed else None,
        "filed_fen": paper.amount if filed else None,
    }


def step_rows(told: list[Planning]) -> list[Row]:
    """Rows of `plan_step`."""
    rows: list[Row] = []
    for planning in told:
        if planning.paper.status in SUBMITTED:
            rows += [{"id": len(rows) + place, **row} for place, row in enumerate(_steps(planning), 1)]
    return rows


def _steps(planning: Planning) -> Iterator[Row]:
    status = planning.paper.status
    for place, (stage, reviewer) in enumerate(planning.reviews, 1):
        first = {"unit_review": "now", "returned_for_edit": "returned"}.get(status, "agreed")
        stands = "agreed" if status in FILED else first if place == 1 else "later"
        yield _step(planning, place, stage, reviewer, stands)


def _step(planning: Planning, place: int, stage: Stage, reviewer: Actor, stands: str) -> Row:
    paper, decided = planning.paper, stands in ("agreed", "returned")
    began = planning.at(place - 1) if stands != "later" else None
    agreed = stands == "agreed"
    return {
        "plan": paper.id,
        "position": STAGES.index(stage) + 1,
        "stage": str(stage),
        "organisation": reviewer.organisation,
        "status": stands,
        "decided_by": reviewer.person if decided else None,
        "began_at": began.isoformat() if began else None,
        "due_at": deadline(began, REVIEW_DAYS).isoformat() if began else None,
        "decided_at": planning.at(place).isoformat() if decided else None,
        "comment": WANTED_BACK if stands == "returned" else "",
        "agreed_fen": paper.amount if agreed else None,
        "agreed_line": paper.purse.id if agreed else None,
        "agreed_edition": paper.edition if agreed else "",
        "agreed_code": paper.code if agreed else "",
        "agreed_method": paper.method if agreed else "",
        "agreed_imported": False,
    }


def write_down(told: list[Planning], books: Chronicle) -> None:
    """The deeds: drafted, submitted, agreed, filed or sent back."""
    for planning in told:
        paper, seen = planning.paper, (planning.paper.purse.organisation,)
        drafted = later(planning.submitted, -10)
        books.note(drafted, planning.maker, "plan.draft", "plan", paper.number, {"status": "draft"}, seen)
        if paper.status not in SUBMITTED:
            continue
        here = "draft"
        stops = [str(stage) for stage, _ in planning.reviews]
        actors = [planning.maker, *(actor for _, actor in planning.reviews)]
        ends = "filed" if paper.status in FILED else "returned_for_edit"
        for place, there in enumerate([*stops, ends]):
            if place == 1 and paper.status == "unit_review":
                break
            there = ends if place == 1 and ends == "returned_for_edit" else there
            act = (
                "plan.submit"
                if place == 0
                else {"filed": "plan.file", "returned_for_edit": "plan.send_back"}.get(there, "plan.agree")
            )
            books.note(
                planning.at(place),
                actors[place],
                act,
                "plan",
                paper.number,
                {"status": there},
                seen,
                {"status": here},
            )
            here = there
            if there == ends:
                break
