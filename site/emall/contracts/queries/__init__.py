"""Reading contracts: lists, one contract's page, the facts of a document, what the public may see."""

from emall.contracts.queries.facts import RULES, document_facts
from emall.contracts.queries.lists import Found, contracts_page, tab_counts
from emall.contracts.queries.page import ContractPage, contract_page, number_for_order, order_to_preview
from emall.contracts.queries.proofs import proof_of, proofs
from emall.contracts.queries.public import announced, announced_page
from emall.contracts.queries.supplements import supplement_lines

__all__ = [
    "RULES",
    "ContractPage",
    "Found",
    "announced",
    "announced_page",
    "contract_page",
    "contracts_page",
    "document_facts",
    "number_for_order",
    "order_to_preview",
    "proof_of",
    "proofs",
    "supplement_lines",
    "tab_counts",
]
