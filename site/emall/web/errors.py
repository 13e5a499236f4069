"""What a refused, misled or crashed request is answered: pages in plain words with a reference number."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response
from litestar.exceptions import HTTPException
from markupsafe import Markup

from emall.database import Busy, Duplicate
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.web.arrival import arrival, own_path
from emall.web.csrf import ForeignForm, StaleForm
from emall.web.language import CHINESE, N_, gettext, language
from emall.web.limits import TooMany
from emall.web.reply import answer, pages_of, values
from emall.web.saying import Said, say_all
from emall.web.visitor import SignInNeeded

log = logging.getLogger("emall.errors")
Handler = Callable[[Request[Any, Any, Any], Any], Response[Any]]
SIGN_IN = "/login"
RETRY_SECONDS = "5"
PAGES = frozenset({403, 404, 413, 500})
DUTY_NAMES: dict[str, str] = {}  # filled by the application with the names of duties
SENTENCES = {
    "foreign_form": N_("This form was sent from another site. Open the page here and send it again."),
    "stale_form": N_(
        "You have signed in or out since this page was opened. Go back, reload it and send the form again."
    ),
    "busy": N_("The service is busy. Nothing was changed; try again in a moment."),
    "unreadable": N_("What was sent could not be read. Go back and try again."),
    "conflict": N_("Somebody else was quicker. Reload the page and look at what changed."),
    "missing": N_("This is no longer here. Reload the page to see how things stand."),
    "too_many_calls": N_("You asked too often. Wait a moment and try again."),
    "wrong_method": N_("This address only takes a form. Go back and use the button."),
}
ALERTS = frozenset({403, 404, 409, 422})  # the same that `htmx-config` of the page lets htmx show
KNOWN = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503})


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of failure: status, a key the page words it by, and details for the page."""

    status: int
    key: str
    refusals: list[Said] = field(default_factory=list)
    duties: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)


def show(request: Request[Any, Any, Any], problem: Problem) -> Response[Any]:
    """The problem as JSON under /api/, as an alert for htmx, as a page otherwise."""
    here = arrival(request)
    if here.path.startswith("/api/"):
        return _as_json(here.request_id, here.path, problem)
    pages, headers = pages_of(request), dict(problem.headers)
    facts = {
        "problem": problem,
        "reference": here.request_id,
        "back": here.page_path,
        "message": sentence(problem),
    }
    template = f"errors/{problem.status}.html" if problem.status in PAGES else "errors/generic.html"
    if here.htmx and problem.status in ALERTS:
        headers.update({"HX-Retarget": "#alert", "HX-Reswap": "innerHTML"})
        template = "errors/alert.html"
    try:
        html = pages.whole(template, values(here, facts))
    except Exception:  # the error page itself may be what is broken
        log.exception("no error page %s", here.request_id)
        html = Markup("<!doctype html><title>{0}</title><p>{0} · {1}</p>").format(
            problem.status, here.request_id
        )
    return answer(here, html, status=problem.status, headers=headers)


def sentence(problem: Problem) -> str:
    """What to tell the visitor beyond the page's own words."""
    if problem.refusals:
        return " ".join(said.text for said in problem.refusals)
    if problem.duties:
        names = [gettext(DUTY_NAMES.get(duty, duty)) for duty in problem.duties]
        separator = "、" if language() == CHINESE else ", "
        return gettext("This page is for: %(duties)s.", duties=separator.join(names))
    return gettext(SENTENCES[problem.key]) if problem.key in SENTENCES else ""


def _as_json(request_id: str, path: str, problem: Problem) -> Response[Any]:
    body = {
        "type": "about:blank",
        "title": problem.key,
        "status": problem.status,
        "instance": path,
        "request_id": request_id,
        "errors": [{"field": said.field, "text": said.text} for said in problem.refusals],
    }
    return Response(
        body, status_code=problem.status, headers=problem.headers, media_type="application/problem+json"
    )


def sign_in_needed(request: Request[Any, Any, Any], error: SignInNeeded) -> Response[Any]:
    """To the sign-in page, and from there back to the page on which the visitor was."""
    here = arrival(request)
    if here.path.startswith("/api/"):
        return _as_json(here.request_id, here.path, Problem(401, "sign_in_needed"))
    reading = here.method in ("GET", "HEAD") and not here.htmx
    asked = request.scope.get("query_string", b"").decode("latin-1")
    wanted = own_path(f"{here.path}?{asked}" if asked else here.path) if reading else here.page_path
    url = f"{SIGN_IN}?{urlencode({'next': wanted})}" if wanted else SIGN_IN
    if here.htmx:
        return Response(b"", status_code=401, headers={"HX-Redirect": url}, media_type="text/html")
    return Response(b"", status_code=303, headers={"Location": url}, media_type="text/html")


def refused(request: Request[Any, Any, Any], error: Refused) -> Response[Any]:
    """Every reason, for deeds whose form is not shown again by the handler itself."""
    return show(request, Problem(422, "refused", say_all(error.refusals)))


def conflict(request: Request[Any, Any, Any], error: Conflict) -> Response[Any]:
    """Somebody was quicker, or the form was used before."""
    return show(request, Problem(409, "conflict", say_all(error.refusals)))


def duplicate(request: Request[Any, Any, Any], error: Duplicate) -> Response[Any]:
    """Two asked for the same thing at once, and the database kept the first."""
    log.warning("duplicate %s: %s", arrival(request).request_id, error.constraint)
    return show(request, Problem(409, "conflict"))


def missing(request: Request[Any, Any, Any], error: Missing) -> Response[Any]:
    """Not there, or not for this visitor: the two look the same."""
    return show(request, Problem(404, "missing"))


def forbidden(request: Request[Any, Any, Any], error: Forbidden) -> Response[Any]:
    """Another duty is needed; the page names which."""
    here = arrival(request)
    who = here.visitor.person if here.visitor else "-"
    log.warning("forbidden %s %s %s %s", here.method, here.path, who, here.request_id)
    return show(request, Problem(403, "forbidden", duties=tuple(sorted(map(str, error.who)))))


def foreign_form(request: Request[Any, Any, Any], error: ForeignForm) -> Response[Any]:
    """Sent from another site."""
    here = arrival(request)
    log.warning("foreign form %s %s %s", here.path, here.header(b"origin"), here.request_id)
    return show(request, Problem(403, "foreign_form"))


def stale_form(request: Request[Any, Any, Any], error: StaleForm) -> Response[Any]:
    """The page was open since before the sign-in; loading it again is enough."""
    return show(request, Problem(403, "stale_form"))


def busy(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The database is away or overloaded: nothing was done, trying again helps."""
    log.warning("busy %s: %r", arrival(request).request_id, error)
    return show(request, Problem(503, "busy", headers={"Retry-After": RETRY_SECONDS}))


def too_many(request: Request[Any, Any, Any], error: TooMany) -> Response[Any]:
    """Asked more often than allowed; the header fields say how long to wait."""
    headers = {**error.left.headers, "Retry-After": str(error.left.reset_seconds)}
    return show(request, Problem(429, "too_many_calls", headers=headers))


def http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """What the framework itself refuses: unknown addresses, wrong methods, bodies too large."""
    status = error.status_code if error.status_code in KNOWN else 400 if error.status_code < 500 else 500
    if status == 500:
        return crashed(request, error)
    keys = {400: "unreadable", 403: "forbidden", 404: "missing", 405: "wrong_method", 413: "too_large"}
    return show(request, Problem(status, keys.get(status, "refused"), headers=dict(error.headers or {})))


def crashed(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Anything else: written to the log with its number, shown without a word of the inside."""
    log.error("crash %s", arrival(request).request_id, exc_info=error)
    return show(request, Problem(500, "crashed"))


HANDLERS: dict[int | type[Exception], Handler] = {
    SignInNeeded: sign_in_needed,
    Conflict: conflict,
    Duplicate: duplicate,
    Refused: refused,
    Missing: missing,
    Forbidden: forbidden,
    ForeignForm: foreign_form,
    StaleForm: stale_form,
    Busy: busy,
    TooMany: too_many,
    HTTPException: http_error,
    Exception: crashed,
}
