"""What everybody may read of announced contracts: no person, no phone, no street, no account."""

import json
from typing import Any

from emall.database import DB, Row
from emall.kernel.pages import Page, offset
from emall.orders.queries.scope import Arguments

LINE = ("title", "brand", "model", "unit", "quantity", "price_fen", "amount_fen", "official_code")


async def announced_page(*, words: str = "", region: str = "", page: int = 1, size: int = 20) -> Page[Row]:
    """Announced contracts, newest first; rows: number, amount_fen, announced_at, in_force_at, both names, region."""
    args = Arguments()
    where = "c.announced_at IS NOT NULL AND c.secret_reason = ''"
    if region:
        where += f" AND u.region = {args.put(region)}"
    if words.strip():
        plain = words.strip().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        like = args.put(f"%{plain}%")
        where += f" AND (c.number ILIKE {like} OR u.name ILIKE {like} OR s.name ILIKE {like})"
    rows = await DB.fetch(
        f"SELECT c.number, c.amount_fen, c.announced_at, c.in_force_at, c.status, u.name AS organisation_name,"
        f" s.name AS supplier_name, u.region, count(*) OVER () AS matching {_FROM} WHERE {where}"
        f" ORDER BY c.announced_at DESC, c.id DESC LIMIT {args.put(size)} OFFSET {args.put(offset(page, size))}",
        *args,
    )
    return Page(rows, rows[0].matching if rows else 0, page, size)


async def announced(number: str) -> dict[str, Any] | None:
    """The published fields of an announced contract, or None."""
    row = await DB.fetch_row(
        "SELECT c.number, c.amount_fen, c.announced_at, c.in_force_at, c.filed_at, c.filing, c.status, c.document,"
        " c.digest, c.algorithm, x.number AS original_number, u.name AS organisation_name, u.uscc AS unit_uscc,"
        f" u.region, s.name AS supplier_name, s.uscc AS supplier_uscc {_FROM} LEFT JOIN contract x"
        " ON x.id = c.supplements WHERE c.number = $1 AND c.announced_at IS NOT NULL AND c.secret_reason = ''",
        number,
    )
    if row is None:
        return None
    document = json.loads(row.document)
    lines = [{key: line[key] for key in LINE} for line in document["lines"]]
    found = {key: row[key] for key in row.keys() if key != "document"}  # noqa: SIM118  # a row iterates over values
    return found | {"lines": lines, "freight_fen": document["freight_fen"], "regime": document["regime"]}


_FROM = """
FROM contract c JOIN organisation u ON u.id = c.organisation JOIN organisation s ON s.id = c.supplier"""
