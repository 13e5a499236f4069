"""Pages of invoices and settlement sheets."""

from collections.abc import Sequence
from typing import Any

from emall.settlement.handlers.invoices import Invoices, SoldInvoice
from emall.settlement.handlers.issuing import OwnInvoices
from emall.settlement.handlers.papers import Papers
from emall.settlement.handlers.sheets import Settlements

ROUTES: Sequence[Any] = (OwnInvoices, SoldInvoice, Invoices, Settlements, Papers)
