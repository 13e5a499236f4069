"""Goods on their way back keep an order from being invoiced and settled."""

from emall.delivery.queries import open_after_sales

__all__ = ["open_after_sales"]
