"""Pages of payments: the unit's, the supplier's account, the treasury desk, and the letters of the treasury."""

from collections.abc import Sequence
from typing import Any

from emall.payments.handlers.account import SupplierAccount
from emall.payments.handlers.files import TreasuryFiles
from emall.payments.handlers.letters import letter, status
from emall.payments.handlers.release import PaymentPage, Payments
from emall.payments.handlers.simulator import Simulator
from emall.payments.handlers.treasury import Reconciliation, TreasuryDesk

ROUTES: Sequence[Any] = (
    Payments,
    PaymentPage,
    Reconciliation,
    SupplierAccount,
    TreasuryDesk,
    TreasuryFiles,
    letter,
    status,
)
DEMO_ROUTES: Sequence[Any] = (Simulator,)
