"""A supplier's shop as anybody may see it."""

from emall.database import DB, Row


async def shop(supplier: int) -> Row | None:
    """The facts of an admitted or suspended supplier; None for anybody else."""
    return await DB.fetch_row(
        "SELECT o.id, o.name, o.short_name, o.name_en, o.region AS county, o.address, f.kind, f.size, f.standing,"
        " f.grade, f.admitted_batch, f.admitted_on, f.agreement_until, f.seal, f.intro, f.contact, f.contact_phone,"
        " f.freight_fen, f.freight_free_fen, f.return_days, f.warranty_months, f.answer_minutes, f.on_time_permille"
        " FROM organisation o JOIN supplier_profile f ON f.organisation = o.id"
        " WHERE o.id = $1 AND o.active AND f.standing <> 'exited'",
        supplier,
    )
