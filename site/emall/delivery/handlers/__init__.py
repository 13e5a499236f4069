"""The addresses of delivery: parcels, counting in, judging, signing, photos, cancelling, goods that come back."""

from emall.delivery.handlers.acceptance import Delivery
from emall.delivery.handlers.after_sales import AfterSaleAsking, AfterSales
from emall.delivery.handlers.cancellation import Cancellations
from emall.delivery.handlers.endings import Endings
from emall.delivery.handlers.handover import Handover
from emall.delivery.handlers.photos import Photos, picture
from emall.delivery.handlers.sheets import Signatures, file, paper
from emall.delivery.handlers.shipments import Shipments

ROUTES = [
    Shipments,
    Delivery,
    Cancellations,
    Signatures,
    Photos,
    Handover,
    AfterSaleAsking,
    AfterSales,
    Endings,
    paper,
    file,
    picture,
]

__all__ = ["ROUTES"]
