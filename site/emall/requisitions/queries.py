"""What people have asked for: the own requests, what waits for the unit's buyers, and one request in full."""

from collections.abc import Sequence
from dataclasses import dataclass

from emall.database import DB, Row
from emall.kernel.pages import Page, offset
from emall.requisitions.access import may_view
from emall.requisitions.rules import Need, needs_of, total_of
from emall.requisitions.words import OPEN_SHOWN
from emall.web.visitor import Visitor

PER_PAGE = 20

_LINE = """
SELECT n.id, n.requisition, n.position, n.words, n.unit, n.quantity, n.listing, n.price_fen, n.status, n.answer,
       n.decided_at, r.number, r.organisation, r.requester, r.reason, r.wanted_on, r.made_at, h.name AS requester_name,
       w.name AS buyer_name, o.number AS order_number, o.status AS order_status, g.status AS listing_status,
       g.sku_code, p.art, p.tint, (SELECT i.digest FROM listing_image i WHERE i.listing = g.id ORDER BY i.position LIMIT 1)
       AS image, CASE WHEN g.status = 'live' THEN coalesce((SELECT t.price_fen FROM price_tier t WHERE t.listing = g.id
       AND t.from_quantity <= n.quantity ORDER BY t.from_quantity DESC LIMIT 1), g.price_fen) END AS price_now_fen
FROM requisition_line n JOIN requisition r ON r.id = n.requisition JOIN person h ON h.id = r.requester
LEFT JOIN person w ON w.id = n.decided_by LEFT JOIN purchase_order o ON o.id = n."order"
LEFT JOIN listing g ON g.id = n.listing LEFT JOIN product p ON p.id = g.product"""


async def open_needs(organisation: int) -> list[Need]:
    """What waits for the buyers of a unit, brought together, the most urgent first; at most 300 lines."""
    rows = await DB.fetch(
        _LINE
        + " WHERE r.organisation = $1 AND n.status = 'open' ORDER BY r.wanted_on NULLS LAST, n.id LIMIT $2",
        organisation,
        OPEN_SHOWN,
    )
    return needs_of(rows)


async def merged_lines(organisation: int, person: int) -> list[Row]:
    """Lines a buyer has put into the cart and not ordered yet."""
    return await DB.fetch(
        _LINE + " WHERE r.organisation = $1 AND n.decided_by = $2 AND n.status = 'merged' ORDER BY n.id",
        organisation,
        person,
    )


async def own_requests(visitor: Visitor, *, page: int = 1) -> Page[Row]:
    """Requests of this person in this unit, newest first: number, reason, wanted_on, made_at, lines, first, counts."""
    total = await DB.fetch_value(
        "SELECT count(*) FROM requisition WHERE requester = $1 AND organisation = $2",
        visitor.person,
        visitor.organisation,
    )
    rows = await DB.fetch(
        "SELECT r.id, r.number, r.reason, r.wanted_on, r.made_at, count(n.id) AS lines,"
        " (array_agg(n.words ORDER BY n.position))[1] AS first,"
        " (SELECT jsonb_object_agg(k.status, k.lines) FROM (SELECT status, count(*) AS lines FROM requisition_line"
        "  WHERE requisition = r.id GROUP BY status) k) AS counts"
        " FROM requisition r JOIN requisition_line n ON n.requisition = r.id"
        " WHERE r.requester = $1 AND r.organisation = $2 GROUP BY r.id ORDER BY r.id DESC LIMIT $3 OFFSET $4",
        visitor.person,
        visitor.organisation,
        PER_PAGE,
        offset(page, PER_PAGE),
    )
    return Page(rows, total, page, PER_PAGE)


@dataclass(frozen=True, slots=True)
class Request:
    """One request with its lines, and what happened to it, newest first."""

    head: Row
    lines: list[Row]
    timeline: list[Row]

    @property
    def total_fen(self) -> int | None:
        """What the lines with an offer would cost today, in fen; None where no line has one."""
        return total_of(
            None if line.price_now_fen is None else line.price_now_fen * line.quantity for line in self.lines
        )


async def request_of(number: str, visitor: Visitor) -> Request | None:
    """A request this visitor may see, or None; three queries."""
    head = await DB.fetch_row(
        "SELECT r.*, h.name AS requester_name FROM requisition r JOIN person h ON h.id = r.requester WHERE r.number = $1",
        number,
    )
    if head is None or not may_view(visitor, head):
        return None
    lines = await DB.fetch(_LINE + " WHERE n.requisition = $1 ORDER BY n.position", head.id)
    timeline = await DB.fetch(
        "SELECT sequence, at, act, actor_name, duty, after, note FROM journal_entry"
        " WHERE kind = 'requisition' AND ref = $1 AND result = 'done' ORDER BY sequence DESC",
        number,
    )
    return Request(head, lines, timeline)


async def offers_meant(texts: Sequence[str], numbers: Sequence[int]) -> tuple[dict[str, Row], dict[int, Row]]:
    """Offers on sale by article code (whatever the case) and by id: id, code, title, unit, price_fen."""
    rows = await DB.fetch(
        "SELECT l.id, upper(l.sku_code) AS code, l.title, l.price_fen, p.unit FROM listing l"
        " JOIN product p ON p.id = l.product WHERE l.status = 'live'"
        " AND (upper(l.sku_code) = ANY($1::text[]) OR l.id = ANY($2::bigint[])) ORDER BY l.price_fen DESC",
        [text.strip().upper() for text in texts],
        list(numbers),
    )
    return {row.code: row for row in rows}, {row.id: row for row in rows}
