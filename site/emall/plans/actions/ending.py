"""What ends with a plan: reviews nobody needs any more, and wishes for another code."""

from collections.abc import Sequence

from emall.budget.actions import on_closing
from emall.database import DB


async def forget_reviews(plans: Sequence[int]) -> None:
    """Reviews and wishes of these plans that were still open are no longer needed."""
    await DB.execute(
        "UPDATE plan_step SET status = 'dropped', due_at = NULL WHERE plan = ANY($1::bigint[])"
        " AND status IN ('now', 'later')",
        list(plans),
    )
    await drop_corrections(plans)


async def drop_corrections(plans: Sequence[int]) -> None:
    """Wishes for another code of these plans that nobody has answered."""
    await DB.execute(
        "UPDATE plan_correction SET status = 'dropped' WHERE plan = ANY($1::bigint[]) AND status = 'asked'",
        list(plans),
    )


def follow() -> None:
    """Hear of plans that end with their budget year."""
    on_closing(forget_reviews)
