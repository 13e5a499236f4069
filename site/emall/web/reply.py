"""How handlers answer: a page or the part of it htmx asked for, a small reply, a redirect, a form shown again."""

import json
from collections.abc import Iterable
from typing import Any

import brotli
from litestar import Request, Response

from emall.kernel.refusal import Conflict, Refusal, Refused
from emall.web import csrf, language, seals
from emall.web.arrival import Arrival, arrival
from emall.web.saying import Said, say_all
from emall.web.templating import Pages

FLASH_COOKIE = "emall_said"
BROTLI_QUALITY = 3  # 4 takes twice the time and saves a twentieth
SMALL = 500  # bytes; compressing less is not worth the header


def page(
    request: Request[Any, Any, Any],
    template: str,
    *,
    status: int = 200,
    push: str | None = None,
    **context: Any,
) -> Response[bytes]:
    """The whole page; under htmx only the block named like its target (`order-status` → `order_status`).

    A fragment that stands for its page's address starts with a title, which htmx puts into the window.
    """
    here, pages = arrival(request), pages_of(request)
    headers = {"HX-Push-Url": push} if push else {}
    if here.htmx:
        block = here.header(b"hx-target").replace("-", "_")
        titled = push is not None or here.page_path.partition("?")[0] == here.path
        html = pages.block(template, block, values(here, context), titled=titled) if block else None
        if html is not None:
            return answer(here, html, status=status, headers=headers)
    return answer(
        here, pages.whole(template, values(here, context, whole=True)), status=status, headers=headers
    )


def piece(
    request: Request[Any, Any, Any], template: str, block: str, *, into: str, **context: Any
) -> Response[bytes]:
    """A block of a page for another place than htmx asked for: what was waited for changes more than the waiting."""
    here = arrival(request)
    html = pages_of(request).block(template, block, values(here, context))
    assert html is not None, f"{template} has no block {block}"
    return answer(here, html, headers={"HX-Retarget": into, "HX-Reswap": "innerHTML"})


def reply(
    request: Request[Any, Any, Any],
    template: str,
    *,
    otherwise: str,
    said: str = "",
    tone: str = "done",
    focus: str = "",
    push: str | None = None,
    status: int = 200,
    **context: Any,
) -> Response[bytes]:
    """Under htmx the reply template with its fragments; without it a redirect to `otherwise` that says the same."""
    here = arrival(request)
    if not here.htmx:
        return redirect(request, otherwise, said=said, tone=tone)
    headers = _events(said=said, tone=tone, focus=focus)
    if push:
        headers["HX-Push-Url"] = push
    html = pages_of(request).whole(template, values(here, context))
    return answer(here, html, status=status, headers=headers)


def redirect(
    request: Request[Any, Any, Any], url: str, *, said: str = "", tone: str = "done"
) -> Response[bytes]:
    """Go to another page after a deed: 303, or the htmx header that loads the page anew."""
    here = arrival(request)
    if said:
        flash = json.dumps({"text": said, "tone": tone}, ensure_ascii=False)
        here.set_cookie(FLASH_COOKIE, seals.seal("flash", flash), seconds=60)
    if here.htmx:
        return Response(b"", status_code=200, headers={"HX-Redirect": url}, media_type="text/html")
    return Response(b"", status_code=303, headers={"Location": url}, media_type="text/html")


def rejected(
    request: Request[Any, Any, Any],
    template: str,
    why: Refused | Conflict | Iterable[Refusal | Said],
    /,
    *,
    focus: str = "#error-summary",
    **context: Any,
) -> Response[bytes]:
    """The form again, with what is wrong and what was typed (`typed` is always there in templates)."""
    refusals = why.refusals if isinstance(why, Refused | Conflict) else why
    response = page(request, template, status=status_of(why), refusals=say_all(refusals), **context)
    response.headers.update(_events(focus=focus))
    return response


def status_of(why: object) -> int:
    """409 where things have moved on, 422 for what was wrong from the start."""
    return 409 if isinstance(why, Conflict) else 422


def values(here: Arrival, context: dict[str, Any], *, whole: bool = False) -> dict[str, Any]:
    """What every template may use, and the handler's own values."""
    return {
        "visitor": here.visitor,
        "csrf_input": csrf.Field(here),
        "lang": language.language(),
        "size": here.size,
        "here": here.shown_url,
        "path": here.path,
        "request_id": here.request_id,
        "typed": here.typed,
        "restored": here.restored,
        "refusals": (),
        "flash": _take_flash(here) if whole else (),
        **here.shared,
        **context,
    }


def answer(
    here: Arrival, html: str, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response[bytes]:
    """HTML as a response, compressed if the browser can read that."""
    body, headers = html.encode(), headers or {}
    if len(body) > SMALL and b"br" in here.headers.get(b"accept-encoding", b""):
        body = brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
        headers["Content-Encoding"] = "br"
    return Response(body, status_code=status, headers=headers, media_type="text/html")


def pages_of(request: Request[Any, Any, Any]) -> Pages:
    """The templates of the running application."""
    found: Pages = request.app.state.pages
    return found


def _take_flash(here: Arrival) -> list[dict[str, str]]:
    """What the last deed said, once; what was typed before a sign-in is announced the same way."""
    said = []
    if sealed := here.cookie(FLASH_COOKIE):
        here.drop_cookie(FLASH_COOKIE)
        if text := seals.unseal("flash", sealed):
            said.append(json.loads(text))
    if here.restored:
        said.append({"text": language.gettext("What you had typed is back in the form."), "tone": "done"})
    return said


def _events(*, said: str = "", tone: str = "done", focus: str = "") -> dict[str, str]:
    events: dict[str, Any] = {}
    if said:
        events["ui:toast"] = {"text": said, "tone": tone}
    if focus:
        events["ui:focus"] = focus
    return {"HX-Trigger-After-Settle": json.dumps(events)} if events else {}
