"""Who may see a contract and do what to it; `contract` is a row with its own columns and the unit's `region`."""

from collections.abc import Mapping
from typing import Any

from emall.accounts.words import SUPPLIER_DUTIES, Duty
from emall.contracts.words import RUNNING
from emall.kernel.regions import within
from emall.orders.access import SUPERVISORS, UNIT_READERS
from emall.web.visitor import Visitor

Contract = Mapping[str, Any]


def may_view(visitor: Visitor, contract: Contract) -> bool:
    """People of both sides, and staff whose territory covers the unit."""
    return is_party(visitor, contract) or supervises(visitor, contract)


def is_party(visitor: Visitor, contract: Contract) -> bool:
    """Somebody of the buying unit or of the supplier."""
    if visitor.duty in UNIT_READERS:
        return bool(visitor.organisation == contract["organisation"])
    return visitor.duty in SUPPLIER_DUTIES and bool(visitor.organisation == contract["supplier"])


def supervises(visitor: Visitor, contract: Contract) -> bool:
    """Staff reading by territory; they see no full phone and no account."""
    return visitor.duty in SUPERVISORS and within(contract["region"], visitor.region)


def buys_for(visitor: Visitor, contract: Contract) -> bool:
    """A buyer of the unit whose contract it is."""
    return visitor.duty == Duty.BUYER and visitor.organisation == contract["organisation"]


def may_decide_publicity(visitor: Visitor, contract: Contract) -> bool:
    """A buyer of the unit, while a contract to be announced is neither announced nor secret."""
    return (
        buys_for(visitor, contract)
        and contract["announce_due_at"] is not None
        and contract["announced_at"] is None
        and not contract["secret_reason"]
    )


def may_supplement(visitor: Visitor, contract: Contract) -> bool:
    """A buyer of the unit, while an original contract runs and something may still be added."""
    return (
        buys_for(visitor, contract)
        and contract["status"] in RUNNING
        and contract["supplements"] is None
        and contract["supplement_limit_fen"] > contract["supplemented_fen"]
    )
