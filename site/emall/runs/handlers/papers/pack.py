"""The pack as one PDF, in the order it is filed: cover, then each paper beginning on a page of its own."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from emall.database import Row
from emall.kernel.clock import day_of
from emall.papers import Part, bind
from emall.runs.handlers.papers.checklist import checklist
from emall.runs.handlers.papers.others import acceptances, contracts, settlements
from emall.runs.handlers.papers.own import cover, invoices, pack_number, sheet, voucher
from emall.runs.queries import Run
from emall.web.visitor import Visitor


async def pack_pdf(
    runs: Sequence[Run], lines: Mapping[int, Sequence[Row]], *, number: str, visitor: Visitor, now: datetime
) -> bytes:
    """One order, or the orders of one settlement, with their papers; `lines` are those of each order by its id.

    What is missing stands on the cover as missing. The settlement, the invoices and the voucher are bound in once.
    """
    items = [(run, item) for run in runs for item in checklist(run)]
    parts: list[Part | None] = [cover(runs, items, pack_number(number, day_of(now)), visitor, now)]
    for run in runs:
        if run.order["submitted_at"]:
            parts.append(sheet(run, lines.get(run.order["id"], ()), visitor, now))
        parts += [*await contracts(run, visitor, now), *await acceptances(run, visitor, now)]
    parts += await settlements(runs[0], visitor, now)
    parts += [invoices(runs, visitor, now), voucher(runs[0], visitor, now)]
    return await bind([part for part in parts if part is not None])
