"""Acceptance sheets with their checks, signers and photos, for the page that is signed and for paper."""

from typing import Any

from emall.database import DB, Row

_SHEET = """
SELECT a.*, h.name AS accepted_name,
       coalesce((SELECT jsonb_agg(jsonb_build_object('person', m.person, 'name', p.name, 'signed_at', m.signed_at)
                        ORDER BY m.id) FROM acceptance_member m JOIN person p ON p.id = m.person
                 WHERE m.acceptance = a.id), '[]') AS members,
       coalesce((SELECT jsonb_agg(jsonb_build_object('id', f.id, 'title', n.title, 'digest', f.digest)
                        ORDER BY f.position) FROM delivery_photo f LEFT JOIN order_line n ON n.id = f.order_line
                 WHERE f.acceptance = a.id OR (a.status = 'to_sign' AND f."order" = a."order"
                                               AND f.acceptance IS NULL)), '[]') AS photos,
       (SELECT jsonb_agg(jsonb_build_object('line', n.id, 'title', n.title, 'unit', n.unit, 'price_fen', n.price_fen,
               'accepted', x.accepted, 'rejected', x.rejected, 'reason', x.reason, 'note', x.note,
               'looks_right', x.looks_right, 'works_right', x.works_right,
               'checks', (SELECT coalesce(jsonb_agg(jsonb_build_object('position', c.position, 'kind', c.kind,
                    'name', c.name, 'expected', c.expected, 'result', c.result, 'note', c.note) ORDER BY c.position),
                    '[]') FROM acceptance_check c WHERE c.acceptance = a.id AND c.order_line = n.id))
               ORDER BY n.position)
        FROM acceptance_line x JOIN order_line n ON n.id = x.order_line WHERE x.acceptance = a.id) AS lines
FROM acceptance a JOIN person h ON h.id = a.accepted_by"""


async def sheets_of(order: int) -> list[dict[str, Any]]:
    """Sheets of an order that stand, oldest first; void ones are left out. Without members the one who judged signed."""
    rows = await DB.fetch(f"{_SHEET} WHERE a.\"order\" = $1 AND a.status <> 'void' ORDER BY a.id", order)
    return [_with_members(row) for row in rows]


async def sheet_to_sign(order: int) -> dict[str, Any] | None:
    """The sheet of an order that waits for signatures, or None."""
    row = await DB.fetch_row(f"{_SHEET} WHERE a.\"order\" = $1 AND a.status = 'to_sign'", order)
    return _with_members(row) if row is not None else None


def _with_members(row: Row) -> dict[str, Any]:
    sheet = dict(row)
    sheet["members"] = sheet["members"] or [
        {"person": row.accepted_by, "name": row.accepted_name, "signed_at": row.at.isoformat()}
    ]
    return sheet
