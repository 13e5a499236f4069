"""The payment period of each order: from delivery, by the rules valid on that day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from emall.database import DB, Row
from emall.kernel import clock
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule
from emall.settlement.rules import pay_due
from emall.suppliers.words import FirmSize


@dataclass(frozen=True, slots=True)
class Period:
    """The last day to pay an order, and the late interest a day in millionths; 0 where none is owed."""

    due_on: date | None
    interest_ppm: int


async def periods_of(orders: Iterable[Row], *, region: str, kind: str) -> dict[int, Period]:
    """Order id → its payment period. Large suppliers get the same last day as policy, without interest.

    The Regulation protects micro, small and medium firms; a supplier without a declared size counts as one of them.
    """
    rows = list(orders)
    sizes = await DB.fetch(
        "SELECT organisation, size FROM supplier_profile WHERE organisation = ANY($1::bigint[])",
        sorted({row.supplier for row in rows}),
    )
    large = {row.organisation for row in sizes if row["size"] == FirmSize.LARGE}
    return {row.id: await _period(row, region, kind, protected=row.supplier not in large) for row in rows}


async def _period(order: Row, region: str, kind: str, *, protected: bool) -> Period:
    delivered = order.received_at or order.accepted_at
    if delivered is None:
        return Period(None, 0)
    day = clock.day_of(delivered)
    days = await rule(Rule.SME_PAY_DAYS, region=region, kind=kind, on=day)
    ppm = await rule(Rule.LATE_INTEREST_PPM, region=region, kind=kind, on=day) if protected else 0
    return Period(pay_due(delivered=day, days=days), ppm)
