"""The addresses of orders: the unit's list and pages, and the supplier's desk."""

from emall.orders.handlers.desk import Desk
from emall.orders.handlers.files import export, order_as_json
from emall.orders.handlers.orders import OwnOrders

ROUTES = [OwnOrders, Desk, export, order_as_json]

__all__ = ["ROUTES", "Desk", "OwnOrders"]
