"""What is known of a request when it comes in: headers, cookies, language, visitor, number."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from litestar.datastructures import UploadFile

    from emall.web.visitor import Visitor


class Typed(dict[str, list[str]]):
    """What was typed into a form, as text, for showing it again."""

    def value(self, name: str, otherwise: Any = "") -> Any:
        """The typed text of a field; `otherwise` when the field was not sent."""
        values = self.get(name)
        return values[-1] if values else otherwise

    def has(self, name: str, value: Any, otherwise: bool = False) -> bool:
        """Whether a choice or tick was among what was sent; `otherwise` when nothing was sent at all."""
        return str(value) in self.get(name, ()) if self else otherwise


@dataclass(slots=True)
class Arrival:
    """One request, read once; everything that later answers needs is kept here."""

    method: str
    path: str
    headers: dict[bytes, bytes]
    cookies: dict[str, str]
    request_id: str
    address: str
    secure: bool
    visitor: "Visitor | None" = None
    trouble: Exception | None = None
    fields: list[tuple[str, str]] | None = None
    files: dict[str, "list[UploadFile]"] = field(default_factory=dict)
    typed: Typed = field(default_factory=Typed)
    restored: bool = False
    form_seed: str = ""
    size: str = ""  # "large" for 大字
    query: str = ""
    shared: dict[str, Any] = field(default_factory=dict)
    answer_cookies: list[bytes] = field(default_factory=list)

    def header(self, name: bytes) -> str:
        """A request header as text; empty when it was not sent."""
        return self.headers.get(name, b"").decode("latin-1")

    @property
    def htmx(self) -> bool:
        """Whether htmx asked, so that a fragment is enough."""
        return self.headers.get(b"hx-request") == b"true"

    @property
    def page_path(self) -> str:
        """Path of the page the browser shows: what htmx says, else the referring page of this site; may be empty."""
        parts = split_url(self.header(b"hx-current-url") or self.header(b"referer"))
        if not parts.netloc or parts.netloc != self.header(b"host"):
            return ""
        return own_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)

    @property
    def shown_url(self) -> str:
        """Path and query of the page, without the switches for language and text size."""
        if self.method not in ("GET", "HEAD"):
            return self.page_path or self.path
        kept = [pair for pair in self.query.split("&") if pair and not pair.startswith(("lang=", "text="))]
        return f"{self.path}?{'&'.join(kept)}" if kept else self.path

    def cookie(self, name: str) -> str:
        """A cookie's value; empty when it was not sent."""
        return self.cookies.get(self._full(name), "")

    def set_cookie(self, name: str, value: str, *, seconds: int | None = None) -> None:
        """Send a cookie with the answer; without `seconds` it ends with the browser."""
        life = "" if seconds is None else f"; Max-Age={seconds}"
        secure = "; Secure" if self.secure else ""
        text = f"{self._full(name)}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{life}"
        self.answer_cookies.append(text.encode("latin-1"))

    def drop_cookie(self, name: str) -> None:
        """Ask the browser to forget a cookie."""
        self.set_cookie(name, "", seconds=0)

    def _full(self, name: str) -> str:
        return f"__Host-{name}" if self.secure else name


def split_url(url: str) -> SplitResult:
    """The parts of an address a browser sent; what is none (`http://[x`) has no parts."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def own_path(url: str) -> str:
    """The URL if it is a path of this site, else empty: no host, no scheme, no control characters."""
    if not url.startswith("/") or url.startswith("//") or "\\" in url or len(url) > 2000:
        return ""
    return url if url.isascii() and url.isprintable() else ""


def arrival(request: Any) -> Arrival:
    """The arrival record of a request."""
    found: Arrival = request.scope["state"]["arrival"]
    return found
