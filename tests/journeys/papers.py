"""Papers and files of one order, fetched through somebody's browser and read back."""

import io

from pypdf import PdfReader

from emall.database import DB
from tests.journeys.window import Window


async def fetched(window: Window, path: str) -> bytes:
    """A file through the session of somebody's browser."""
    answer = await window.page.context.request.get(window.site.url + path)
    assert answer.ok, f"{answer.status} {path}"
    return await answer.body()


async def text_of(window: Window, path: str) -> str:
    """The text of a PDF without white space and break points."""
    pages = PdfReader(io.BytesIO(await fetched(window, path))).pages
    return "".join("".join(page.extract_text().split()) for page in pages).replace("\u200b", "")


async def numbers_of(order: str) -> tuple[str, str]:
    """The numbers of an order's contract and of its acceptance sheet."""
    contract, acceptance = [
        await DB.fetch_value(
            f'SELECT x.number FROM {table} x JOIN purchase_order o ON o.id = x."order" WHERE o.number = $1',
            order,
        )
        for table in ("contract", "acceptance")
    ]
    return str(contract), str(acceptance)
