"""Contracts as both sides and staff read them: the unit's list, one contract, its papers and its proof."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from emall.accounts.words import SUPPLIER_DUTIES
from emall.contracts import queries
from emall.contracts.documents import document_of
from emall.contracts.forms import Looking, Previewing, Printing
from emall.contracts.handlers.contract_view import contract_of, list_of, page_facts, shown
from emall.contracts.handlers.list_view import list_facts
from emall.contracts.handlers.paper_view import paper_facts, text_facts
from emall.kernel import clock
from emall.kernel.refusal import Missing
from emall.orders.access import SUPERVISORS, UNIT_READERS
from emall.papers import pdf_reply, typeset
from emall.web import reply
from emall.web.forms import query
from emall.web.guards import who
from emall.web.language import ENGLISH, language
from emall.web.visitor import Visitor


@get("/contracts", name="contracts.contract.list", opt=who(*UNIT_READERS))
async def own_list(request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
    """The contracts of the unit."""
    facts = await list_facts(visitor, query(request, Looking), "/contracts")
    return reply.page(request, "contracts/list.html", **facts)


def _bilingual(request: Request) -> bool:
    """English beside the Chinese, for those who read the site in English or ask for it."""
    return language() == ENGLISH or query(request, Printing).edition == "bilingual"


class Contracts(Controller):
    """One contract, for both its sides and the staff of the territory."""

    path = "/contracts"
    opt = who(*UNIT_READERS, *SUPPLIER_DUTIES, *SUPERVISORS)

    @get("/{number:str}", name="contracts.contract.show")
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Parties, amount, signatures, publicity, supplements."""
        return await shown(request, visitor, number)

    @get("/{number:str}/print", name="contracts.contract.print")
    async def paper(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The contract as a page to print."""
        page = await contract_of(number, visitor)
        facts = paper_facts(page, visitor, printed_at=clock.now(), bilingual=_bilingual(request))
        code = Markup(facts["paper"]["qr"])  # drawn by us from an address of ours
        return reply.page(request, "contracts/print.html", contract=page.contract, code=code, **facts)

    @get("/{number:str}/pdf", name="contracts.contract.pdf")
    async def pdf(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The contract as PDF, Chinese; in English with the translation beside it."""
        page = await contract_of(number, visitor)
        facts = paper_facts(page, visitor, printed_at=clock.now(), bilingual=_bilingual(request))
        return pdf_reply(f"{facts['paper']['title']}-{number}", await typeset("contract", facts))

    @get("/{number:str}/signatures", name="contracts.signature.list")
    async def signatures(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Digest, marks and keys, checked now, with what it takes to check them elsewhere."""
        page = await contract_of(number, visitor)
        facts = await page_facts(page, visitor)
        return reply.page(request, "contracts/signatures.html", **facts)

    @get("/by-order/{number:str}", name="contracts.order.show")
    async def by_order(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """From an order to its contract, or to the preview while there is none."""
        found = await queries.number_for_order(number, visitor)
        if found is None and await queries.order_to_preview(number, visitor) is None:
            raise Missing
        return reply.redirect(
            request, f"/contracts/{found}" if found else f"/contracts/preview?order={number}"
        )

    @get("/preview", name="contracts.preview.show")
    async def preview(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """The text that will be signed with an order not passed on yet."""
        order = await queries.order_to_preview(query(request, Previewing).order, visitor)
        if order is None:
            raise Missing
        now = clock.now()
        text = text_facts(document_of(await queries.document_facts(order.id, number="—", now=now)))
        facts: dict[str, Any] = {
            "previewed": order,
            "printed_at": now,
            "back": list_of(visitor),
            "bilingual": _bilingual(request),
        }
        return reply.page(request, "contracts/preview.html", **facts, **text)
