"""Finding official categories by name or code."""

from emall.database import DB, Row
from emall.plans.words import EDITION

MOST = 12


async def category(code: str, edition: str = EDITION) -> Row | None:
    """One entry of the catalogue: edition code name level; None when there is none."""
    return await DB.fetch_row(
        "SELECT edition, code, name, level FROM official_category WHERE edition = $1 AND code = $2",
        edition,
        code,
    )


async def found_category(code: str) -> Row | None:
    """The entry in force for a code as people write it: any case, with or without the padding."""
    written = code.strip().upper()
    return await category(written) or await category(written.ljust(9, "0"))


async def find_categories(words: str) -> list[Row]:
    """Entries of the edition in force whose name or code holds the words, the nearest names first; never all goods."""
    if not words.strip():
        return []
    return await DB.fetch(
        "SELECT edition, code, name, level FROM official_category WHERE edition = $1 AND level > 0"
        " AND (strpos(lower(name), lower($2)) > 0 OR code LIKE upper($3) || '%')"
        " ORDER BY length(name), code LIMIT $4",
        EDITION,
        words.strip(),
        "".join(sign for sign in words if sign.isalnum() and sign.isascii()) or "-",
        MOST,
    )
