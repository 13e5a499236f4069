"""What a shop's page says about its supplier."""

from typing import Any

from markupsafe import Markup

from emall.catalogue.handlers.narrowing import chinese
from emall.catalogue.handlers.product_view import percent
from emall.database import Row
from emall.kernel.people import mask_name, mask_phone
from emall.suppliers.words import (
    KIND_NAMES,
    SIZE_NAMES,
    Standing,
)
from emall.web.formats import day, money
from emall.web.language import N_, gettext, ngettext
from emall.web.visitor import Visitor


def facts(row: Row, visitor: Visitor | None) -> dict[str, Any]:
    """Standing, service promises and figures; the contact only for those signed in, and masked."""
    return {
        "shop": row,
        "kind": gettext(KIND_NAMES.get(row.kind, N_("Supplier"))),
        "firm_size": gettext(SIZE_NAMES.get(row.size, "")),
        "suspended": row.standing == Standing.SUSPENDED,
        "on_time": percent(row.on_time_permille),
        "answers": answers_in(row.answer_minutes),
        "shop_facts": _promises(row, visitor),
    }


def _promises(row: Row, visitor: Visitor | None) -> list[tuple[str, str]]:
    made = [
        (gettext("Admitted batch"), chinese(row.admitted_batch)),
        (gettext("Agreement until"), day(row.agreement_until)),
        (gettext("Freight"), freight(row)),
        (
            gettext("Returns"),
            ngettext("within %(num)s day", "within %(num)s days", row.return_days),
        ),
        (
            gettext("Warranty"),
            ngettext("%(num)s month", "%(num)s months", row.warranty_months),
        ),
    ]
    return [*made, (gettext("Contact"), contact(row, visitor))]


def freight(row: Row) -> str:
    """What delivery costs and from which order on it is free."""
    if not row.freight_fen:
        return gettext("Delivery included")
    if not row.freight_free_fen:
        return f"¥{money(row.freight_fen)}"
    return gettext(
        "¥%(freight)s, free from ¥%(free)s",
        freight=money(row.freight_fen),
        free=money(row.freight_free_fen),
    )


def contact(row: Row, visitor: Visitor | None) -> str:
    """Name and number, masked; only for those signed in, as both belong to a person."""
    if visitor is None:
        return gettext("shown after signing in")
    return Markup("{} {}").format(chinese(mask_name(row.contact)), mask_phone(row.contact_phone))


def answers_in(minutes: int | None) -> str:
    """How fast half of the orders are answered."""
    if minutes is None:
        return "–"
    if minutes < 120:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    return ngettext("%(num)s hour", "%(num)s hours", minutes // 60)
