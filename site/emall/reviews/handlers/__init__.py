"""The page of reviews of both sides."""

from emall.reviews.handlers.reviews import SupplierReviews, UnitReviews

ROUTES = [UnitReviews, SupplierReviews]

__all__ = ["ROUTES", "SupplierReviews", "UnitReviews"]
