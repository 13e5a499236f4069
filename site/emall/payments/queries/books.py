"""The books of payments (对账): what was instructed, what the bank answered, what the ledger and the holds say.

Ledger and holds know orders, not payments; of several payments of one settlement the latest stands for them.
"""

from dataclasses import dataclass
from datetime import date

from emall.database import DB, Row
from emall.kernel.regions import beneath

_EACH = """
WITH each AS (
    SELECT p.id, p.number, p.status, p.amount_fen, p.organisation, p.settlement,
        (p.released_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
        coalesce((SELECT sum(CASE a.kind WHEN 'paid' THEN a.amount_fen ELSE -a.amount_fen END)::bigint
            FROM treasury_answer a WHERE a.payment_number = p.number AND a.outcome = 'taken'
            AND (a.kind = 'paid' OR EXISTS (SELECT 1 FROM treasury_answer b WHERE b.payment_number = p.number
                 AND b.kind = 'paid' AND b.outcome = 'taken'))), 0) AS answered_fen,
        CASE WHEN latest.id = p.id THEN books.ledger ELSE 0 END AS ledger_fen,
        CASE WHEN latest.id = p.id THEN books.held ELSE 0 END AS held_fen
    FROM payment p JOIN organisation u ON u.id = p.organisation
    JOIN LATERAL (SELECT max(id) AS id FROM payment WHERE settlement = p.settlement) latest ON true
    LEFT JOIN LATERAL (SELECT
        coalesce(sum((SELECT sum(CASE e.kind WHEN 'pay' THEN e.amount_fen ELSE -e.amount_fen END) FROM ledger_entry e
            WHERE e.order_id = so."order" AND e.kind IN ('pay', 'refund'))), 0)::bigint AS ledger,
        coalesce(sum((SELECT sum(h.paid_fen) FROM hold h WHERE h.order_id = so."order")), 0)::bigint AS held
        FROM settlement_order so WHERE so.settlement = p.settlement AND so.active) books ON true
    WHERE p.channel = ANY($1::text[]) AND ($2 = 0 OR p.organisation = $2) AND u.region LIKE $3
      AND (p.released_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN $4 AND $5
)"""

_DIFFERS = """(answered_fen <> ledger_fen OR ledger_fen <> held_fen
    OR answered_fen <> CASE status WHEN 'paid' THEN amount_fen ELSE 0 END)"""

_SUMS = f"""
    count(*) AS count, sum(amount_fen)::bigint AS instructed_fen,
    coalesce(sum(amount_fen) FILTER (WHERE status = 'paid'), 0)::bigint AS paid_fen,
    coalesce(sum(amount_fen) FILTER (WHERE status = 'failed'), 0)::bigint AS failed_fen,
    coalesce(sum(amount_fen) FILTER (WHERE status = 'ordered'), 0)::bigint AS ordered_fen,
    sum(answered_fen)::bigint AS answered_fen, sum(ledger_fen)::bigint AS ledger_fen, sum(held_fen)::bigint AS held_fen,
    count(*) FILTER (WHERE {_DIFFERS}) AS differing"""


@dataclass(frozen=True, slots=True)
class Books:
    """Whose payments of which days: a unit (0: all in the territory), channels, first and last day."""

    first: date
    last: date
    territory: str = ""
    unit: int = 0
    channels: tuple[str, ...] = ("treasury",)

    def values(self) -> tuple[object, ...]:
        """The arguments of the statements here."""
        where = beneath(self.territory) if self.territory else "%"
        return list(self.channels), self.unit, where, self.first, self.last


async def books_of(books: Books) -> tuple[Row, list[Row]]:
    """The sums of all days, and of each day and unit: instructed, answered, in the ledger, in the holds, in fen."""
    total = await DB.fetch_row(f"{_EACH} SELECT {_SUMS} FROM each", *books.values())
    assert total is not None
    rows = await DB.fetch(
        f"{_EACH} SELECT x.*, u.name AS organisation_name, u.region FROM (SELECT day, organisation, {_SUMS}"
        " FROM each GROUP BY day, organisation) x JOIN organisation u ON u.id = x.organisation"
        " ORDER BY x.day DESC, u.name LIMIT 200",
        *books.values(),
    )
    return total, rows


async def gaps(books: Books) -> list[Row]:
    """Payments whose answers, ledger and holds do not say the same."""
    return await DB.fetch(
        f"{_EACH} SELECT each.*, u.name AS organisation_name FROM each JOIN organisation u ON u.id = each.organisation"
        f" WHERE {_DIFFERS} ORDER BY each.id LIMIT 100",
        *books.values(),
    )


async def refused_answers(territory: str, *, unit: int = 0, most: int = 50) -> list[Row]:
    """Answers without effect, the latest on top; those to no payment of ours belong to the whole city alone."""
    return await DB.fetch(
        "SELECT a.id, a.at, a.channel, a.kind, a.payment_number, a.amount_fen, a.bank_reference, a.reason,"
        " p.amount_fen AS payment_fen, p.number AS known, u.name AS organisation_name FROM treasury_answer a"
        " LEFT JOIN payment p ON p.number = a.payment_number LEFT JOIN organisation u ON u.id = p.organisation"
        " WHERE a.outcome = 'refused' AND (CASE WHEN $2 > 0 THEN p.organisation = $2"
        " WHEN p.id IS NULL THEN $1 = '3311%' ELSE u.region LIKE $1 END) ORDER BY a.id DESC LIMIT $3",
        *(beneath(territory), unit, most),
    )
