"""Pages of the whole run of a purchase, and the public meter."""

from emall.runs.handlers.meter import PublicMeter
from emall.runs.handlers.run import OrderRun, SupplierRun

ROUTES = [OrderRun, SupplierRun, PublicMeter]

__all__ = ["ROUTES", "OrderRun", "PublicMeter", "SupplierRun"]
