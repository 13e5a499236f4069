"""The catalogue's addresses: the mall, shops, a supplier's own listings, pictures, the API."""

from emall.catalogue.handlers.api import products
from emall.catalogue.handlers.mall import Mall, Shop
from emall.catalogue.handlers.media import show as picture
from emall.catalogue.handlers.own import OwnListings

ROUTES = [Mall, Shop, OwnListings, products, picture]

__all__ = ["ROUTES", "Mall", "OwnListings", "Shop", "picture", "products"]
