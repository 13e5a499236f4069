"""Static files from memory: names carry a hash of the content, text is compressed once, when it is first asked for."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import brotli
from litestar.types import Receive, Scope, Send

FOREVER = b"public, max-age=31536000, immutable"
ASK_AGAIN = b"no-cache"
TEXT_TYPES = ("application/javascript", "text/javascript", "image/svg+xml", "application/json")
SITE_CSS = "css/site.css"


@dataclass(frozen=True)
class Content:
    """What a file holds; compressing all of them beforehand would cost a fifth of a second of every start."""

    raw: bytes
    packed: bool

    @cached_property
    def brotli(self) -> bytes | None:
        """Packed for nearly every browser."""
        return brotli.compress(self.raw, quality=9) if self.packed else None

    @cached_property
    def gzip(self) -> bytes | None:
        """Packed for the others."""
        return gzip.compress(self.raw, 9, mtime=0) if self.packed else None


@dataclass(frozen=True, slots=True)
class File:
    """One address of a file, ready to send."""

    content: Content
    kind: bytes
    etag: bytes
    caching: bytes


def site_css(root: Path) -> bytes:
    """The one stylesheet: the component files in the order of css/order.txt."""
    order = root / "css" / "order.txt"
    names = [
        line.strip() for line in order.read_text().splitlines() if line.strip() and not line.startswith("#")
    ]
    return b"\n".join((root / "css" / name).read_bytes() for name in names)


class Static:
    """The files under one folder, served below /static/."""

    def __init__(self, root: Path) -> None:
        """Read everything once."""
        self.files: dict[str, File] = {}
        self.urls: dict[str, str] = {}
        for path in sorted(root.rglob("*")) if root.is_dir() else ():
            if path.is_file():
                self._add(path.relative_to(root).as_posix(), path.read_bytes())
        if (root / "css" / "order.txt").is_file():
            self._add(SITE_CSS, site_css(root))

    def _add(self, name: str, raw: bytes) -> None:
        digest = hashlib.sha256(raw).hexdigest()[:10]
        stem, dot, ending = name.rpartition(".")
        hashed = f"{stem}.{digest}.{ending}" if dot else f"{name}.{digest}"
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        is_text = kind.startswith("text/") or kind in TEXT_TYPES
        content = Content(raw, packed=is_text and len(raw) > 500)
        full_kind = (kind + "; charset=utf-8" if is_text else kind).encode()
        for url, caching in ((hashed, FOREVER), (name, ASK_AGAIN)):
            self.files[f"/{url}"] = File(content, full_kind, f'"{digest}"'.encode(), caching)
        self.urls[name] = f"/static/{hashed}"

    def url(self, name: str) -> str:
        """Address of a file, with its hash; a file that is not there has its plain address, which answers 404."""
        return self.urls.get(name, f"/static/{name}")

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer GET: the file, 304 if the browser has it, 404 if nobody has."""
        path = "/" + scope["path"].removeprefix("/static").strip("/")
        file = self.files.get(path)
        if file is None or scope["method"] not in ("GET", "HEAD"):  # type: ignore[typeddict-item]
            await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        asked = dict(scope["headers"])
        headers = [(b"etag", file.etag), (b"cache-control", file.caching), (b"vary", b"Accept-Encoding")]
        if file.etag in asked.get(b"if-none-match", b""):
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        body, encoding = self._body(file, asked.get(b"accept-encoding", b""))
        headers += [(b"content-type", file.kind), (b"content-length", str(len(body)).encode()), *encoding]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    @staticmethod
    def _body(file: File, accepted: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
        content = file.content
        if b"br" in accepted and content.brotli is not None:
            return content.brotli, [(b"content-encoding", b"br")]
        if b"gzip" in accepted and content.gzip is not None:
            return content.gzip, [(b"content-encoding", b"gzip")]
        return content.raw, []
