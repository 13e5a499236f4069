"""Goods on their way back keep an order from being invoiced and settled."""

from collections.abc import Iterable


async def open_after_sales(orders: Iterable[int]) -> set[int]:
    """Which of these orders have a return, exchange or repair that is not settled yet.

    The one place of this room that asks the delivery room about after-sale cases.
    """
    return set()
