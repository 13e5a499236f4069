"""The body of a form, read once into names and texts; uploads are kept beside them."""

from typing import Any
from urllib.parse import parse_qsl

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException

from emall.web.arrival import Typed, arrival

MOST_FIELDS = 5000


async def read(request: Request[Any, Any, Any]) -> None:
    """Fill `fields`, `files` and `typed` of the arrival; other bodies than forms count as empty."""
    here = arrival(request)
    if here.fields is not None:
        return
    kind = here.header(b"content-type").partition(";")[0].strip().lower()
    here.fields = []
    if kind == "application/x-www-form-urlencoded":
        here.fields = _pairs(await request.body())
    elif kind == "multipart/form-data":
        await _read_parts(request)
    here.typed = Typed()
    for name, text in here.fields:
        here.typed.setdefault(name, []).append(text)


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:  # more fields than any form has
        raise ClientException("unreadable form") from error


async def _read_parts(request: Request[Any, Any, Any]) -> None:
    here = arrival(request)
    try:
        form = await request.form()
    except (LookupError, ValueError) as error:  # a character set nobody knows, or bytes that are not in it
        raise ClientException("unreadable form") from error
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            here.files.setdefault(name, []).append(value)
        else:
            here.fields.append((name, str(value)))  # type: ignore[union-attr]
