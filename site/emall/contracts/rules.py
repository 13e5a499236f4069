"""What a contract may become, when it is announced, and how much may be added to it: decided without the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from emall.contracts.words import CONTRACT_MOVES, RUNNING, ContractStatus
from emall.kernel.refusal import Refusal
from emall.kernel.workdays import deadline
from emall.orders.words import OrderStatus, Regime

S, C = OrderStatus, ContractStatus

FOLLOWED = {
    S.DECLINED: C.VOID,
    S.EXPIRED: C.VOID,
    S.WITHDRAWN: C.VOID,
    S.CANCELLED: C.TERMINATED,
    S.PAID: C.FULFILLED,
}
"""Where an order's end, or its payment, leaves its contract."""

CLAIMING = frozenset({S.PENDING_APPROVAL, S.PENDING_SUPPLIER})
"""Statuses in which an order that supplements a contract begins to count against its limit."""

LETTING_GO = frozenset({S.RETURNED, S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.CANCELLED})


def may_move(*, status: str, to: str) -> bool:
    """Whether the state table of contracts knows this step."""
    return to in CONTRACT_MOVES[ContractStatus(status)]


def follows(*, order_to: str, status: str, announced: bool) -> ContractStatus | None:
    """What a contract becomes when its order takes a step; None where nothing changes.

    An order whose paid money came back (paid → settling) opens its fulfilled contract again.
    """
    if order_to == S.SETTLING and status == C.FULFILLED:
        return C.PUBLISHED if announced else C.IN_FORCE
    to = FOLLOWED.get(OrderStatus(order_to))
    return to if to is not None and may_move(status=status, to=to) else None


def is_public_business(regime: str) -> bool:
    """Whether a contract is filed and announced: those of public units are, those of enterprises are not."""
    return regime != Regime.ENTERPRISE


def announce_from(in_force_at: datetime, days: int) -> datetime:
    """When the clock announces a contract whose announcement is due in so many working days: one day before.

    Until then the buyer may mark it secret. A limit of a single day leaves no such time.
    """
    return deadline(in_force_at, days - 1) if days > 1 else in_force_at


def supplement_limit(*, amount_fen: int, permille: int) -> int:
    """How much may be added to a contract in all, in fen, rounded down (政府采购法第四十九条)."""
    return amount_fen * permille // 1000


def refusals_for_supplement(
    *,
    status: str,
    original: str,
    lines: Mapping[int, int],
    quantities: Mapping[int, int],
    left_fen: int,
    permille: int,
    supplier_open: bool,
    reason: str,
) -> list[Refusal]:
    """Every reason against a supplement; `lines` maps the contract's order lines to their prices in fen.

    `original` is the number of the contract this one itself supplements, empty for an original contract.
    """
    refusals = []
    if original:
        refusals.append(Refusal("", "supplement_of_supplement", number=original))
    if status not in RUNNING:
        refusals.append(Refusal("", "supplement_not_running"))
    if not supplier_open:
        refusals.append(Refusal("", "supplement_supplier_stopped"))
    if not reason.strip():
        refusals.append(Refusal("reason", "supplement_reason"))
    if not any(quantities.values()):
        refusals.append(Refusal("", "supplement_nothing"))
    refusals += [
        Refusal(f"quantity-{line}", "supplement_unknown_line") for line in quantities if line not in lines
    ]
    asked = sum(quantity * lines.get(line, 0) for line, quantity in quantities.items())
    if asked > left_fen:
        percent = f"{permille / 10:g}%"
        refusals.append(
            Refusal("", "supplement_too_much", asked_fen=asked, left_fen=left_fen, percent=percent)
        )
    return refusals


def same_prices(*, lines: Sequence[Mapping[str, Any]], agreed: Mapping[int, int]) -> bool:
    """Whether each line of a supplement (listing, price_fen) has the price its contract agreed for that listing."""
    return all(agreed.get(line["listing"]) == line["price_fen"] for line in lines)
