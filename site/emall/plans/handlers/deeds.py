"""One plan and the deeds on it, each a form of its own on the plan's page."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import Duty
from emall.budget.access import READERS
from emall.journal import once_for
from emall.journal.refusals import refusals_noted
from emall.kernel.refusal import Conflict, Refused
from emall.plans import actions
from emall.plans.access import PLANNERS, REVIEWERS
from emall.plans.forms import Answering, Assigning, Correcting, Deciding, Going, HandingBack, Splitting
from emall.plans.handlers.plan_view import facts_of
from emall.plans.words import APART_KEYS
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.reply import page, redirect, rejected
from emall.web.visitor import Visitor

Doing = Callable[[Any], Awaitable[object]]
HANDLING = (Duty.BUYER, Duty.APPROVER, Duty.ACCOUNTANT, Duty.UNIT_ADMIN)


class PlanDeeds(Controller):
    """A plan as everybody reads it who may, with what each of them may do."""

    path = "/plans/{number:str}"

    @get(name="plans.plan.show", opt=who(*PLANNERS, *READERS))
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Where it stands, its money, its reviews, what happened."""
        return page(request, "plans/show.html", **await facts_of(visitor, number))

    @post("/submission", name="plans.submission.create", opt=who(Duty.BUYER))
    async def submit(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Send a draft as it stands."""

        async def deed(form: Going) -> str:
            return await actions.submit(visitor=visitor, number=number, version=form.version)

        return await _done(request, visitor, number, "submission", Going, deed, _("Sent to be reviewed."))

    @post("/withdrawal", name="plans.withdrawal.create", opt=who(Duty.BUYER))
    async def withdraw(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Take it back to be changed."""

        async def deed(form: Going) -> str:
            return await actions.withdraw(visitor=visitor, number=number, version=form.version)

        said = _("Taken back. Once sent again it comes back to the same review.")
        return await _done(request, visitor, number, "withdrawal", Going, deed, said)

    @post("/closing", name="plans.closing.create", opt=who(Duty.BUYER))
    async def give_up(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """End a plan that was never filed."""

        async def deed(form: Going) -> str:
            return await actions.give_up(visitor=visitor, number=number, version=form.version)

        return await _done(request, visitor, number, "closing", Going, deed, _("The plan is given up."))

    @post("/decision", name="plans.decision.create", opt=who(*REVIEWERS))
    async def decide(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Agree, or return it for changes."""

        async def deed(form: Deciding) -> str:
            facts: dict[str, Any] = {"step": form.step, "verdict": form.verdict, "comment": form.comment}
            return await actions.decide(visitor=visitor, number=number, version=form.version, **facts)

        return await _done(request, visitor, number, "decision", Deciding, deed, _("Your decision stands."))

    @post("/parts", name="plans.part.create", opt=who(*HANDLING))
    async def split(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Split parts off it."""

        async def deed(form: Splitting) -> str:
            parts = [(fen, form.to.get(place)) for place, fen in sorted(form.part.items())]
            return await actions.split(visitor=visitor, number=number, parts=parts, version=form.version)

        return await _done(request, visitor, number, "parts", Splitting, deed, _("The plan is split."))

    @post("/assignment", name="plans.assignment.create", opt=who(*HANDLING))
    async def assign(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Give it to one buyer, or to all again."""

        async def deed(form: Assigning) -> str:
            whom = form.person or None
            return await actions.assign(visitor=visitor, number=number, person=whom, version=form.version)

        return await _done(
            request, visitor, number, "assignment", Assigning, deed, _("The plan is assigned.")
        )

    @post("/handing-back", name="plans.return.create", opt=who(*HANDLING))
    async def hand_back(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Give its free rest back to the budget line."""

        async def deed(form: HandingBack) -> str:
            facts: dict[str, Any] = {"reason": form.reason, "version": form.version}
            return await actions.hand_back(visitor=visitor, number=number, **facts)

        said = _("What was free is back on the budget line.")
        return await _done(request, visitor, number, "handing-back", HandingBack, deed, said)

    @post("/correction", name="plans.correction.create", opt=who(Duty.BUYER))
    async def correct(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Give it another catalogue code, or ask for one; from a purchase sheet, back to that sheet."""

        async def deed(form: Correcting) -> bool:
            facts: dict[str, Any] = {"code": form.code, "reason": form.reason, "version": form.version}
            return await actions.correct(visitor=visitor, number=number, **facts)

        said = _("The plan's code was corrected, or its reviewer was asked; see the plan.")
        return await _done(request, visitor, number, "correction", Correcting, deed, said)

    @post("/correction/answer", name="plans.correction.answer", opt=who(*REVIEWERS))
    async def answer(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Agree to another code, or refuse it."""

        async def deed(form: Answering) -> str:
            facts: dict[str, Any] = {
                "verdict": form.verdict,
                "comment": form.comment,
                "correction": form.correction,
            }
            return await actions.answer(visitor=visitor, number=number, **facts)

        return await _done(request, visitor, number, "answer", Answering, deed, _("Your decision stands."))


async def _done(
    request: Request[Any, Any, Any],
    visitor: Visitor,
    number: str,
    name: str,
    shape: type[Any],
    deed: Doing,
    said: str,
) -> Response[bytes]:
    """Run a deed once and go to the plan; what is refused is said at its form, with what was typed."""
    try:
        form = parse(request, shape)

        async def kept() -> str:
            await deed(form)
            return _back_to(form, number)

        async with refusals_noted(visitor.actor(), f"plan.{name}", "plan", number, keys=APART_KEYS):
            url = await once_for(visitor, form, f"plans.{name}", kept, about=number)
    except (Refused, Conflict) as error:
        facts = await facts_of(visitor, number)
        if name == "submission":  # a button only: what is wrong with the plan stands on its form
            error = error.against("")
        return rejected(request, "plans/show.html", error, refused_form=name, **facts)
    return redirect(request, url, said=said)


def _back_to(form: Any, number: str) -> str:
    """The plan, or the purchase sheet a correction was asked for from."""
    sheet = getattr(form, "sheet", "")
    return f"/checkout/{sheet}" if sheet.isalnum() and sheet.isascii() else f"/plans/{number}"
