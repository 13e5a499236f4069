"""A sheet before the rules, under lock: what they refuse, what is kept as evidence, and which versions decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from emall.cart.queries.ruled import candidates, judged_lines, least_suppliers, meters_of
from emall.cart.rules.bands import Judged, lines_to_compare, refusals_for_bands
from emall.cart.rules.cart import Line
from emall.cart.rules.comparison import Compared, kept, refusals_for_comparison
from emall.cart.rules.sheet import Choices, Funding
from emall.cart.rules.split import Meter, refusals_for_meters
from emall.database import DB, Row
from emall.kernel import clock
from emall.kernel.refusal import Refusal
from emall.rulebook.actions import Decision
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules of the day say to a sheet."""

    judged: list[Judged]
    compared: list[Compared]
    meters: list[Meter]

    @property
    def refusals(self) -> list[Refusal]:
        """Every reason against it."""
        found = refusals_for_bands(self.judged) + refusals_for_meters(self.meters)
        return found + [one for compared in self.compared for one in refusals_for_comparison(compared)]

    def decisions(self, number: str) -> list[Decision]:
        """What is written down beside the sheet of that number."""
        bands = [
            Decision("purchase", number, ruling, one.question.fen)
            for one in self.judged
            for ruling in one.rulings
        ]
        compared = [Decision("purchase", number, one.least, one.suppliers) for one in self.compared]
        split = [
            decision
            for one in self.meters
            for decision in (
                Decision("purchase", number, one.limit, one.total_fen),
                Decision("purchase", number, one.warns, one.permille),
            )
        ]
        return bands + compared + split


async def ask_rules(
    purchase: Row, *, lines: Sequence[Line], funding: Funding, form: Choices, visitor: Visitor, now: datetime
) -> Verdict:
    """Ask the rules of today about a sheet that is about to be submitted.

    Two submissions of one unit wait for each other here until they are done, so neither can pass a yearly limit that
    the other has just filled. The lock is taken after those of listings and before those of plans.
    """
    await DB.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('split ' || $1::text, 0))", str(visitor.organisation)
    )
    today = clock.day_of(now)
    judged = await judged_lines(lines, visitor=visitor, on=today)
    meters = await meters_of(
        lines, funds=funding.budget_line, purchase=purchase.id, visitor=visitor, on=today
    )
    compared = await compare(
        [line for line in lines if line.row.id in set(lines_to_compare(judged=judged, lines=lines))],
        form=form,
        to=purchase.region or visitor.region,
        visitor=visitor,
        now=now,
    )
    return Verdict(judged, compared, meters)


async def compare(
    lines: Sequence[Line], *, form: Choices, to: str, visitor: Visitor, now: datetime
) -> list[Compared]:
    """The lines with the offers the form picked, at today's prices; what is no offer for a line is passed over."""
    today = clock.day_of(now)
    found = await candidates(lines, to=to, today=today)
    return [
        Compared(
            line,
            kept(line, found.get(line.row.id, []), form.picked(line.row.id)),
            await least_suppliers(line, visitor=visitor, on=today),
            form.why.get(line.row.id, ""),
        )
        for line in lines
    ]


async def keep_comparisons(
    purchase: int, compared: Sequence[Compared], *, visitor: Visitor, now: datetime
) -> None:
    """Write the evidence of a sheet, in the place of what was kept with its draft."""
    await DB.execute(
        'DELETE FROM comparison c USING order_line n, purchase_order o WHERE n.id = c.line AND o.id = n."order"'
        " AND o.purchase = $1 AND o.status IN ('draft', 'returned')",
        purchase,
    )
    for one in compared:
        number = await DB.fetch_value(
            "INSERT INTO comparison (line, suppliers, reason, kept_by, kept_at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
            one.line.row.id,
            one.suppliers,
            one.reason,
            visitor.person,
            now,
        )
        await DB.execute_many(
            "INSERT INTO compared_offer (comparison, listing, supplier, supplier_name, title, unit, price_fen,"
            " price_version, same_product, chosen) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            [
                (number, row.listing, row.supplier, row.supplier_name, row.title, row.unit, fen, row.price_version,
                 same, chosen)
                for row, fen, same, chosen in [
                    (one.line.row, one.line.unit_fen, True, True),
                    *((offer.row, offer.unit_fen, offer.same, False) for offer in one.offers),
                ]
            ],
        )  # fmt: skip
