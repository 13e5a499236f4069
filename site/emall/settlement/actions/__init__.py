"""Deeds on invoices and settlement sheets."""

from emall.settlement.actions.locked import lock_settlement, orders_of
from emall.settlement.actions.paying import mark_ordered, mark_paid, mark_returned

__all__ = ["lock_settlement", "mark_ordered", "mark_paid", "mark_returned", "orders_of"]
