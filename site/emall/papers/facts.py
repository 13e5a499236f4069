"""The facts every paper has: what it is, its number, where the live record is, who printed it and when."""

from datetime import datetime
from typing import Any

from emall.kernel.clock import BEIJING
from emall.kernel.money import format_fen, in_words
from emall.papers.codes import qr_svg
from emall.settings import settings


def frame(
    *,
    title: str,
    number: str,
    organisation: str,
    path: str,
    printed_by: str,
    printed_at: datetime,
    subtitle: str = "",
    state: str = "",
    mark: str = "",
) -> dict[str, Any]:
    """The value of `paper` in the facts of every template that shows paper.typ.

    `path` begins with a slash and names the live record, which the QR code opens; empty leaves the code out.
    `state` stands in a box under the number (已完结), `mark` across each page in grey (草稿, 作废).
    """
    url = settings().base_url + path if path else ""
    return {
        "title": title,
        "subtitle": subtitle,
        "number": number,
        "organisation": organisation,
        "state": state,
        "mark": mark,
        "url": url,
        "qr": qr_svg(url) if url else "",
        "printed_by": printed_by,
        "printed_at": printed_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M"),
        "moment": int(printed_at.timestamp()),
    }


def amount(fen: int) -> dict[str, Any]:
    """An amount as papers show it: fen, figures with commas, Chinese capital words."""
    return {"fen": fen, "figures": format_fen(fen), "words": in_words(fen)}
