"""Decisions of delivery on plain values: quantities, judging, goods that come back."""

from emall.delivery.rules.judging import (
    Finding,
    Item,
    Judgement,
    after_judgement,
    checklist_of,
    conclusion_of,
    looks_and_works,
    owed_again,
    refusals_for_acceptance,
    refusals_for_members,
)
from emall.delivery.rules.quantities import (
    Counts,
    counts_of,
    refusals_for_receipt,
    refusals_for_shipment,
    status_after_judgement,
    status_of,
)

__all__ = [
    "Counts",
    "Finding",
    "Item",
    "Judgement",
    "after_judgement",
    "checklist_of",
    "conclusion_of",
    "counts_of",
    "looks_and_works",
    "owed_again",
    "refusals_for_acceptance",
    "refusals_for_members",
    "refusals_for_receipt",
    "refusals_for_shipment",
    "status_after_judgement",
    "status_of",
]
