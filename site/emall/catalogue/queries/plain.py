"""Finding without the engine: models and numbers exactly, words of titles as typed, in bounded work."""

from emall.database import DB
from search import Suggestion

MOST_MATCHED = 500
MOST_READ = 100_000
"""Titles looked through, the best selling first: a rare word must not read a whole large catalogue."""
MOST_WORDS = 6
"""Words of a text that are looked for; what comes after them is not."""

_KNOWN = (
    "SELECT l.id FROM product p JOIN listing l ON l.product = p.id WHERE l.status = 'live'"
    " AND (upper(p.model) = upper($1) OR (p.gtin <> '' AND p.gtin = $1))"
    " UNION SELECT l.id FROM listing l WHERE l.status = 'live' AND upper(l.sku_code) = upper($1)"
)
_TITLED = (
    "SELECT t.id, t.sales_90d FROM (SELECT id, title, sales_90d FROM listing WHERE status = 'live'"
    " ORDER BY sales_90d DESC, id LIMIT $3) t WHERE t.title ILIKE ALL ($2::text[]) LIMIT $4"
)


async def matched(text: str) -> list[int]:
    """Exact model, item number or barcode first, then titles holding all words as typed, the best sold first."""
    rows = await DB.fetch(
        f"WITH known AS ({_KNOWN}), titled AS ({_TITLED})"
        " SELECT id FROM (SELECT k.id, true AS exact, 0 AS sales_90d FROM known k UNION ALL"
        " SELECT t.id, false, t.sales_90d FROM titled t WHERE t.id NOT IN (SELECT id FROM known)) found"
        " ORDER BY exact DESC, sales_90d DESC, id LIMIT $4",
        text,
        [f"%{_literal(word)}%" for word in text.split()[:MOST_WORDS]] or ["%"],
        MOST_READ,
        MOST_MATCHED,
    )
    return [row.id for row in rows]


async def titles(text: str, most: int) -> list[Suggestion]:
    """Titles of goods on sale that hold a text, the best sold first."""
    rows = await DB.fetch(
        "SELECT title, max(sales_90d) AS sold, min(id) AS id FROM (SELECT id, title, sales_90d FROM listing"
        " WHERE status = 'live' ORDER BY sales_90d DESC, id LIMIT $3) t WHERE title ILIKE $1"
        " GROUP BY title ORDER BY sold DESC, title LIMIT $2",
        f"%{_literal(text)}%",
        most,
        MOST_READ // 10,
    )
    return [Suggestion(row.title, "title", 1, row.id) for row in rows]


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
