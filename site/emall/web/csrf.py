"""Forms can only be sent from our own pages: a token bound to the session, and what the browser says of the sender."""

import secrets

from litestar import Request
from markupsafe import Markup

from emall.web import seals
from emall.web.arrival import Arrival, arrival, split_url

FIELD = "_csrf_token"
HEADER = b"x-csrf-token"
COOKIE = "emall_form"


class ForeignForm(Exception):
    """The form was sent from another site."""


class StaleForm(Exception):
    """The form's token belongs to another session; opening the page again gives a fresh one."""


def _bound_to(here: Arrival) -> str:
    """What tokens of this visitor hang on: the session, or a short cookie for somebody not signed in."""
    if here.visitor is not None:
        return f"session {here.visitor.session}"
    return f"cookie {here.form_seed or here.cookie(COOKIE)}"


def token(here: Arrival) -> str:
    """A fresh token; each one differs, so that compressed pages give nothing away."""
    if here.visitor is None and not here.form_seed:
        here.form_seed = here.cookie(COOKIE)
        if not here.form_seed:
            here.form_seed = secrets.token_urlsafe(16)
            here.set_cookie(COOKIE, here.form_seed)
    salt = secrets.token_hex(6)
    return f"{salt}.{seals.mark('csrf', f'{salt} {_bound_to(here)}')}"


def is_ours(here: Arrival, given: str) -> bool:
    """Whether a token was given to this session (or this form cookie)."""
    if here.visitor is None and not here.cookie(COOKIE):
        return False
    salt, dot, digest = given.partition(".")
    return bool(dot) and seals.fits("csrf", f"{salt} {_bound_to(here)}", digest)


def same_site(here: Arrival) -> bool:
    """Whether the browser says that a page of this site sent the request; old browsers say it with Origin."""
    site = here.header(b"sec-fetch-site")
    if site:
        return site in ("same-origin", "none")
    origin = here.header(b"origin")
    return not origin or (origin != "null" and split_url(origin).netloc == here.header(b"host"))


def check(request: Request, given: str) -> None:
    """Raise StaleForm unless the token fits; the sender was looked at before."""
    if not is_ours(arrival(request), given or arrival(request).header(HEADER)):
        raise StaleForm


class Field:
    """`{{ csrf_input }}`: the hidden field, made only if a page really has a form."""

    __slots__ = ("here", "html")

    def __init__(self, here: Arrival) -> None:
        """Make the field for one request."""
        self.here = here
        self.html = ""

    def __html__(self) -> str:
        """The hidden field as markup, the same in every form of one page."""
        if not self.html:
            self.html = f'<input type="hidden" name="{FIELD}" value="{token(self.here)}">'
        return self.html

    def __str__(self) -> Markup:
        """The same, for templates that join texts."""
        return Markup(self.__html__())
