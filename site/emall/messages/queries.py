"""A visitor's own messages in the organisation they act for."""

from dataclasses import dataclass
from datetime import datetime

from emall.database import DB, Row
from emall.messages.rules import text_of
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to be shown, in the language in use."""

    id: int
    kind: str
    text: str
    link: str
    created_at: datetime
    read: bool


@dataclass(frozen=True, slots=True)
class Messages:
    """One page of messages, and how many are unread and how many there are at all."""

    rows: list[Letter]
    total: int
    unread: int
    all: int


async def messages_page(visitor: Visitor, *, unread: bool = False, page: int = 1, size: int = 20) -> Messages:
    """Unread messages first, then the newest; with `unread` only those not yet read."""
    counts = await DB.fetch_row(
        "SELECT count(*) AS all, count(*) FILTER (WHERE read_at IS NULL) AS unread FROM message"
        " WHERE person = $1 AND organisation = $2",
        visitor.person,
        visitor.organisation,
    )
    assert counts is not None
    rows = await DB.fetch(
        "SELECT id, kind, facts, link, created_at, read_at FROM message"
        " WHERE person = $1 AND organisation = $2 AND (read_at IS NULL OR NOT $3)"
        " ORDER BY (read_at IS NULL) DESC, id DESC LIMIT $4 OFFSET $5",
        visitor.person,
        visitor.organisation,
        unread,
        size,
        (page - 1) * size,
    )
    total = counts.unread if unread else counts["all"]
    return Messages([_letter(row) for row in rows], total, counts.unread, counts["all"])


def _letter(row: Row) -> Letter:
    text = text_of(kind=row.kind, facts=row.facts)
    return Letter(row.id, row.kind, text, row.link, row.created_at, row.read_at is not None)


async def unread(visitor: Visitor) -> int:
    """How many messages wait to be read."""
    count: int = await DB.fetch_value(
        "SELECT count(*) FROM message WHERE person = $1 AND organisation = $2 AND read_at IS NULL",
        visitor.person,
        visitor.organisation,
    )
    return count
