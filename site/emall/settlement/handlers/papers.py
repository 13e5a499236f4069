"""The settlement sheet (结算单) on paper: as a page to print, and as PDF."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import SUPPLIER_DUTIES
from emall.kernel import clock
from emall.kernel.refusal import Missing
from emall.orders.access import READERS
from emall.papers import pdf_reply, typeset
from emall.settlement import queries
from emall.settlement.handlers.paper_view import paper_of
from emall.web import reply
from emall.web.guards import who
from emall.web.language import language
from emall.web.visitor import Visitor


class Papers(Controller):
    """The paper of a sheet, for everybody who may read it."""

    path = "/settlements/{number:str}"
    opt = who(*READERS, *SUPPLIER_DUTIES)

    @get("/print", name="settlement.sheet.print")
    async def paper(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The page a browser prints."""
        facts: dict[str, Any] = {"page": await _page(number, visitor), "printed_at": clock.now()}
        return reply.page(request, "settlement/print.html", sheet=facts["page"].sheet, **facts)

    @get("/pdf", name="settlement.sheet.pdf")
    async def pdf(self, number: FromPath[str], visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """The same as PDF, for the file."""
        page = await _page(number, visitor)
        facts = paper_of(page, printed_by=visitor.person_name, printed_at=clock.now())
        return pdf_reply(f"结算单 {number}", await typeset("settlement", facts, lang=language()))


async def _page(number: str, visitor: Visitor) -> queries.SheetPage:
    page = await queries.sheet_page(number, visitor)
    if page is None:
        raise Missing
    return page
