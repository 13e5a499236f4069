"""Finding without the engine: models and numbers exactly, words of titles as typed, in bounded work."""

from emall.database import DB
from search import Suggestion

MOST_MATCHED = 500
BEST_SELLING = 5_000
"""Titles looked through in the order of sales, which an index gives at once: common words need no more."""
MOST_READ = 250_000
"""Titles looked through at all, as they lie: a rare word must not read a whole large catalogue."""
MOST_WORDS = 6
"""Words of a text that are looked for; what comes after them is not."""

_KNOWN = (
    "SELECT l.id FROM product p JOIN listing l ON l.product = p.id WHERE l.status = 'live'"
    " AND (upper(p.model) = upper($1) OR (p.gtin <> '' AND p.gtin = $1))"
    " UNION SELECT l.id FROM listing l WHERE l.status = 'live' AND upper(l.sku_code) = upper($1)"
)
_ON_SALE = "SELECT id, title, sales_90d FROM listing WHERE status = 'live'"
_POPULAR = f"{_ON_SALE} ORDER BY sales_90d DESC, id LIMIT $3"


async def matched(text: str) -> list[int]:
    """Exact model, item number or barcode first, then titles holding all words as typed, the best sold first.

    The parts stand in the order of what they cost, and reading ends with enough hits: about 30 ms for a common
    word and at most some tenths of a second for one that is nowhere, at 200,000 listings.
    """
    holds = f'title COLLATE "C" {_like(text)} ALL ($2::text[])'
    titled = (
        f"(SELECT id, sales_90d FROM ({_POPULAR}) popular WHERE {holds}) UNION ALL"
        f" (SELECT id, sales_90d FROM ({_ON_SALE} LIMIT $4) any_of_them WHERE {holds}) LIMIT 2 * $5"
    )
    rows = await DB.fetch(
        "SELECT id FROM (SELECT id, true AS exact, 0 AS sales_90d FROM"
        f" ({_KNOWN}) known UNION ALL SELECT id, false, sales_90d FROM ({titled}) titled) found"
        " GROUP BY id ORDER BY bool_or(exact) DESC, max(sales_90d) DESC, id LIMIT $5",
        text,
        [f"%{_literal(word)}%" for word in text.split()[:MOST_WORDS]] or ["%"],
        *(BEST_SELLING, MOST_READ, MOST_MATCHED),
    )
    return [row.id for row in rows]


async def titles(text: str, most: int) -> list[Suggestion]:
    """Titles of goods on sale that hold a text, of the best sold ones."""
    rows = await DB.fetch(
        f"SELECT title, max(sales_90d) AS sold, min(id) AS id FROM ({_POPULAR}) popular"
        f' WHERE title COLLATE "C" {_like(text)} $1 GROUP BY title ORDER BY sold DESC, title LIMIT $2',
        *(f"%{_literal(text)}%", most, BEST_SELLING),
    )
    return [Suggestion(row.title, "title", 1, row.id) for row in rows]


def _like(text: str) -> str:
    """Chinese has no capitals: comparing without folding takes half the time."""
    return "LIKE" if text.upper() == text.lower() else "ILIKE"


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
