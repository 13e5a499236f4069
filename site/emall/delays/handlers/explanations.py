"""The form in which a unit says why something is late."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.delays import actions, queries
from emall.delays.access import EXPLAINERS, may_explain
from emall.delays.forms import Explanation
from emall.delays.handlers.list_view import line_of, names_of_parties
from emall.journal import once_for
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.reply import page, redirect, rejected
from emall.web.visitor import Visitor

FORM = "delays.explanation"


class Explanations(Controller):
    """Buyers and administrators explain what their own unit is late with."""

    path = "/delays/{kind:str}/{ref:str}/explanation"
    opt = who(*EXPLAINERS)

    @get(name="delays.explanation.show")
    async def show(
        self, request: Request, kind: FromPath[str], ref: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The late thing, what was said of it before, and the form."""
        return page(request, "delays/explanation.html", **await _facts(visitor, kind, ref))

    @post(name="delays.explanation.create")
    async def create(
        self, request: Request, kind: FromPath[str], ref: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Explain it, once."""
        try:
            form = parse(request, Explanation)

            async def deed() -> str:
                await actions.explain(visitor=visitor, kind=kind, ref=ref, reason=form.reason)
                return "/delays"

            url = await once_for(visitor, form, FORM, deed, about=[kind, ref])
        except (Refused, Conflict) as error:
            return await _again(request, visitor, kind, ref, error)
        return redirect(request, url, said=_("Explained. It does not count as late for some working days."))


async def _again(
    request: Request[Any, Any, Any], visitor: Visitor, kind: str, ref: str, error: Refused | Conflict
) -> Response[bytes]:
    """The form with what is wrong; what is no longer late leads back to the list, which says so."""
    try:
        facts = await _facts(visitor, kind, ref)
    except Missing:
        return redirect(
            request, "/delays", said=_("This is no longer late; it needs no explanation."), tone="act"
        )
    return rejected(request, "delays/explanation.html", error, **facts)


async def _facts(visitor: Visitor, kind: str, ref: str) -> dict[str, Any]:
    now = clock.now()
    item = await queries.late_item(kind, ref, organisation=visitor.organisation, now=now)
    if item is None or not may_explain(visitor, item):
        raise Missing
    return {
        "line": line_of(item, visitor, now, 0),
        "said": await queries.explanations(kind, ref),
        "party_names": names_of_parties(),
    }
