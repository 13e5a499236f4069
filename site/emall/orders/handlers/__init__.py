"""The addresses of orders: the unit's list and pages, and the supplier's desk."""

from emall.orders.handlers.desk import Desk
from emall.orders.handlers.orders import OwnOrders

ROUTES = [OwnOrders, Desk]

__all__ = ["ROUTES", "Desk", "OwnOrders"]
