"""Papers of other rooms in the pack: each made by its own room, here only bound in."""

from collections.abc import Sequence
from datetime import datetime

from emall.contracts.handlers.paper_view import paper_facts
from emall.contracts.queries import contract_page
from emall.delivery.documents import acceptance_paper
from emall.delivery.queries import pictures_of, sheets_of
from emall.papers import Part
from emall.runs.queries import Run
from emall.settlement.handlers.paper_view import paper_of
from emall.settlement.queries import sheet_page
from emall.web.visitor import Visitor


async def contracts(run: Run, visitor: Visitor, now: datetime) -> Sequence[Part]:
    """The contract of an order, once it was drawn up; in Chinese, as it is filed."""
    parts = []
    for row in run.contracts:
        page = await contract_page(row["number"], visitor)
        if page is not None:
            parts.append(Part("contract", paper_facts(page, visitor, printed_at=now, bilingual=False)))
    return parts


async def acceptances(run: Run, visitor: Visitor, now: datetime) -> Sequence[Part]:
    """Every acceptance sheet of an order that stands, with its photos."""
    parts = []
    for sheet in await sheets_of(run.order["id"]):
        pictures = await pictures_of(run.order["id"], sheet)
        parts.append(
            Part("acceptance", *acceptance_paper(run.order, sheet, pictures, visitor=visitor, now=now))
        )
    return parts


async def settlements(run: Run, visitor: Visitor, now: datetime) -> Sequence[Part]:
    """The settlement sheet an order stands on."""
    parts = []
    for row in run.settlements:
        page = await sheet_page(row["number"], visitor) if row["active"] else None
        if page is not None:
            parts.append(Part("settlement", paper_of(page, printed_by=visitor.person_name, printed_at=now)))
    return parts
