"""One plan with everything its page shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from emall.accounts.words import Duty
from emall.budget.queries import line_sums, with_sums
from emall.budget.rules import LineSums
from emall.database import DB, Row
from emall.journal import entries_of

_PLAN = """
SELECT p.*, p.reserved_fen + p.committed_fen + p.paid_fen AS used_fen,
       p.amount_fen - p.reserved_fen - p.committed_fen - p.paid_fen AS left_fen,
       l.name AS line_name, l.code AS line_code, l.project AS line_project, l.fund AS line_fund,
       coalesce(c.name, '') AS official_name, o.name AS unit_name, o.region, o.parent,
       coalesce(u.name, '') AS parent_name, coalesce(m.name, '') AS made_by_name,
       coalesce(a.name, '') AS assigned_name, w.number AS whole_number
FROM plan p JOIN budget_line l ON l.id = p.budget_line JOIN organisation o ON o.id = p.organisation
LEFT JOIN organisation u ON u.id = o.parent
LEFT JOIN official_category c ON c.edition = p.official_edition AND c.code = p.official_code
LEFT JOIN person m ON m.id = p.made_by LEFT JOIN person a ON a.id = p.assigned_to
LEFT JOIN plan w ON w.id = p.split_from"""


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan and what belongs to it.

    `plan`: its columns, used_fen left_fen line_name line_code official_name unit_name region parent made_by_name
    assigned_name whole_number; `steps` and `corrections` with decider and organisation_name; `line` the sums of its
    budget line; `parts`: id number title amount_fen left_fen status assigned_name; `orders` bought on it.
    """

    plan: Row
    steps: list[Row]
    corrections: list[Row]
    parts: list[Row]
    orders: list[Row]
    line: LineSums | None
    entries: list[Row]

    @property
    def present(self) -> Row | None:
        """The review that waits for somebody."""
        return next((step for step in self.steps if step.status == "now"), None)

    @property
    def returned(self) -> Row | None:
        """The review that returned it, while it is being changed."""
        return next((step for step in self.steps if step.status == "returned"), None)

    @property
    def correction(self) -> Row | None:
        """The open wish for another code."""
        return next((one for one in self.corrections if one.status == "asked"), None)

    @property
    def deciders(self) -> set[int]:
        """Who decided a review other than the present one."""
        return {step.decided_by for step in self.steps if step.decided_by and step.status != "now"}


async def plan_row(number: str) -> Row | None:
    """A plan by its number with its line, unit and people; None when there is none."""
    return await DB.fetch_row(f"{_PLAN} WHERE p.number = $1", number)


async def plan_view(plan: Row) -> PlanView:
    """Everything about a plan; six more queries."""
    lines = await with_sums("l.id = $2", plan.budget_line)
    return PlanView(
        plan,
        await steps_of(plan.id),
        await _corrections(plan.id),
        await _parts(plan.id),
        await _orders(plan.id),
        line_sums(lines[0]) if lines else None,
        await entries_of("plan", plan.number),
    )


async def steps_of(plan: int) -> list[Row]:
    """The reviews of a plan in their order, with the name of the organisation asked and of whoever decided."""
    return await DB.fetch(
        "SELECT s.*, o.name AS organisation_name, coalesce(p.name, '') AS decider FROM plan_step s"
        " JOIN organisation o ON o.id = s.organisation LEFT JOIN person p ON p.id = s.decided_by"
        " WHERE s.plan = $1 ORDER BY s.position",
        plan,
    )


async def _corrections(plan: int) -> list[Row]:
    return await DB.fetch(
        "SELECT k.*, coalesce(a.name, '') AS asker, coalesce(d.name, '') AS decider, o.name AS organisation_name,"
        " coalesce(c.name, '') AS to_name FROM plan_correction k JOIN person a ON a.id = k.asked_by"
        " JOIN organisation o ON o.id = k.organisation LEFT JOIN person d ON d.id = k.decided_by"
        " LEFT JOIN official_category c ON c.edition = k.to_edition AND c.code = k.to_code"
        " WHERE k.plan = $1 ORDER BY k.id DESC",
        plan,
    )


async def _parts(plan: int) -> list[Row]:
    return await DB.fetch(
        "SELECT p.id, p.number, p.title, p.amount_fen, p.filed_fen, p.status, coalesce(a.name, '') AS assigned_name,"
        " p.amount_fen - p.reserved_fen - p.committed_fen - p.paid_fen AS left_fen"
        " FROM plan p LEFT JOIN person a ON a.id = p.assigned_to WHERE p.split_from = $1 ORDER BY p.id",
        plan,
    )


async def _orders(plan: int) -> list[Row]:
    """Orders holding money of the plan, the latest first: number status fen."""
    return await DB.fetch(
        "SELECT d.number, d.status, h.reserved_fen + h.committed_fen + h.paid_fen AS fen FROM hold h"
        " JOIN purchase_order d ON d.id = h.order_id WHERE h.plan = $1"
        " AND h.reserved_fen + h.committed_fen + h.paid_fen > 0 ORDER BY d.id DESC LIMIT 20",
        plan,
    )


async def lines_of(*, organisation: int, year: int) -> Sequence[LineSums]:
    """Indicators of a unit and year that can still be planned on, with what filed plans leave of each."""
    rows = await with_sums(
        "l.organisation = $2 AND l.year = $3 AND NOT l.closed AND NOT l.frozen", organisation, year
    )
    return sorted((line_sums(row) for row in rows), key=lambda line: (-line.free_fen, line.id))


async def buyers_of(organisation: int) -> list[Row]:
    """Buyers of a unit in service: id name, by name."""
    return await DB.fetch(
        "SELECT DISTINCT h.id, h.name FROM post p JOIN person h ON h.id = p.person AND h.active"
        " WHERE p.organisation = $1 AND p.active AND p.duty = $2 ORDER BY h.name, h.id",
        organisation,
        str(Duty.BUYER),
    )


async def finance_of(region: str) -> Row | None:
    """The office that files plans of a region: the narrowest with somebody in that post: organisation, name."""
    return await DB.fetch_row(
        "SELECT o.id AS organisation, o.name FROM organisation o"
        " WHERE o.active AND $1 LIKE rtrim(o.region, '0') || '%' AND o.region <> ''"
        " AND EXISTS (SELECT FROM post p JOIN person h ON h.id = p.person AND h.active"
        "             WHERE p.organisation = o.id AND p.active AND p.duty = $2)"
        " ORDER BY length(rtrim(o.region, '0')) DESC, o.id LIMIT 1",
        region,
        str(Duty.FINANCE),
    )


async def has_reviewer(*, organisation: int, duty: str, besides: int) -> bool:
    """Whether somebody else than `besides` holds a duty there."""
    return bool(
        await DB.fetch_value(
            "SELECT EXISTS (SELECT FROM post p JOIN person h ON h.id = p.person AND h.active"
            " WHERE p.organisation = $1 AND p.active AND p.duty = $2 AND p.person <> $3)",
            organisation,
            duty,
            besides,
        )
    )
