"""What a purchase sheet was judged by: the rules asked when it was submitted, and the offers compared."""

from dataclasses import dataclass
from typing import Any

from emall.database import DB, Row
from emall.rulebook.queries import decisions_of
from emall.rulebook.words import ANSWER_WORDS, RULE_WORDS, Answer, Rule, Unit


@dataclass(frozen=True, slots=True)
class Asked:
    """One rule of the last submission: its name, what it was asked, its number then and its answer, as messages."""

    word: str
    row: Row

    @property
    def money(self) -> bool:
        """Whether amounts were compared."""
        return bool(self.row.unit == Unit.FEN)

    @property
    def quiet(self) -> bool:
        """Whether nothing follows from it: within the limit, or below the threshold."""
        return self.row.answer in (Answer.WITHIN, Answer.BELOW)

    @property
    def answer(self) -> str:
        """The answer as a message id."""
        return ANSWER_WORDS[Answer(self.row.answer)]


@dataclass(frozen=True, slots=True)
class Evidence:
    """`comparisons`: line title suppliers reason kept_at kept_by offers; an offer: supplier title unit price_fen chosen same."""

    asked: list[Asked]
    comparisons: list[dict[str, Any]]

    @property
    def there(self) -> bool:
        """Whether anything was kept; orders from before the rules were asked have nothing."""
        return bool(self.asked or self.comparisons)


async def evidence_of(*, purchase: int, number: str, order: int | None = None) -> Evidence:
    """The evidence of a sheet, or of one order of it as far as comparisons go.

    One query, and a second where the rules asked for a comparison.
    """
    decisions = await decisions_of("purchase", number)
    latest = max((one.at for one in decisions), default=None)
    answers = {str(one) for one in Answer}
    asked = [
        Asked(RULE_WORDS[Rule(one.key)], one)
        for one in decisions
        if one.at == latest and one.answer in answers
    ]
    if all(one.key != Rule.COMPARE_SUPPLIERS for one in decisions):
        return Evidence(asked, [])
    return Evidence(asked, [dict(row) for row in await DB.fetch(_COMPARISONS, purchase, order)])


_COMPARISONS = """
SELECT n.id AS line, n.title, n.quantity, n.unit, c.suppliers, c.reason, c.kept_at, h.name AS kept_by,
       (SELECT jsonb_agg(jsonb_build_object('supplier', f.supplier_name, 'title', f.title, 'unit', f.unit,
            'price_fen', f.price_fen, 'chosen', f.chosen, 'same', f.same_product)
            ORDER BY f.chosen DESC, f.price_fen, f.id) FROM compared_offer f WHERE f.comparison = c.id) AS offers
FROM comparison c JOIN order_line n ON n.id = c.line JOIN purchase_order o ON o.id = n."order"
JOIN person h ON h.id = c.kept_by
WHERE o.purchase = $1 AND o.status NOT IN ('draft') AND ($2::bigint IS NULL OR o.id = $2)
ORDER BY o.id, n.position"""
