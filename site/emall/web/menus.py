"""Where each duty finds its work: the navigation of desks and the row of links over a unit's own pages, one table each."""

from collections.abc import Mapping
from typing import NamedTuple

from jinja2 import pass_context
from jinja2.runtime import Context

from emall.web.language import N_, markup_gettext


class Link(NamedTuple):
    """A link of a menu: a message id, its address, its icon, and the duties that see it (all if empty)."""

    word: str
    href: str
    icon: str
    duties: frozenset[str] = frozenset()


class Shown(NamedTuple):
    """A link as the templates draw it; `number` is None where nothing is counted."""

    word: str
    href: str
    icon: str
    number: int | None
    now: bool


def _for(*duties: str) -> frozenset[str]:
    return frozenset(duties)


SELLERS = _for("seller", "seller_admin")
STAFF = _for("county", "finance", "centre", "audit")

DESK = (
    Link(N_("Today"), "/supplier", "home", SELLERS),
    Link(N_("Orders"), "/supplier/orders", "truck-delivery", SELLERS),
    Link(N_("Goods"), "/supplier/listings", "tag", SELLERS),
    Link(N_("Budget of the city"), "/desk/budget", "receipt-yuan", _for("finance", "county", "audit")),
    # plans
    Link(N_("Purchase plans"), "/desk/plans", "file-text", _for("finance", "county", "audit")),
    #
    # contracts
    Link(N_("Contracts"), "/supplier/contracts", "signature", SELLERS),
    Link(N_("Contracts"), "/desk/contracts", "signature", STAFF),
    #
    # settlement
    Link(N_("Invoices"), "/supplier/invoices", "file-invoice", SELLERS),
    Link(N_("Settlements"), "/settlements", "receipt", STAFF),
    #
    # payments
    Link(N_("Bank account and payments"), "/supplier/account", "wallet", SELLERS),
    Link(N_("Treasury"), "/desk/treasury", "currency-yuan", _for("finance", "county", "audit")),
    #
    # delays
    Link(N_("Red lights"), "/desk/delays", "alert-triangle", STAFF),
    Link(N_("Late and near"), "/supplier/delays", "clock", SELLERS),
    #
    # rulebook
    Link(N_("Rulebook"), "/desk/rules", "clipboard-check", _for("finance", "centre", "county", "audit")),
    #
    Link(N_("Budget by file"), "/desk/onboarding", "upload", _for("finance")),
    Link(N_("Units and people"), "/desk/onboarding", "users", _for("centre", "county", "system")),
    Link(N_("What people search"), "/desk/search", "search", _for("centre", "system")),
    Link(N_("Synonyms"), "/desk/search/synonyms", "arrows-exchange", _for("centre", "system")),
    Link(N_("People"), "/desk/people", "users", _for("security")),
    Link(N_("Orders"), "/orders", "clipboard-list", STAFF),
    Link(N_("Messages"), "/messages", "bell"),
    Link(N_("Announcements"), "/notices", "speakerphone", STAFF | _for("system", "security")),
    Link(N_("E-mall"), "/mall", "building-store", STAFF | _for("system", "security")),
    Link(N_("Help"), "/help", "help-circle"),
)
"""Left navigation of desks, in this order."""

UNIT = _for("buyer", "approver", "receiver", "accountant", "unit_admin")
PLANNERS = _for("buyer", "approver", "accountant", "unit_admin")

WORK = (
    Link(N_("My orders"), "/orders", "file-text", UNIT),
    Link(N_("Approvals"), "/approvals", "clipboard-check", _for("approver")),
    Link(N_("Budget"), "/budget", "wallet", PLANNERS),
    # requisitions
    Link(N_("Requests"), "/requests", "clipboard-list", UNIT | _for("requester")),
    Link(N_("Who approves"), "/unit/approvals", "users", _for("unit_admin")),
    Link(N_("Stand-ins"), "/unit/delegations", "user-check", _for("unit_admin")),
    Link(N_("Stand-ins"), "/account/delegations", "user-check", _for("approver", "receiver", "accountant")),
    #
    # plans
    Link(N_("Purchase plans"), "/plans", "file-text", PLANNERS),
    #
    # contracts
    Link(N_("Contracts"), "/contracts", "signature", UNIT),
    #
    # settlement
    Link(N_("Settlements"), "/settlements", "receipt", UNIT),
    #
    # payments
    Link(N_("Payments"), "/payments", "currency-yuan", _for("accountant")),
    Link(N_("Payment books"), "/payments/reconciliation", "scale", _for("accountant")),
    #
    # delays
    Link(N_("Late and near"), "/delays", "clock", UNIT),
    #
)
"""The row of links over the pages of a unit's own purchases, in this order."""


def _shown(links: tuple[Link, ...], duty: str, here: str, counts: Mapping[str, int | None]) -> list[Shown]:
    return [
        Shown(
            markup_gettext(link.word), link.href, link.icon, counts.get(link.href) or None, link.href == here
        )
        for link in links
        if not link.duties or duty in link.duties
    ]


@pass_context
def desk_menu(context: Context, here: str, counts: Mapping[str, int | None] | None = None) -> list[Shown]:
    """The left navigation of the visitor's desk; `here` is the address of the present entry."""
    visitor = context["visitor"]
    known = {"/messages": visitor.unread_count, **(counts or {})}
    return _shown(DESK, visitor.duty, here, known)


@pass_context
def work_menu(context: Context, here: str, counts: Mapping[str, int | None] | None = None) -> list[Shown]:
    """The row of links over a unit's own pages; empty for everybody else."""
    visitor = context["visitor"]
    return _shown(WORK, visitor.duty, here, counts or {})
