"""What finance works with: instructions that wait, files, what answer files brought, lists behind every figure."""

from dataclasses import dataclass
from datetime import date

from emall.database import DB, Row
from emall.kernel.pages import offset
from emall.kernel.regions import beneath

_PAYMENTS = """
FROM payment p JOIN settlement s ON s.id = p.settlement JOIN organisation u ON u.id = p.organisation
LEFT JOIN treasury_batch b ON b.id = p.batch
WHERE p.channel = 'treasury' AND u.region LIKE $1 AND ($2 = '' OR p.status = $2)
  AND ($3::date IS NULL OR (p.released_at AT TIME ZONE 'Asia/Shanghai')::date = $3)
  AND ($4 = 0 OR p.organisation = $4) AND (NOT $5 OR p.status = 'ordered' AND p.due_at < now())"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which payments a list shows; empty values mean all."""

    status: str = ""
    day: date | None = None
    unit: int = 0
    late: bool = False


async def listed(territory: str, wanted: Wanted, *, page: int, size: int) -> list[Row]:
    """Payments through the treasury in a territory, the latest on top; each with `matching` and `matching_fen`."""
    return await DB.fetch(
        "SELECT p.id, p.number, p.amount_fen, p.status, p.payee_name, p.released_at, p.due_at, p.ended_at,"
        " p.bank_reference, p.reason, s.number AS settlement_number, u.name AS organisation_name, u.region,"
        " b.number AS batch_number, count(*) OVER () AS matching,"
        f" (sum(p.amount_fen) OVER ())::bigint AS matching_fen {_PAYMENTS} ORDER BY p.id DESC LIMIT $6 OFFSET $7",
        *(beneath(territory), wanted.status, wanted.day, wanted.unit, wanted.late, size, offset(page, size)),
    )


async def waiting() -> Row:
    """How many instructions wait to be handed over, what they come to, and since when the first."""
    row = await DB.fetch_row(
        "SELECT count(*) AS count, coalesce(sum(amount_fen), 0)::bigint AS fen, min(released_at) AS since FROM payment"
        " WHERE status = 'ordered' AND channel = 'treasury' AND batch IS NULL"
    )
    assert row is not None
    return row


_BATCH = """
SELECT b.id, b.number, b.made_at, b.count, b.amount_fen, b.digest, h.name AS made_by_name,
       count(p.id) FILTER (WHERE p.status = 'ordered') AS unanswered,
       count(p.id) FILTER (WHERE p.status = 'paid') AS paid, count(p.id) FILTER (WHERE p.status = 'failed') AS failed
FROM treasury_batch b LEFT JOIN person h ON h.id = b.made_by LEFT JOIN payment p ON p.batch = b.id
WHERE {} GROUP BY b.id, h.name ORDER BY b.id DESC LIMIT 20"""


async def batches() -> list[Row]:
    """The latest files with how far their payments are."""
    return await DB.fetch(_BATCH.format("true"))


async def batch_of(number: str) -> tuple[Row, str, list[Row]] | None:
    """A file: its row, its content, and its payments."""
    found = await DB.fetch(_BATCH.format("b.number = $1"), number)
    if not found:
        return None
    content = await DB.fetch_value("SELECT content FROM treasury_batch WHERE number = $1", number)
    rows = await DB.fetch(
        "SELECT p.number, p.amount_fen, p.status, p.payee_name, u.name AS organisation_name FROM payment p"
        " JOIN organisation u ON u.id = p.organisation WHERE p.batch = $1 ORDER BY p.id",
        found[0].id,
    )
    return found[0], content, rows


async def answers_of_file(digest: str) -> list[Row]:
    """What became of each line of an answer file when it was sent last."""
    return await DB.fetch(
        "SELECT a.*, p.status FROM treasury_answer a LEFT JOIN payment p ON p.number = a.payment_number"
        " WHERE a.digest = $1 AND a.channel = 'file' AND a.at = (SELECT max(at) FROM treasury_answer"
        " WHERE digest = $1 AND channel = 'file') ORDER BY a.id LIMIT 5000",
        digest,
    )
