"""A proposed change: what it would have turned, and the decision of another person of finance."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.journal import once_for
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.rulebook import actions
from emall.rulebook.access import KEEPERS, READERS, may_decide, may_withdraw
from emall.rulebook.forms import Deciding, Withdrawing
from emall.rulebook.handlers.desk import WHERE, words_of
from emall.rulebook.queries.changes import change_of
from emall.rulebook.queries.replaying import effect_of
from emall.rulebook.rules import DRAFT
from emall.rulebook.words import ANSWER_WORDS, COMPARED, Rule
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.reply import page, redirect, rejected
from emall.web.visitor import Visitor

SHOWN = 20


class Changes(Controller):
    """Changes of the rulebook by their numbers."""

    path = f"{WHERE}/changes/{{number:str}}"
    opt = who(*READERS)

    @get(name="rulebook.change.show")
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """What is proposed, by whom and why, and what it would have turned lately."""
        return page(request, "rulebook/change.html", **await change_facts(visitor, number))

    @post("/decision", name="rulebook.change.decide", opt=who(*KEEPERS))
    async def decide(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Approve it or turn it down."""
        try:
            url = await _decided(visitor, number, parse(request, Deciding))
        except (Refused, Conflict) as refused:
            return await _again(request, visitor, number, refused)
        return redirect(request, url, said=_("Decided. Whoever proposed it is told."))

    @post("/withdrawal", name="rulebook.change.withdraw", opt=who(*KEEPERS))
    async def withdraw(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Take it back."""
        try:
            url = await _withdrawn(visitor, number, parse(request, Withdrawing))
        except (Refused, Conflict) as refused:
            return await _again(request, visitor, number, refused)
        return redirect(request, url, said=_("Taken back."))


async def _decided(visitor: Visitor, number: str, form: Deciding) -> str:
    async def deed() -> str:
        approve = form.verdict == "approve"
        await actions.decide(visitor=visitor, change=number, approve=approve, comment=form.comment)
        return f"{WHERE}/changes/{number}"

    return await once_for(visitor, form, "rulebook.decision", deed, about=number)


async def _withdrawn(visitor: Visitor, number: str, form: Withdrawing) -> str:
    async def deed() -> str:
        await actions.withdraw(visitor=visitor, change=number)
        return f"{WHERE}/changes/{number}"

    return await once_for(visitor, form, "rulebook.withdrawal", deed, about=number)


async def _again(
    request: Request[Any, Any, Any], visitor: Visitor, number: str, error: Refused | Conflict
) -> Response[bytes]:
    """The change as it stands now, with why nothing was done."""
    facts = await change_facts(visitor, number)
    return rejected(request, "rulebook/change.html", error, **facts)


async def change_facts(visitor: Visitor, number: str) -> dict[str, Any]:
    """What the page of a change shows. Raises Missing."""
    change = await change_of(number)
    if change is None:
        raise Missing
    asks = Rule(change.key) in COMPARED and not change.ending and change.status == "proposed"
    draft = {**dict(change), "id": DRAFT}
    return {
        "change": change,
        "effect": await effect_of(draft, today=clock.today()) if asks else None,
        "shown": SHOWN,
        "answers": ANSWER_WORDS,
        "may_decide": may_decide(visitor, change),
        "may_withdraw": may_withdraw(visitor, change),
        **await words_of([change.category]),
    }
