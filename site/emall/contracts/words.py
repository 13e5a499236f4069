"""The vocabulary of contracts: statuses and the moves between them, sides, deeds, and what refusals say."""

from enum import StrEnum

from emall.web.language import N_


class ContractStatus(StrEnum):
    """Where a contract (合同) stands."""

    TO_SIGN = "to_sign"  # 待签署
    HALF_SIGNED = "half_signed"  # 待对方签署: the unit's offer, signed
    IN_FORCE = "in_force"  # 已生效
    PUBLISHED = "published"  # 已公告
    FULFILLED = "fulfilled"  # 已履约
    TERMINATED = "terminated"  # 已终止
    VOID = "void"  # 未成立


C = ContractStatus

CONTRACT_MOVES = {
    C.TO_SIGN: frozenset({C.HALF_SIGNED, C.VOID}),
    C.HALF_SIGNED: frozenset({C.IN_FORCE, C.VOID}),
    C.IN_FORCE: frozenset({C.PUBLISHED, C.FULFILLED, C.TERMINATED}),
    C.PUBLISHED: frozenset({C.FULFILLED, C.TERMINATED}),
    C.FULFILLED: frozenset({C.IN_FORCE, C.PUBLISHED}),  # paid money came back
    C.TERMINATED: frozenset(),
    C.VOID: frozenset(),
}

RUNNING = frozenset({C.IN_FORCE, C.PUBLISHED})
CONCLUDED = RUNNING | {C.FULFILLED, C.TERMINATED}
"""Statuses of contracts that came into force."""


class Side(StrEnum):
    """Who signs (签署方)."""

    UNIT = "unit"  # 甲方
    SUPPLIER = "supplier"  # 乙方


SIDE_NAMES = {Side.UNIT: N_("Party A (buyer)"), Side.SUPPLIER: N_("Party B (supplier)")}

CONTRACT_PREFIX, FILING_PREFIX = "HT", "BA"
SIGNATURE_ALGORITHM = "ed25519"
LEAST_DIGEST = 12
"""So many first figures of a digest open the page that checks a paper."""

ACT_NAMES = {
    "contract.offer": N_("Drawn up and signed for the buyer"),
    "contract.conclude": N_("Signed for the supplier; in force"),
    "contract.void": N_("Not concluded"),
    "contract.terminate": N_("Terminated"),
    "contract.fulfil": N_("Fulfilled: delivered, accepted and paid"),
    "contract.reopen": N_("Open again: the payment came back"),
    "contract.file": N_("Filed with the Finance Bureau"),
    "contract.announce": N_("Announced"),
    "contract.keep_secret": N_("Kept from announcement"),
    "contract.supplement": N_("Supplement ordered"),
    "contract.supplement_back": N_("Supplement not concluded"),
}

VOID_REASONS = {
    "declined": N_("The supplier declined the order."),
    "expired": N_("The supplier did not answer in time."),
    "withdrawn": N_("The buyer took the order back before the answer."),
    "cancelled": N_("Both sides agreed to cancel the order."),
}


class Tab(StrEnum):
    """What a list of contracts shows."""

    ALL = "all"
    UNDER_WAY = "under_way"
    SUPPLEMENTS = "supplements"
    FULFILLED = "fulfilled"
    ENDED = "ended"
    TO_FILE = "to_file"
    TO_ANNOUNCE = "to_announce"
    LATE = "late"
    SECRET = "secret"


TAB_NAMES = {
    Tab.ALL: N_("All contracts"),
    Tab.UNDER_WAY: N_("Being performed"),
    Tab.SUPPLEMENTS: N_("Supplements"),
    Tab.FULFILLED: N_("Fulfilled"),
    Tab.ENDED: N_("Terminated or not concluded"),
    Tab.TO_FILE: N_("To file"),
    Tab.TO_ANNOUNCE: N_("To announce"),
    Tab.LATE: N_("Late"),
    Tab.SECRET: N_("Kept secret"),
}
OWN_TABS = (Tab.ALL, Tab.UNDER_WAY, Tab.SUPPLEMENTS, Tab.FULFILLED, Tab.ENDED)
DESK_TABS = (Tab.ALL, Tab.LATE, Tab.TO_FILE, Tab.TO_ANNOUNCE, Tab.SECRET, Tab.SUPPLEMENTS, Tab.ENDED)

SENTENCES = {
    "contract_moved_on": N_("Contract %(number)s has moved on meanwhile. Look at where it stands now."),
    "contract_needs_a_person": N_(
        "Only a person signs a contract: order %(number)s has to be passed on by one."
    ),
    "contract_other_side": N_("Only the supplier of order %(number)s signs for it."),
    "secrecy_needs_a_reason": N_("Say which state or trade secret the contract holds."),
    "contract_already_announced": N_(
        "The contract is announced already; what is public cannot be made secret."
    ),
    "contract_not_public": N_("This contract is kept secret and is not announced."),
    "supplement_nothing": N_("Say how much more you need of at least one line."),
    "supplement_too_much": N_(
        "This supplement comes to ¥%(asked)s; at most ¥%(left)s may be added to the contract: all supplements"
        " together stay within %(percent)s of its amount (Government Procurement Law, article 49). Buy what goes"
        " beyond it as a new purchase."
    ),
    "supplement_not_running": N_("Only a contract in force can be added to."),
    "supplement_of_supplement": N_("Add to the original contract %(number)s, not to its supplement."),
    "supplement_prices_fixed": N_(
        "A supplement keeps the prices of its contract. Withdraw this sheet and ask for the supplement again."
    ),
    "supplement_supplier_stopped": N_("The supplier takes no new orders at present."),
    "supplement_reason": N_("Say why more is needed."),
    "supplement_unknown_line": N_("This line is not part of the contract."),
}
"""What refusals of this room say."""
