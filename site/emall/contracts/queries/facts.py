"""The facts a contract's document is drawn up from, as the order froze them."""

from datetime import datetime
from typing import Any

from emall.database import DB, Row
from emall.kernel import clock
from emall.kernel.regions import LISHUI, region
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule

RULES = (
    Rule.RECEIVE_DAYS,
    Rule.ACCEPT_DAYS,
    Rule.REPLACE_DAYS,
    Rule.INVOICE_DAYS,
    Rule.SME_PAY_DAYS,
    Rule.LATE_INTEREST_PPM,
    Rule.SUPPLEMENT_PERMILLE,
)
"""Rules whose numbers stand in the clauses: those of the day the contract is drawn up."""


async def document_facts(order: int, *, number: str, now: datetime) -> dict[str, Any]:
    """What `documents.document_of` takes, for an order by its id; two queries and the rulebook."""
    row = await DB.fetch_row(_PARTIES, order)
    assert row is not None, "the order is locked by the caller"
    day = clock.day_of(now)
    rules = {str(key): await rule(key, region=row.region, kind=row.unit_kind, on=day) for key in RULES}
    return {
        "number": number,
        "drawn_on": day,
        "order": row.number,
        "purchase": row.purchase_number,
        "supplements": row.original or "",
        "regime": row.regime,
        "unit": _party(row, "unit"),
        "supplier": _party(row, "supplier") | {"bank": row.bank, "account": row.account},
        "delivery": {
            "receiver": row.receiver,
            "phone": row.receiver_phone,
            "place": place_of(row.delivery_region, row.street),
            "ship_days": max(1, row.ship_days or 1),
            "wanted_on": row.wanted_on,
        },
        "lines": [dict(line) for line in await DB.fetch(_LINES, order)],
        "freight_fen": row.freight_fen,
        "warranty_months": row.warranty_months,
        "return_days": row.return_days,
        "rules": rules,
    }


def _party(row: Row, side: str) -> dict[str, Any]:
    return {
        key: row[f"{side}_{key}"] or "" for key in ("name", "name_en", "uscc", "address", "contact", "phone")
    }


def place_of(code: str, street: str) -> str:
    """The whole Chinese address of a place in the city."""
    try:
        found = region(code)
    except LookupError:
        return street
    return f"浙江省丽水市{'' if found is LISHUI else found.full}{street}"


_PARTIES = """
SELECT o.number, o.regime, o.freight_fen, p.number AS purchase_number, p.receiver, p.phone AS receiver_phone,
       p.region AS delivery_region, p.street, p.wanted_on, u.region, u.kind AS unit_kind,
       u.name AS unit_name, u.name_en AS unit_name_en, u.uscc AS unit_uscc, u.address AS unit_address,
       b.name AS unit_contact, u.phone AS unit_phone,
       s.name AS supplier_name, s.name_en AS supplier_name_en, s.uscc AS supplier_uscc, s.address AS supplier_address,
       f.contact AS supplier_contact, coalesce(nullif(f.contact_phone, ''), s.phone) AS supplier_phone,
       coalesce(f.bank, '') AS bank, coalesce(f.account, '') AS account,
       coalesce(f.warranty_months, 0) AS warranty_months, coalesce(f.return_days, 0) AS return_days,
       (SELECT c.number FROM contract c WHERE c."order" = o.supplements AND c.status <> 'void') AS original,
       (SELECT max(l.delivery_days) FROM order_line n JOIN listing l ON l.id = n.listing
        WHERE n."order" = o.id) AS ship_days
FROM purchase_order o JOIN purchase p ON p.id = o.purchase
JOIN organisation u ON u.id = o.organisation JOIN organisation s ON s.id = o.supplier
JOIN person b ON b.id = o.buyer LEFT JOIN supplier_profile f ON f.organisation = o.supplier
WHERE o.id = $1"""

_LINES = """
SELECT title, sku_code, brand, model, maker, unit, spec, official_code, quantity, price_fen, vat_bp, image
FROM order_line WHERE "order" = $1 ORDER BY position, id"""
