"""Topics of the help centre: which there are, where they stand and for whom they matter most."""

from dataclasses import dataclass

from emall.web.language import N_


@dataclass(frozen=True, slots=True)
class Topic:
    """One help topic (帮助主题): its text lies in content/<slug>.<language>.txt."""

    slug: str
    group: str
    icon: str
    duties: frozenset[str] = frozenset()


GROUPS = {
    "buying": N_("Buying"),
    "money": N_("Money, prices and policy"),
    "deciding": N_("Approving and accepting"),
    "supplying": N_("For suppliers"),
    "accounts": N_("Accounts and this site"),
}

_BUYER, _APPROVER, _RECEIVER = frozenset({"buyer"}), frozenset({"approver"}), frozenset({"receiver"})
_SELLERS = frozenset({"seller", "seller_admin"})
_MONEY = frozenset({"accountant", "finance"})
_OFFICE = frozenset({"unit_admin", "centre", "county", "system"})

TOPICS: tuple[Topic, ...] = (
    Topic("buying", "buying", "shopping-cart", _BUYER),
    Topic("ranking", "buying", "search", _BUYER | _SELLERS),
    Topic("reordering", "buying", "refresh", _BUYER),
    Topic("quick-order", "buying", "file-spreadsheet", _BUYER),
    Topic("returned", "buying", "arrow-back-up", _BUYER),
    Topic("cancelling", "buying", "x", _BUYER | _SELLERS),
    Topic("planning", "buying", "file-text", _BUYER | _APPROVER | _MONEY),
    Topic("contracts", "buying", "signature", _BUYER | _APPROVER | _SELLERS),
    Topic("asking", "buying", "clipboard-list", _BUYER | frozenset({"requester"})),
    Topic("budgets", "money", "wallet", _BUYER | _MONEY),
    Topic("settling", "money", "receipt-yuan", _BUYER | _APPROVER | _MONEY | _SELLERS),
    Topic("prices", "money", "scale", _BUYER | _SELLERS),
    Topic("policy-tags", "money", "leaf", _BUYER | _SELLERS),
    Topic("figures", "money", "chart-bar"),
    Topic("approving", "deciding", "clipboard-check", _APPROVER),
    Topic("receiving", "deciding", "truck-delivery", _RECEIVER),
    Topic("going-back", "deciding", "truck-return", _BUYER | _RECEIVER | _SELLERS),
    Topic("deadlines", "deciding", "clock", _APPROVER | _RECEIVER | _SELLERS),
    Topic("supplying", "supplying", "building-store", _SELLERS),
    Topic("selling", "supplying", "tag", _SELLERS),
    Topic("signing-in", "accounts", "key"),
    Topic("onboarding", "accounts", "users", _OFFICE),
    Topic("search-words", "accounts", "search", frozenset({"centre", "system"})),
    Topic("accessibility", "accounts", "wheelchair"),
    Topic("browsers", "accounts", "device-desktop"),
)

BY_SLUG = {topic.slug: topic for topic in TOPICS}

DEADLINE_NAMES = {
    "approval_days": (
        N_("An approver decides"),
        N_("Without a decision the request goes back to the buyer."),
    ),
    "supplier_answer_days": (
        N_("A supplier accepts or declines"),
        N_("Without an answer the order expires and the money is free again."),
    ),
    "receive_days": (N_("Arrived goods are received"), N_("After that the parcel stands out in your list.")),
    "accept_days": (N_("Received goods are accepted"), N_("After that the order stands out in your list.")),
    "replace_days": (N_("Rejected goods are replaced"), N_("The supplier sends the missing quantity again.")),
    "plan_review_days": (
        N_("Each review of a purchase plan"),
        N_("After that the plan stands out as late; it stays where it is."),
    ),
    "announce_contract_days": (
        N_("A contract is announced"),
        N_("Contracts with state or trade secrets are left out, with a reason."),
    ),
    "file_contract_days": (
        N_("A contract is filed with finance"),
        N_("After that it stands out at the finance bureau's desk."),
    ),
    "invoice_days": (
        N_("The supplier issues the invoice"),
        N_("Counted from complete acceptance; after that the order stands out as late."),
    ),
    "settle_days": (N_("The buyer settles"), N_("Counted from the invoice.")),
    "settle_review_days": (N_("The settlement is reviewed"), N_("Counted from its submission.")),
    "treasury_days": (
        N_("The treasury answers a payment"),
        N_("Without an answer the payment is looked into before anything is sent again."),
    ),
}
