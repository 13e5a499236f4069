"""Lists of plans: a unit's own with those that wait for the visitor, and the desk of finance for its territory."""

from dataclasses import dataclass
from typing import Any

from emall.accounts.words import Duty
from emall.budget.words import IN_REVIEW, SPENDABLE, TO_EDIT, PlanStatus
from emall.database import DB, Row
from emall.kernel.pages import Page, offset
from emall.kernel.regions import beneath
from emall.plans.words import DESK_PER_PAGE, PER_PAGE, Tab
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class PlanLists:
    """One page of plans and how many there are behind each tab or status; sums in fen of all that were found.

    Rows: id number title status method amount_fen used_fen left_fen due_at official_code official_name line_name
    unit unit_name region made_by assigned_to assigned_name stage_name mine.
    """

    page: Page[Row]
    counts: dict[str, int]
    amount_fen: int = 0
    used_fen: int = 0


_ROWS = """
SELECT p.id, p.number, p.title, p.status, p.method, p.year, p.amount_fen, p.due_at, p.official_code, p.official_edition,
       p.reserved_fen + p.committed_fen + p.paid_fen AS used_fen,
       p.amount_fen - p.reserved_fen - p.committed_fen - p.paid_fen AS left_fen,
       p.made_by, p.assigned_to, coalesce(a.name, '') AS assigned_name, coalesce(c.name, '') AS official_name,
       l.name AS line_name, l.code AS line_code, o.id AS unit, o.name AS unit_name, o.region,
       coalesce(so.name, ko.name, '') AS asked_name, k.id IS NOT NULL AS correcting, {mine} IS TRUE AS mine
FROM plan p JOIN budget_line l ON l.id = p.budget_line JOIN organisation o ON o.id = p.organisation
LEFT JOIN person a ON a.id = p.assigned_to
LEFT JOIN official_category c ON c.edition = p.official_edition AND c.code = p.official_code
LEFT JOIN plan_step s ON s.plan = p.id AND s.status = 'now' LEFT JOIN organisation so ON so.id = s.organisation
LEFT JOIN plan_correction k ON k.plan = p.id AND k.status = 'asked'
LEFT JOIN organisation ko ON ko.id = k.organisation"""

# A review that is the visitor's: $1 organisation, $2 person, $3 region pattern of finance.
_NOT_TWICE = "NOT EXISTS (SELECT FROM plan_step d WHERE d.plan = p.id AND d.decided_by = $2)"
_MINE = {
    Duty.APPROVER: f"""(p.made_by IS DISTINCT FROM $2 AND (
        (s.stage IN ('unit_review', 'dept_review') AND s.organisation = $1 AND {_NOT_TWICE})
        OR (k.stage = 'unit_review' AND k.organisation = $1 AND k.asked_by <> $2)))""",
    Duty.FINANCE: f"""(o.region LIKE $3 AND p.made_by IS DISTINCT FROM $2 AND (
        (s.stage = 'finance_review' AND {_NOT_TWICE}) OR (k.stage = 'finance_review' AND k.asked_by <> $2)))""",
    Duty.BUYER: "(p.organisation = $1 AND p.status IN ('draft', 'returned_for_edit')"
    " AND coalesce(p.made_by, $2) = $2)",
}
_NOBODYS = "(false AND $1 > 0 AND $2 > 0)"

_TABS = {
    Tab.OPEN: tuple(TO_EDIT | IN_REVIEW),
    Tab.USABLE: (PlanStatus.FILED, PlanStatus.ASSIGNED, PlanStatus.IN_USE),
    Tab.OVER: (PlanStatus.USED_UP, PlanStatus.RETURNED, PlanStatus.CLOSED),
}


def _mine(visitor: Visitor) -> str:
    return _MINE.get(Duty(visitor.duty), _NOBODYS)


def _who(visitor: Visitor) -> tuple[Any, ...]:
    return visitor.organisation or 0, visitor.person, beneath(visitor.region)


async def plans_of_unit(visitor: Visitor, *, tab: Tab, page: int) -> PlanLists:
    """The plans of the visitor's unit, and those of others that wait for their word; due first, then the latest.

    Three queries, however many plans there are.
    """
    seen = (
        f"SELECT * FROM ({_ROWS.format(mine=_mine(visitor))} WHERE (p.organisation = $1 OR {_mine(visitor)})"
    )
    seen += " AND $3::text IS NOT NULL) f"
    cases = ", ".join(
        f"count(*) FILTER (WHERE unit = $1 AND status IN ({_listed(statuses)})) AS {tab_}"
        for tab_, statuses in _TABS.items()
    )
    counts = await DB.fetch_row(
        f'SELECT count(*) FILTER (WHERE unit = $1) AS "all", count(*) FILTER (WHERE mine) AS mine, {cases}'
        f" FROM ({seen}) x",
        *_who(visitor),
    )
    assert counts is not None
    rows = await DB.fetch(
        f"{seen} WHERE {_inside(tab)} ORDER BY mine DESC, (due_at IS NULL), due_at, id DESC LIMIT $4 OFFSET $5",
        *_who(visitor),
        PER_PAGE,
        offset(page, PER_PAGE),
    )
    return PlanLists(Page(rows, counts[str(tab)], page, PER_PAGE), dict(counts))


def _listed(statuses: tuple[str, ...]) -> str:
    return ", ".join(f"'{status}'" for status in sorted(statuses))


def _inside(tab: Tab) -> str:
    if tab == Tab.MINE:
        return "mine"
    if tab == Tab.ALL:
        return "unit = $1"
    return f"unit = $1 AND status IN ({_listed(_TABS[tab])})"


async def waiting_count(visitor: Visitor) -> int:
    """How many plans wait for this visitor's word or change."""
    return int(
        await DB.fetch_value(
            "SELECT count(*) FROM plan p JOIN organisation o ON o.id = p.organisation"
            " LEFT JOIN plan_step s ON s.plan = p.id AND s.status = 'now'"
            " LEFT JOIN plan_correction k ON k.plan = p.id AND k.status = 'asked'"
            f" WHERE $1::bigint >= 0 AND $2::bigint >= 0 AND $3::text IS NOT NULL AND {_mine(visitor)}",
            *_who(visitor),
        )
    )


async def desk_plans(
    visitor: Visitor, *, territory: str, region: str, status: str, year: int, words: str, page: int
) -> PlanLists:
    """Plans of units in a territory as staff read them, those that wait for the visitor first; drafts stay private.

    `status` is one of a plan, `mine` for those waiting, or empty for all. Two queries, however many plans there are.
    """
    seen = f"""SELECT * FROM ({_ROWS.format(mine=_mine(visitor))} WHERE $1::bigint >= 0 AND $2::bigint >= 0
        AND $3::text IS NOT NULL AND o.region LIKE $4 AND o.region LIKE $5 AND p.year = $6
        AND (p.submitted_at IS NOT NULL OR p.status NOT IN ('draft', 'returned_for_edit'))
        AND ($7 = '' OR strpos(lower(p.number || ' ' || p.title || ' ' || o.name || ' ' || coalesce(p.filing_number, '')
             || ' ' || coalesce(c.name, '') || ' ' || p.official_code), lower($7)) > 0)) f"""
    wanted = (*_who(visitor), beneath(territory), beneath(region or territory), year, words)
    counts = await DB.fetch(
        "SELECT status, mine, count(*) AS plans, sum(amount_fen)::bigint AS amount_fen, sum(used_fen)::bigint AS used_fen"
        f" FROM ({seen}) x GROUP BY status, mine",
        *wanted,
    )
    inside = {"": "true", "mine": "mine"}.get(status, "status = $10")
    more = (status,) if inside.startswith("status") else ()
    rows = await DB.fetch(
        f"{seen} WHERE {inside} ORDER BY mine DESC, (due_at IS NULL), due_at, id DESC LIMIT $8 OFFSET $9",
        *wanted,
        DESK_PER_PAGE,
        offset(page, DESK_PER_PAGE),
        *more,
    )
    return _desk(rows, counts, status, page)


def _desk(rows: list[Row], counts: list[Row], status: str, page: int) -> PlanLists:
    chosen = [one for one in counts if status in ("", one.status) or (status == "mine" and one.mine)]
    total: dict[str, int] = {"mine": sum(one.plans for one in counts if one.mine)}
    for one in counts:
        total[one.status] = total.get(one.status, 0) + one.plans
    spendable = [one for one in chosen if one.status in SPENDABLE]
    return PlanLists(
        Page(rows, sum(one.plans for one in chosen), page, DESK_PER_PAGE),
        {**total, "all": sum(one.plans for one in counts)},
        sum(one.amount_fen for one in spendable),
        sum(one.used_fen for one in spendable),
    )
