"""What the pages of approvals show: sheets to decide, the chains of a unit, and who stands in for whom."""

from emall.approvals.queries.chains import (
    Chain,
    approvers,
    categories,
    chain_of,
    chains,
    goods_of,
    human_of,
    known,
    levels_of,
)
from emall.approvals.queries.delegations import (
    absent_of,
    colleagues_for,
    covered_by,
    delegations_of,
    stand_ins_of,
)
from emall.approvals.queries.sheets import Inbox, Sheet, inbox, levels, sheet

__all__ = [
    "Chain",
    "Inbox",
    "Sheet",
    "absent_of",
    "approvers",
    "categories",
    "chain_of",
    "chains",
    "colleagues_for",
    "covered_by",
    "delegations_of",
    "goods_of",
    "human_of",
    "inbox",
    "known",
    "levels",
    "levels_of",
    "sheet",
    "stand_ins_of",
]
