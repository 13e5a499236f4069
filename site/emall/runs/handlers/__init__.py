"""Pages of the whole run of a purchase, and the public meter."""

from emall.runs.handlers.meter import PublicMeter
from emall.runs.handlers.pack import OrderPack, SettlementPack
from emall.runs.handlers.run import OrderRun, SupplierRun

ROUTES = [OrderRun, SupplierRun, PublicMeter, OrderPack, SettlementPack]

__all__ = ["ROUTES", "OrderPack", "OrderRun", "PublicMeter", "SettlementPack", "SupplierRun"]
