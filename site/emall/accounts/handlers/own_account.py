"""The own account and the post one acts in."""

from collections.abc import Iterable
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts import forms as shapes
from emall.accounts import queries, sessions
from emall.accounts.actions import own_account
from emall.accounts.rules import page_after_switch
from emall.accounts.words import DUTY_NAMES
from emall.kernel.refusal import Refusal, Refused
from emall.web import forms, reply
from emall.web.arrival import arrival, own_path
from emall.web.guards import SIGNED_IN
from emall.web.language import gettext as _
from emall.web.language import ngettext
from emall.web.visitor import Visitor


class OwnAccount(Controller):
    """The own data, sessions and password."""

    path = "/account"
    opt = SIGNED_IN

    @get(name="accounts.own.show")
    async def show(self, request: Request, visitor: NamedDependency[Visitor]) -> Response:
        """Own data masked, where one is signed in, and the password form."""
        return await self.page(request, visitor)

    async def page(self, request: Request, visitor: Visitor, refusals: Iterable[Refusal] = ()) -> Response:
        """The page, with what is wrong if a form was sent."""
        context: dict[str, Any] = {
            "data": await queries.own_data(visitor.person),
            "sessions": await sessions.of_person(visitor.person),
        }
        if refusals:
            return reply.rejected(request, "accounts/own.html", refusals, **context)
        return reply.page(request, "accounts/own.html", **context)

    @post("/password", name="accounts.password.create")
    async def change_password(self, request: Request, visitor: NamedDependency[Visitor]) -> Response:
        """Another password; every other session ends."""
        try:
            form = forms.parse(request, shapes.ChangedPassword)
            token = await own_account.change_password(
                visitor=visitor, current=form.current, password=form.password, again=form.again
            )
        except Refused as refused:
            return await self.page(request, visitor, refused.refusals)
        sessions.set_cookie(arrival(request), token)
        return reply.redirect(
            request, "/account", said=_("Your password is changed; all other sessions have ended.")
        )

    @post("/sessions/{session:int}/end", name="accounts.session.end")
    async def end(
        self, request: Request, visitor: NamedDependency[Visitor], session: FromPath[int]
    ) -> Response:
        """Sign out one browser."""
        await own_account.end_session(visitor=visitor, session=session)
        return reply.redirect(request, "/account", said=_("That session has ended."))

    @post("/sessions/end", name="accounts.session.end_all")
    async def end_all(self, request: Request, visitor: NamedDependency[Visitor]) -> Response:
        """Sign out every other browser."""
        ended = await own_account.end_other_sessions(visitor=visitor)
        said = ngettext("%(num)s other session has ended.", "%(num)s other sessions have ended.", ended)
        return reply.redirect(request, "/account", said=said)


class Switch(Controller):
    """Choosing the unit and the post to act in."""

    path = "/org/switch"
    opt = SIGNED_IN

    @get(name="accounts.switch.show")
    async def show(self, request: Request, visitor: NamedDependency[Visitor]) -> Response:
        """The posts one holds, the recent ones first."""
        words = forms.query(request, shapes.Search).q
        wanted = own_path(forms.query(request, shapes.Next).next) or arrival(request).page_path
        posts = await queries.posts_of(visitor.person, words)
        context: dict[str, Any] = {"posts": posts, "words": words, "next": wanted, "duty_names": DUTY_NAMES}
        return reply.page(request, "accounts/switch.html", **context)

    @post(name="accounts.switch.create")
    async def create(self, request: Request, visitor: NamedDependency[Visitor]) -> Response:
        """Act in another post, on the page that means the same there."""
        form = forms.parse(request, shapes.Switch)
        token, duty = await own_account.switch_post(visitor=visitor, post=form.post)
        sessions.set_cookie(arrival(request), token)
        page = page_after_switch(own_path(form.next) or "/", duty=duty, same_duty=duty == visitor.duty)
        return reply.redirect(request, page)
