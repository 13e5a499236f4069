"""Deeds on orders and purchase sheets."""

from emall.orders.actions.answers import confirm, decline, tell_supplier, tell_unit, withdraw_sent
from emall.orders.actions.clock import expire_overdue
from emall.orders.actions.deadlines import due_in
from emall.orders.actions.drafts import draft, next_number
from emall.orders.actions.freezing import freeze_lines
from emall.orders.actions.moves import (
    follow,
    let_go,
    lines_of,
    lock_behind,
    lock_order,
    lock_orders,
    lock_orders_of,
    lock_purchase,
    lock_with,
    move,
    move_purchase,
    shrink,
    shrunk,
)
from emall.orders.actions.supervision import note_view

__all__ = [
    "confirm",
    "decline",
    "draft",
    "due_in",
    "expire_overdue",
    "follow",
    "freeze_lines",
    "let_go",
    "lines_of",
    "lock_behind",
    "lock_order",
    "lock_orders",
    "lock_orders_of",
    "lock_purchase",
    "lock_with",
    "move",
    "move_purchase",
    "next_number",
    "note_view",
    "shrink",
    "shrunk",
    "tell_supplier",
    "tell_unit",
    "withdraw_sent",
]
