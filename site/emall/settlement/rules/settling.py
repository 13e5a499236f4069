"""What may stand on one settlement sheet, and when a review stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from emall.kernel.refusal import Refusal
from emall.orders.words import OrderStatus
from emall.settlement.rules.match import Match
from emall.settlement.words import ALIVE, ReviewVerdict

MOST_INVOICES = 50


def refusals_for_match(number: str, match: Match) -> list[Refusal]:
    """Why an invoice cannot be confirmed: every difference by its line, or the sums as a whole."""
    refusals = [
        Refusal(
            "", "match_line_differs", number=number, name=line.name or "–", difference_fen=line.difference_fen
        )
        for line in match.unfit
    ]
    if not refusals and not match.fits:
        refusals.append(
            Refusal(
                "",
                "match_sum_differs",
                number=number,
                amount_fen=match.amount_fen,
                bound_fen=match.committed_fen,
            )
        )
    return refusals


def refusals_for_sheet(
    invoices: Sequence[Mapping[str, Any]], orders: Sequence[Mapping[str, Any]]
) -> list[Refusal]:
    """Why these invoices and their orders cannot stand on one sheet; an invoice goes onto a sheet as a whole.

    Invoices with number, status, supplier; orders with number, status.
    """
    if not invoices:
        return [Refusal("invoice", "settlement_needs_invoices")]
    refusals = [
        Refusal("invoice", "invoice_not_to_settle", number=one["number"])
        for one in invoices
        if one["status"] not in ALIVE
    ]
    if len(invoices) > MOST_INVOICES:
        refusals.append(Refusal("invoice", "too_many", most=MOST_INVOICES))
    if len({one["supplier"] for one in invoices}) > 1:
        refusals.append(Refusal("invoice", "settlement_one_supplier"))
    refusals += [
        Refusal("invoice", "order_not_to_settle", number=order["number"])
        for order in orders
        if order["status"] != OrderStatus.INVOICED
    ]
    return refusals


def refusals_for_review(*, verdict: str, comment: str) -> list[Refusal]:
    """Every reason a review cannot stand: sending back needs a word on what to change."""
    if verdict not in set(ReviewVerdict):
        return [Refusal("verdict", "verdict_needed")]
    if verdict == ReviewVerdict.RETURN and not comment.strip():
        return [Refusal("comment", "reason_needed_to_return")]
    return []
