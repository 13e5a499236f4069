"""Reading invoices and settlement sheets."""

from emall.settlement.queries.owed import interest_of

__all__ = ["interest_of"]
