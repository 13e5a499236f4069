"""The addresses of delivery: parcels, counting in, judging, cancelling by agreement."""

from emall.delivery.handlers.acceptance import Delivery, paper
from emall.delivery.handlers.cancellation import Cancellations
from emall.delivery.handlers.shipments import Shipments

ROUTES = [Shipments, Delivery, Cancellations, paper]

__all__ = ["ROUTES", "Cancellations", "Delivery", "Shipments", "paper"]
