"""One contract as one visitor may see it."""

import json
from dataclasses import dataclass
from typing import Any

from emall.contracts.access import may_view
from emall.database import DB, Row
from emall.orders.access import may_view as may_view_order
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class ContractPage:
    """`contract` has its own columns, names of both sides and the order; `document` is the frozen text, parsed;
    `signatures` in the order of signing; `supplements` contracts and orders that add to it; `timeline` newest first.
    """

    contract: Row
    document: dict[str, Any]
    signatures: list[Row]
    supplements: list[Row]
    timeline: list[Row]


async def contract_page(number: str, visitor: Visitor) -> ContractPage | None:
    """The page of a contract, or None where there is none this visitor may see; four queries."""
    row = await DB.fetch_row(_CONTRACT, number)
    if row is None or not may_view(visitor, row):
        return None
    inside = not visitor.is_supplier
    return ContractPage(
        contract=row,
        document=json.loads(row.document),
        signatures=await DB.fetch(_SIGNATURES, row.id),
        supplements=await DB.fetch(_SUPPLEMENTS, row["order"], inside),
        timeline=await DB.fetch(_TIMELINE, number, None if inside else visitor.organisation),
    )


async def number_for_order(order: str, visitor: Visitor) -> str | None:
    """The number of the living contract of an order, else of the latest; None where the visitor sees none."""
    row = await DB.fetch_row(
        "SELECT c.number, c.organisation, c.supplier, u.region FROM contract c"
        ' JOIN purchase_order o ON o.id = c."order" JOIN organisation u ON u.id = c.organisation'
        " WHERE o.number = $1 ORDER BY c.status = 'void', c.id DESC LIMIT 1",
        order,
    )
    return str(row.number) if row is not None and may_view(visitor, row) else None


async def order_to_preview(number: str, visitor: Visitor) -> Row | None:
    """An order whose contract this visitor may read before there is one; drafts their buyer's alone."""
    row = await DB.fetch_row(
        "SELECT o.*, u.region FROM purchase_order o JOIN organisation u ON u.id = o.organisation"
        " WHERE o.number = $1",
        number,
    )
    return row if row is not None and may_view_order(visitor, row) else None


_CONTRACT = """
SELECT c.*, u.name AS organisation_name, u.region, u.kind AS unit_kind, s.name AS supplier_name,
       o.number AS order_number, o.status AS order_status, o.buyer, x.number AS original_number,
       h.name AS secret_by_name,
       coalesce(c.announce_due_at < coalesce(c.announced_at, now()), false) AND c.secret_reason = '' AS announced_late,
       coalesce(c.file_due_at < coalesce(c.filed_at, now()), false) AS filed_late
FROM contract c JOIN organisation u ON u.id = c.organisation JOIN organisation s ON s.id = c.supplier
JOIN purchase_order o ON o.id = c."order" LEFT JOIN contract x ON x.id = c.supplements
LEFT JOIN person h ON h.id = c.secret_by
WHERE c.number = $1"""

_SIGNATURES = "SELECT * FROM signature WHERE contract = $1 ORDER BY signed_at, id"

_SUPPLEMENTS = """
SELECT o.number AS order_number, o.status AS order_status, o.total_fen, c.number, c.status FROM purchase_order o
LEFT JOIN contract c ON c."order" = o.id
WHERE o.supplements = $1 AND o.status <> 'draft' AND (c.id IS NOT NULL OR $2) ORDER BY o.id"""

_TIMELINE = """
SELECT at, act, before, after, note, actor, actor_name, duty, organisation, organisation_name FROM journal_entry
WHERE kind = 'contract' AND ref = $1 AND ($2::bigint IS NULL OR $2 = ANY(seen_by)) ORDER BY sequence DESC"""
