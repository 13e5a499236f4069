"""Sending messages inside the transaction of the deed they tell of, and marking them read."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from emall.database import DB
from emall.kernel import clock
from emall.messages.rules import missing_facts
from emall.messages.words import MessageKind
from emall.web.visitor import Visitor


async def tell(
    kind: MessageKind,
    *,
    organisation: int,
    duties: Iterable[str] = (),
    people: Iterable[int] = (),
    link: str,
    facts: Mapping[str, Any],
    now: datetime | None = None,
) -> int:
    """One message to each active holder of one of the duties, and to each of the people, in an organisation.

    Runs in the caller's transaction, so nobody is told of what was then undone. Returns how many were written;
    raises KeyError when the facts do not fill the text.
    """
    lacking = missing_facts(kind=kind, facts=facts)
    if lacking:
        raise KeyError(lacking)
    return await DB.execute(
        "INSERT INTO message (person, organisation, kind, facts, link, created_at)"
        " SELECT DISTINCT h.id, $1::bigint, $4, $5::jsonb, $6, $7::timestamptz FROM post p"
        " JOIN person h ON h.id = p.person AND h.active"
        " WHERE p.organisation = $1 AND p.active AND (p.duty = ANY($2::text[]) OR p.person = ANY($3::bigint[]))",
        organisation,
        [str(duty) for duty in duties],
        list(people),
        str(kind),
        dict(facts),
        link,
        now or clock.now(),
    )


async def mark_read(*, visitor: Visitor, message: int) -> str | None:
    """Mark one own message read; where it leads, or None when there is no such message of this visitor."""
    link: str | None = await DB.fetch_value(
        "UPDATE message SET read_at = coalesce(read_at, $4)"
        " WHERE id = $1 AND person = $2 AND organisation = $3 RETURNING link",
        message,
        visitor.person,
        visitor.organisation,
        clock.now(),
    )
    return link


async def mark_all_read(*, visitor: Visitor) -> int:
    """Mark every own message in this organisation read; how many were not yet."""
    return await DB.execute(
        "UPDATE message SET read_at = $3 WHERE person = $1 AND organisation = $2 AND read_at IS NULL",
        visitor.person,
        visitor.organisation,
        clock.now(),
    )
