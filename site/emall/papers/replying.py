"""A PDF as an answer: shown in the browser, kept by nobody on the way."""

import re
from urllib.parse import quote

from litestar import Response

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
LONGEST_NAME = 80


def pdf_reply(name: str, pdf: bytes) -> Response[bytes]:
    """The PDF under a file name (without ending); other characters than letters and digits survive in `filename*`."""
    whole = " ".join(name.split())[:LONGEST_NAME] or "paper"
    plain = _UNSAFE.sub("-", whole).strip("-.") or "paper"
    headers = {
        "Content-Disposition": f"inline; filename=\"{plain}.pdf\"; filename*=UTF-8''{quote(whole, safe='')}.pdf",
        "Cache-Control": "private, no-store",
    }
    return Response(pdf, media_type="application/pdf", headers=headers)
