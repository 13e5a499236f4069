"""The official catalogue and what a code is called in another edition."""

from emall.database import DB, Row


async def official(edition: str, code: str) -> Row | None:
    """An entry: edition, code, name, name_en, level, parent_code, flag."""
    return await DB.fetch_row(
        "SELECT edition, code, name, name_en, level, parent_code, flag FROM official_category"
        " WHERE edition = $1 AND code = $2",
        edition,
        code,
    )


async def crosswalk(edition: str, code: str, *, to: str) -> list[Row]:
    """What a code is called in another edition: code, name, note; several when it was split, none when unknown."""
    return await DB.fetch(
        "SELECT w.to_code AS code, coalesce(c.name, '') AS name, w.note FROM crosswalk w"
        " LEFT JOIN official_category c ON c.edition = w.to_edition AND c.code = w.to_code"
        " WHERE w.from_edition = $1 AND w.from_code = $2 AND w.to_edition = $3 ORDER BY w.to_code",
        edition,
        code,
        to,
    )
