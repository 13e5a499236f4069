"""Who releases payments, who hands them to the treasury and takes its answers, and who reads what."""

from collections.abc import Mapping
from typing import Any

from emall.accounts.words import Duty, OrganisationKind
from emall.budget.access import territory
from emall.kernel.regions import within
from emall.payments.words import Channel
from emall.web.visitor import Visitor

RELEASERS = (Duty.ACCOUNTANT,)
UNIT_READERS = (Duty.ACCOUNTANT, Duty.BUYER, Duty.APPROVER, Duty.UNIT_ADMIN)
KEEPERS = (Duty.FINANCE,)
STAFF = (Duty.FINANCE, Duty.COUNTY, Duty.AUDIT)
PAYEES = (Duty.SELLER_ADMIN,)


def may_release(visitor: Visitor, settlement: Mapping[str, Any]) -> bool:
    """An accountant of the unit; that it is a third person is a rule with a sentence of its own."""
    return visitor.duty in RELEASERS and visitor.organisation == settlement["organisation"]


def may_keep(visitor: Visitor) -> bool:
    """Whether somebody hands files to the treasury and takes in its answers: the finance bureau alone."""
    return visitor.duty in KEEPERS


def may_enter_outcome(visitor: Visitor, payment: Mapping[str, Any]) -> bool:
    """Enterprises pay from their own bank: their accountant enters what the bank did."""
    return payment["channel"] == Channel.OWN_BANK and may_release(visitor, payment)


def channel_of(kind: str) -> Channel:
    """How organisations of a kind pay: public units through the treasury, enterprises from their own bank."""
    return Channel.OWN_BANK if kind == OrganisationKind.STATE_ENTERPRISE else Channel.TREASURY


def may_read(visitor: Visitor, payment: Mapping[str, Any]) -> bool:
    """The people of the unit, and staff whose territory covers it (`region`); enterprises' own payments not."""
    if visitor.duty in UNIT_READERS:
        return bool(visitor.organisation == payment["organisation"])
    covered = visitor.duty in STAFF and within(payment["region"], territory(visitor))
    return bool(covered and payment["channel"] == Channel.TREASURY)
