"""Reads of delivery: what forms show, sheets with their checks and signers, photos, and goods that come back."""

from emall.delivery.queries.after_sales import after_sale, askable, open_after_sales
from emall.delivery.queries.pages import carriers, people_of, to_accept, to_receive, to_ship
from emall.delivery.queries.photos import live_link, photo_bytes, photos_of, pictures_of, receiver_of_link
from emall.delivery.queries.sheets import sheet_to_sign, sheets_of

__all__ = [
    "after_sale",
    "askable",
    "carriers",
    "live_link",
    "open_after_sales",
    "people_of",
    "photo_bytes",
    "photos_of",
    "pictures_of",
    "receiver_of_link",
    "sheet_to_sign",
    "sheets_of",
    "to_accept",
    "to_receive",
    "to_ship",
]
