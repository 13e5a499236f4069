"""Every row of the demo world by table, in an order in which each finds what it points to."""

from __future__ import annotations

from datetime import date

from emall.world import (
    bulletin,
    keepsakes,
    letters,
    organisations,
    people,
    plannings,
    prices,
    purses,
    shelves,
    stall,
    story,
)
from emall.world.reading import Row

Rows = dict[str, list[Row]]


def everything(told: story.Story) -> Rows:
    """All tables but the journal; people have no passwords yet."""
    today = told.stage.today
    return {
        **_who(today),
        **_goods(told, today),
        "budget_line": purses.purse_rows(told.money),
        "budget_voucher": purses.voucher_rows(told.money, today),
        **_plans(told),
        **_deeds(told),
        **_left_lying(told),
        "notice": bulletin.notice_rows(today),
    }


def _who(today: date) -> Rows:
    posts = people.post_rows(today)
    return {
        "organisation": organisations.organisation_rows(today),
        "person": people.person_rows(today),
        "post": posts,
        "delivery_address": organisations.address_rows(),
        "invoice_profile": organisations.invoice_rows(),
        "approval_level": people.level_rows(posts),
        "supplier_profile": organisations.profile_rows(today),
    }


def _goods(told: story.Story, today: date) -> Rows:
    return {
        "official_category": shelves.official_rows(),
        "crosswalk": shelves.crosswalk_rows(),
        "category": shelves.category_rows(),
        "brand": shelves.brand_rows(),
        "maker": shelves.maker_rows(),
        "product": stall.product_rows(today),
        "reference_price": prices.reference_rows(today),
        "listing": stall.listing_rows(today, held=story.held_units(told), sold=story.sold_units(told)),
        "price_tier": stall.tier_rows(),
        "price_change": stall.change_rows(today),
        "policy_tag": stall.tag_rows(today),
    }


def _plans(told: story.Story) -> Rows:
    made = plannings.plannings(told.money, told.stage.cast, told.stage.today)
    rows = zip(purses.paper_rows(told.money), made, strict=True)
    return {
        "plan": [{**row, **plannings.made_columns(one, told.stage.cast)} for row, one in rows],
        "plan_step": plannings.step_rows(made),
    }


def _deeds(told: story.Story) -> Rows:
    papers = told.stage.papers
    return {
        **story.order_rows(told),
        "hold": story.hold_rows(told),
        "ledger_entry": story.ledger_rows(told),
        "approval_step": papers.approval_step,
        "shipment": papers.shipment,
        "shipment_line": papers.shipment_line,
        "receipt": papers.receipt,
        "receipt_line": papers.receipt_line,
        "acceptance": papers.acceptance,
        "acceptance_line": papers.acceptance_line,
        "cancellation": papers.cancellation,
        **_accounts(told),
    }


def _accounts(told: story.Story) -> Rows:
    kept = told.stage.accounts
    return {
        "invoice": kept.invoice,
        "invoice_line": kept.invoice_line,
        "invoice_order": kept.invoice_order,
        "settlement": kept.settlement,
        "settlement_order": kept.settlement_order,
        "treasury_batch": kept.treasury_batch,
        "payment": kept.payment,
        "treasury_answer": kept.treasury_answer,
        "review": kept.review,
        "touch": told.touches,
    }


def _left_lying(told: story.Story) -> Rows:
    lists, kept = keepsakes.list_rows(told)
    return {
        "cart_line": keepsakes.cart_rows(told),
        "shopping_list": lists,
        "shopping_list_line": kept,
        "message": letters.message_rows(told),
    }
