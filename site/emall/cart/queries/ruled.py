"""What the rulebook says to a sheet: its bands, the offers to compare, and how full the meters of split purchases are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from emall.cart.queries import JOINS, OFFER
from emall.cart.rules.bands import LADDER, Judged, asked_category, judge, lines_to_compare, questions
from emall.cart.rules.cart import Line, look_at
from emall.cart.rules.comparison import OFFERS_SHOWN, Candidate, first_pick, must_keep
from emall.cart.rules.split import Meter
from emall.cart.words import Band
from emall.database import DB, Row
from emall.orders.words import HOLDS_MONEY
from emall.rulebook.queries import ruling
from emall.rulebook.rules import Ruling
from emall.rulebook.words import Rule
from emall.web.visitor import Visitor

ROWS_LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class ToCompare:
    """A line to be compared: offers of other suppliers, those ticked, those that cannot be left out, and the rule."""

    line: Line
    offers: tuple[Candidate, ...]
    ticked: frozenset[int]
    fixed: frozenset[int]
    least: Ruling
    reason: str

    @property
    def enough(self) -> bool:
        """Whether there are offers of enough other suppliers at all."""
        return len(self.offers) + 1 >= self.least.amount

    @property
    def lowest_fen(self) -> int:
        """The lowest price a piece among what is chosen and ticked."""
        ticked = [offer.unit_fen for offer in self.offers if offer.row.listing in self.ticked]
        return min([self.line.unit_fen, *ticked])


@dataclass(frozen=True, slots=True)
class SheetRules:
    """What the page says of the rules: `names` are those of official categories by edition and code."""

    judged: list[Judged]
    compare: list[ToCompare]
    meters: list[Meter]
    names: Mapping[tuple[str, str], Row]

    @property
    def worst(self) -> Band:
        """The band that asks for most; the sheet cannot be submitted in the last two."""
        return max((one.band for one in self.judged), key=list(Band).index, default=Band.DIRECT)

    @property
    def fullest(self) -> Meter | None:
        """The meter that is nearest its limit."""
        return max(self.meters, key=lambda one: one.permille, default=None)


async def judged_lines(lines: Sequence[Line], *, visitor: Visitor, on: date) -> list[Judged]:
    """The band of each category on a sheet and of the sheet as a whole, by the rules of that day."""
    return [
        judge(one, [await _asked(key, one.category, visitor, on) for key, _ in LADDER])
        for one in questions(lines)
    ]


async def _asked(key: Rule, category: str, visitor: Visitor, on: date) -> Ruling:
    return await ruling(key, region=visitor.region, kind=visitor.organisation_kind, category=category, on=on)


async def least_suppliers(line: Line, *, visitor: Visitor, on: date) -> Ruling:
    """How many suppliers a comparison of this line's goods needs."""
    category = asked_category(line.row.official_edition, line.row.official_code)
    return await _asked(Rule.COMPARE_SUPPLIERS, category, visitor, on)


async def sheet_rules(
    lines: Sequence[Line], *, funds: Mapping[int, int], purchase: Row, visitor: Visitor, today: date
) -> SheetRules:
    """Everything the checkout page shows of the rules; `funds` are budget lines by order line."""
    if not lines:
        return SheetRules([], [], [], {})
    judged = await judged_lines(lines, visitor=visitor, on=today)
    to = purchase.region or visitor.region
    needed = set(lines_to_compare(judged=judged, lines=lines))
    compare = await _to_compare([line for line in lines if line.row.id in needed], to, visitor, today)
    meters = await meters_of(lines, funds=funds, purchase=purchase.id, visitor=visitor, on=today)
    codes = [(one.question.edition, one.question.code) for one in judged if one.question.code]
    codes += [(one.edition, one.category) for one in meters]
    return SheetRules(judged, compare, meters, await category_names(codes))


async def _to_compare(lines: Sequence[Line], to: str, visitor: Visitor, today: date) -> list[ToCompare]:
    found = await candidates(lines, to=to, today=today)
    saved = await saved_comparisons([line.row.id for line in lines])
    shown = []
    for line in lines:
        offers, least = found.get(line.row.id, []), await least_suppliers(line, visitor=visitor, on=today)
        before = saved.get(line.row.id)
        ticked = before.listings if before else first_pick(line, offers, least.amount)
        fixed = frozenset(one.row.listing for one in must_keep(line, offers))
        reason = before.reason if before else ""
        shown.append(ToCompare(line, tuple(offers), frozenset(ticked) | fixed, fixed, least, reason))
    return shown


async def candidates(lines: Sequence[Line], *, to: str, today: date) -> dict[int, list[Candidate]]:
    """What other suppliers offer for the same product or the same official category, by order line.

    One offer a supplier, that of the same product before others, the cheapest first; only what could be ordered in the
    line's quantity and delivered to the place.
    """
    rows = await DB.fetch(
        _CANDIDATES,
        [line.row.id for line in lines],
        [line.row.product for line in lines],
        [line.row.official_edition for line in lines],
        [line.row.official_code for line in lines],
        [line.row.supplier for line in lines],
        [line.row.quantity for line in lines],
        ROWS_LOOKED_AT,
    )
    found: dict[int, dict[int, Candidate]] = {}
    for row in rows:
        offer = look_at(row, to=to, today=today)
        if not offer.troubles:
            one = Candidate(row, offer.unit_fen, row.same)
            theirs = found.setdefault(row.line, {})
            theirs.setdefault(row.supplier, one)
    return {
        line: sorted(theirs.values(), key=lambda one: (not one.same, one.unit_fen, one.row.listing))[
            :OFFERS_SHOWN
        ]
        for line, theirs in found.items()
    }


_CANDIDATES = f"""
SELECT c.line, c.same, c.quantity, 0 AS seen_price_fen, l.price_version AS seen_price_version, true AS chosen, {OFFER}
FROM (SELECT w.line, w.quantity, l.id AS listing, p.id = w.product AS same,
             row_number() OVER (PARTITION BY w.line ORDER BY p.id = w.product DESC, l.price_fen, l.id) AS place
      FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::int[])
           w(line, product, edition, code, supplier, quantity)
      JOIN category k ON k.official_edition = w.edition AND k.official_code = w.code
      JOIN product p ON p.category = k.id
      JOIN listing l ON l.product = p.id AND l.status = 'live' AND l.supplier <> w.supplier) c {JOINS}
WHERE c.place <= $7 ORDER BY c.line, c.place"""


@dataclass(frozen=True, slots=True)
class Saved:
    """A comparison kept with a draft: the listings and the reason."""

    listings: list[int]
    reason: str


async def saved_comparisons(lines: Sequence[int]) -> dict[int, Saved]:
    """Comparisons kept with a sheet, by order line."""
    rows = await DB.fetch(
        "SELECT c.line, c.reason, array_agg(o.listing) FILTER (WHERE NOT o.chosen) AS listings FROM comparison c"
        " JOIN compared_offer o ON o.comparison = c.id WHERE c.line = ANY($1::bigint[]) GROUP BY c.id",
        list(lines),
    )
    return {row.line: Saved(row.listings or [], row.reason) for row in rows}


async def meters_of(
    lines: Sequence[Line], *, funds: Mapping[int, int], purchase: int, visitor: Visitor, on: date
) -> list[Meter]:
    """The meters a sheet moves, fullest first; `funds` are budget lines by order line, lines without one are left out.

    What counts is every order of the unit that is under way or done, paid from lines of the same year and project; a
    line without a project stands for itself.
    """
    paid = [line for line in lines if line.row.id in funds]
    rows = await DB.fetch(
        _METERS,
        visitor.organisation,
        purchase,
        [str(status) for status in HOLDS_MONEY],
        [funds[line.row.id] for line in paid],
        [line.row.official_edition for line in paid],
        [line.row.official_code for line in paid],
        [line.total_fen for line in paid],
    )
    return [await _meter(row, visitor, on) for row in rows]


async def _meter(row: Row, visitor: Visitor, on: date) -> Meter:
    category = asked_category(row.edition, row.category)
    limit = await _asked(Rule.SPLIT_LIMIT, category, visitor, on)
    warns = await _asked(Rule.SPLIT_WARN_PERMILLE, category, visitor, on)
    return Meter(row.year, row.name, row.edition, row.category, row.used_fen, row.this_fen, limit, warns)


# Goods stand together by the first seven signs of their code, as in cart.rules.bands.
_METERS = """
WITH mine AS (
    SELECT b.year, b.project, CASE WHEN b.project = '' THEN b.id END AS line, min(b.name) AS name, w.edition,
           left(w.code, 7) AS category, sum(w.fen)::bigint AS this_fen
    FROM unnest($4::bigint[], $5::text[], $6::text[], $7::bigint[]) w(budget_line, edition, code, fen)
    JOIN budget_line b ON b.id = w.budget_line GROUP BY 1, 2, 3, 5, 6),
bought AS (
    SELECT b.year, b.project, CASE WHEN b.project = '' THEN b.id END AS line, n.official_edition AS edition,
           left(n.official_code, 7) AS category, sum((n.quantity - n.closed) * n.price_fen)::bigint AS fen
    FROM purchase_order o JOIN order_line n ON n."order" = o.id LEFT JOIN plan l ON l.id = n.plan
    JOIN budget_line b ON b.id = coalesce(n.budget_line, l.budget_line)
    WHERE o.organisation = $1 AND o.purchase <> $2 AND o.status = ANY($3::text[])
      AND b.year IN (SELECT year FROM mine) AND left(n.official_code, 7) IN (SELECT category FROM mine)
    GROUP BY 1, 2, 3, 4, 5)
SELECT m.year, m.edition, m.category, coalesce(nullif(m.project, ''), m.name) AS name, m.this_fen,
       coalesce(s.fen, 0) AS used_fen
FROM mine m LEFT JOIN bought s ON (s.year, s.project, s.edition, s.category) = (m.year, m.project, m.edition, m.category)
    AND s.line IS NOT DISTINCT FROM m.line
ORDER BY coalesce(s.fen, 0) + m.this_fen DESC, m.edition, m.category"""


async def category_names(codes: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Row]:
    """Names of official categories (name, name_en) by edition and beginning of the code; unknown ones are left out."""
    asked = sorted(set(codes))
    rows = await DB.fetch(
        "SELECT w.edition, w.code, c.name, c.name_en FROM unnest($1::text[], $2::text[]) w(edition, code)"
        " JOIN official_category c ON c.edition = w.edition"
        " AND c.code = CASE w.edition WHEN '2022' THEN rpad(w.code, 9, '0') ELSE w.code END",
        [edition for edition, _ in asked],
        [code for _, code in asked],
    )
    return {(row.edition, row.code): row for row in rows}


def fund_lines(
    lines: Sequence[Line], choice: Any, *, plans: Sequence[Any], centres: Sequence[Row]
) -> dict[int, int]:
    """The budget line that pays for each order line as the page opens: `choice` is (for all, for single lines)."""
    everything, single = choice
    if centres:
        known = {row.id: row.id for row in centres}
    else:
        known = {one.row.id: one.row.budget_line for one in plans}
    chosen = {line.row.id: single.get(line.row.id) or everything for line in lines}
    return {line: known[number] for line, number in chosen.items() if number in known}
