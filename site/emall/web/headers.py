"""Headers every answer carries, also those to addresses nobody knows and those after a crash."""

from collections.abc import Awaitable, Callable

from litestar.types import Message, Scope

CSP = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = [
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), geolocation=(), microphone=(), payment=(), usb=()"),
]
ON_HTTPS = [(b"strict-transport-security", b"max-age=31536000; includeSubDomains")]
VARY = (b"vary", b"HX-Request, HX-Target, Cookie, Accept-Encoding")
PRIVATE = (b"cache-control", b"private, no-store")
FRESH = (b"cache-control", b"private, no-cache")


def before_send(*, secure: bool) -> Callable[[Message, Scope], Awaitable[None]]:
    """The hook that adds them; `secure` when the site is reached by https."""
    always = ALWAYS + (ON_HTTPS if secure else [])

    async def add(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        headers = list(message.get("headers", ()))
        here = scope["state"].get("arrival")
        names = {name for name, _ in headers}
        headers += always
        if here is not None:
            headers.append((b"x-request-id", here.request_id.encode()))
            if b"cache-control" not in names:
                headers.append(PRIVATE if here.visitor is not None or here.answer_cookies else FRESH)
            headers += [(b"set-cookie", cookie) for cookie in here.answer_cookies]
        if b"vary" not in names:
            headers.append(VARY)
        message["headers"] = headers

    return add
