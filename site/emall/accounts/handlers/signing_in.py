"""Coming in and going out."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts import forms as shapes
from emall.accounts import sessions
from emall.accounts.actions import own_account, signing_in
from emall.accounts.rules import home_of
from emall.kernel.refusal import Missing, Refused
from emall.web import forms, reply
from emall.web.arrival import arrival, own_path
from emall.web.guards import ANYONE
from emall.web.language import gettext as _
from emall.web.visitor import Visitor


class SignIn(Controller):
    """The sign-in page."""

    path = "/login"
    opt = ANYONE

    @get(name="accounts.sign_in.show")
    async def show(self, request: Request, guest: NamedDependency[Visitor | None]) -> Response:
        """The form; somebody signed in already goes on."""
        asked = forms.query(request, shapes.Arriving)
        wanted = own_path(asked.next)
        if guest is not None:
            return reply.redirect(request, wanted or home_of(guest.duty))
        return reply.page(request, "accounts/sign_in.html", next=wanted, login=asked.login)

    @post(name="accounts.sign_in.create")
    async def create(self, request: Request, guest: NamedDependency[Visitor | None]) -> Response:
        """Open a session, or say that it was not possible, without saying why."""
        here, wanted = arrival(request), own_path(arrival(request).typed.value("next"))
        try:
            form = forms.parse(request, shapes.SignIn)
            entry = await signing_in.sign_in(
                login=form.login,
                password=form.password,
                address=here.address,
                agent=here.header(b"user-agent"),
                request_id=here.request_id,
                old=guest.session if guest else None,
            )
        except Refused as refused:
            return reply.rejected(request, "accounts/sign_in.html", refused, next=wanted, login="")
        sessions.set_cookie(here, entry.token)
        return reply.redirect(request, wanted or home_of(entry.duty))


@post("/logout", name="accounts.sign_out.create", opt=ANYONE)
async def sign_out(request: Request, guest: NamedDependency[Visitor | None]) -> Response:
    """Close the session; harmless when it is over already."""
    if guest is not None:
        await signing_in.sign_out(session=guest.session, actor=guest.actor())
    sessions.drop_cookie(arrival(request))
    return reply.redirect(request, "/mall", said=_("You are signed out."))


class Invitation(Controller):
    """A one-time link on which a password is set."""

    path = "/join/{token:str}"
    opt = ANYONE

    @get(name="accounts.invitation.show")
    async def show(self, request: Request, token: FromPath[str]) -> Response:
        """The form, as long as the link works."""
        invitation = await own_account.open_invitation(token)
        status = 200 if invitation else 404
        return reply.page(request, "accounts/join.html", status=status, invitation=invitation, token=token)

    @post(name="accounts.invitation.accept")
    async def accept(self, request: Request, token: FromPath[str]) -> Response:
        """Set the password, then sign in with it."""
        try:
            form = forms.parse(request, shapes.NewPassword)
            here = arrival(request)
            await own_account.accept_invitation(
                token=token,
                password=form.password,
                again=form.again,
                address=here.address,
                request_id=here.request_id,
            )
        except Refused as refused:
            invitation = await own_account.open_invitation(token)
            if invitation is None:
                raise Missing from None
            context: dict[str, Any] = {"invitation": invitation, "token": token}
            return reply.rejected(request, "accounts/join.html", refused, **context)
        return reply.redirect(request, "/login", said=_("Your password is set. Sign in with it."))
