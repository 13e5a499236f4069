"""Budget lines and plans as rows, once the story has been told and each has its final sums."""

from __future__ import annotations

from datetime import date

from emall.world.calendar import moment, workday_before
from emall.world.money import Treasury
from emall.world.reading import Row

# Each so manyth plan is made so small in the end that the past month nearly used it up.
TIGHT_EVERY = 11
OPENING = "年初预算下达"
PLAN_FUND, CENTRE_FUND = "一般公共预算", "企业自有资金"


def settle(kept: Treasury) -> None:
    """Give each plan its final status and amount: some tight, two spent to the last fen, purses large enough for all."""
    used_up = 0
    for paper in kept.papers:
        spent = paper.reserved + paper.committed + paper.paid
        if spent and paper.id % TIGHT_EVERY == 0:
            spare = 0 if used_up < 2 else 12_640
            paper.amount, used_up = spent + spare, used_up + 1
        if spent:
            paper.status = "used_up" if paper.left == 0 else "in_use"
    for purse in kept.purses:
        planned = sum(paper.amount for paper in kept.papers if paper.purse is purse)
        purse.floor = max(purse.floor, -(-planned * 108 // 100 // 100_000) * 100_000)


def purse_rows(kept: Treasury) -> list[Row]:
    """Rows of `budget_line`."""
    return [
        {
            "id": purse.id,
            "organisation": purse.organisation,
            "year": purse.year,
            "kind": purse.kind,
            "code": purse.code,
            "name": purse.name,
            "fund": CENTRE_FUND if purse.kind == "cost_centre" else PLAN_FUND,
            "project": purse.project,
            "appropriated_fen": purse.floor,
            "reserved_fen": purse.reserved,
            "committed_fen": purse.committed,
            "paid_fen": purse.paid,
            "frozen": False,
        }
        for purse in kept.purses
    ]


def voucher_rows(kept: Treasury, today: date) -> list[Row]:
    """Rows of `budget_voucher`: the appropriation of each year by the finance bureau, the oldest first."""
    opened = moment(workday_before(today, 160), 100)
    return [
        {
            "id": number,
            "number": f"ZB{opened:%Y%m%d}{number:04d}",
            "kind": "import",
            "year": year,
            "reason": OPENING,
            "source": "",
            "made_by": None,
            "at": opened.isoformat(),
        }
        for number, year in enumerate(years(kept), 1)
    ]


def years(kept: Treasury) -> list[int]:
    """Years with indicators, the oldest first; the place of a year is the number of its voucher."""
    return sorted({purse.year for purse in kept.purses if purse.kind == "indicator"})


def paper_rows(kept: Treasury) -> list[Row]:
    """Rows of `plan`, without what its reviews say."""
    return [
        {
            "id": paper.id,
            "number": paper.number,
            "organisation": paper.purse.organisation,
            "budget_line": paper.purse.id,
            "year": paper.purse.year,
            "title": paper.title,
            "official_edition": paper.edition,
            "official_code": paper.code,
            "method": paper.method,
            "amount_fen": paper.amount,
            "reserved_fen": paper.reserved,
            "committed_fen": paper.committed,
            "paid_fen": paper.paid,
            "status": paper.status,
            "valid_until": date(paper.purse.year, 12, 31).isoformat(),
            "version": 1,
        }
        for paper in kept.papers
    ]
