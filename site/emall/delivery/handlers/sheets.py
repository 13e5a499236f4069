"""The acceptance sheet (验收单): signing it together, and having it on paper."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import SUPPLIER_DUTIES
from emall.delivery import actions, queries
from emall.delivery.access import may_sign
from emall.delivery.documents import acceptance_pdf, check_rows, item_name
from emall.delivery.forms import Signing
from emall.delivery.words import REJECT_NAMES
from emall.journal.once import once_for
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.orders.access import READERS, UNIT_READERS
from emall.orders.handlers.order_view import order_of
from emall.papers import pdf_reply
from emall.web import reply
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor


class Signatures(Controller):
    """Members of the unit who took part in an acceptance."""

    path = "/orders/{number:str}/acceptance/signature"
    opt = who(*UNIT_READERS)

    @get(name="delivery.signature.new")
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The sheet as it will stand, and who still has to sign."""
        facts = await _signing_facts(number, visitor)
        if facts is None:
            return reply.redirect(request, f"/orders/{number}")
        return reply.page(request, "delivery/signature.html", **facts)

    @post(name="delivery.signature.create")
    async def sign(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """A signature, or an objection."""
        try:
            form = parse(request, Signing)
            url = await _sign_once(visitor, number, form)
        except (Refused, Conflict) as error:
            return await _again(request, visitor, number, error)
        said = (
            _("Signed.")
            if form.verdict == "sign"
            else _("The sheet does not stand; the goods are judged anew.")
        )
        return reply.redirect(request, url, said=said)


async def _signing_facts(number: str, visitor: Visitor) -> dict[str, Any] | None:
    page = await order_of(number, visitor)
    sheet = await queries.sheet_to_sign(page.order["id"])
    if sheet is None:
        return None
    mine = next((one for one in sheet["members"] if one["person"] == visitor.person), None)
    return {
        "order": page.order,
        "sheet": sheet,
        "may_sign": may_sign(visitor, page.order, mine),
        "is_author": visitor.person == sheet["accepted_by"],
        "reject_names": REJECT_NAMES,
        "item_name": item_name,
    }


async def _sign_once(visitor: Visitor, number: str, form: Signing) -> str:
    async def deed() -> str:
        if form.verdict == "sign":
            await actions.sign(visitor=visitor, number=number, paper=form.paper, digest=form.digest)
        else:
            await actions.object_to(visitor=visitor, number=number, paper=form.paper, reason=form.reason)
        return f"/orders/{number}"

    return await once_for(visitor, form, "delivery.sign", deed, about=number)


async def _again(
    request: Request[Any, Any, Any], visitor: Visitor, number: str, error: Refused | Conflict
) -> Response[bytes]:
    """The sheet with what was typed; once nothing waits for signatures any more, the order says where it stands."""
    facts = await _signing_facts(number, visitor)
    if facts is None:
        return reply.redirect(
            request, f"/orders/{number}", said=_("This sheet is settled already."), tone="act"
        )
    return reply.rejected(request, "delivery/signature.html", error, **facts)


@get(
    "/orders/{number:str}/acceptance/print",
    name="delivery.acceptance.print",
    opt=who(*READERS, *SUPPLIER_DUTIES),
)
async def paper(
    request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
) -> Response[bytes]:
    """Acceptance sheets with checklists, signatures and photos; there is none before something was judged."""
    page = await order_of(number, visitor)
    sheets = await queries.sheets_of(page.order["id"])
    if not sheets:
        raise Missing
    facts: dict[str, Any] = {
        "order": page.order,
        "sheets": sheets,
        "reject_names": REJECT_NAMES,
        "check_rows": check_rows,
        "printed_at": clock.now(),
    }
    return reply.page(request, "delivery/acceptance_print.html", **facts)


@get(
    "/orders/{number:str}/acceptance/pdf",
    name="delivery.acceptance.pdf",
    opt=who(*READERS, *SUPPLIER_DUTIES),
)
async def file(number: FromPath[str], visitor: NamedDependency[Visitor]) -> Response[bytes]:
    """The newest acceptance sheet as PDF."""
    page = await order_of(number, visitor)
    sheets = await queries.sheets_of(page.order["id"])
    if not sheets:
        raise Missing
    sheet = sheets[-1]
    pictures = await queries.pictures_of(page.order["id"], sheet)
    pdf = await acceptance_pdf(page.order, sheet, pictures, visitor=visitor, now=clock.now())
    return pdf_reply(f"{_('Acceptance sheet')} {sheet['number']}", pdf)
