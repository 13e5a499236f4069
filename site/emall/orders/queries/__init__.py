"""Reading orders: lists, desks, one order's page, and past deals of a product."""

from emall.orders.queries.deals import deals_of
from emall.orders.queries.desk import Count, Desk, desk, todo
from emall.orders.queries.lists import Orders, orders_page, tabs_for
from emall.orders.queries.page import OrderPage, order_page

__all__ = [
    "Count",
    "Desk",
    "OrderPage",
    "Orders",
    "deals_of",
    "desk",
    "order_page",
    "orders_page",
    "tabs_for",
    "todo",
]
