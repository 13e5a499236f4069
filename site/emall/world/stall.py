"""Rows of products and listings with their tiers, price history and policy tags."""

from __future__ import annotations

import random
from datetime import date

from emall.world.calendar import last_workday, moment, workday_before
from emall.world.goods import Product, products
from emall.world.offers import Offer, listing_day, off_reason, offers
from emall.world.places import place
from emall.world.policy import Tag, tags
from emall.world.prices import best_reference, histories
from emall.world.reading import Row
from emall.world.shelves import brand_ids, category_ids, maker_ids


def product_rows(today: date) -> list[Row]:
    """Rows of `product`."""
    made = moment(workday_before(today, 220), 20).isoformat()
    return [_product(product, today, made) for product in products()]


def _product(product: Product, today: date, made: str) -> Row:
    reference = best_reference(product, today)
    return {
        "id": product.id,
        "category": category_ids()[product.leaf],
        "brand": brand_ids()[product.brand],
        "maker": maker_ids()[product.maker],
        "model": product.model,
        "title": product.title,
        "family": product.family,
        "variant": product.variant,
        "unit": product.unit,
        "origin_region": "331102" if product.origin == "331100" else product.origin,
        "origin": place(product.origin),
        "spec": [list(pair) for pair in product.spec],
        "keywords": product.keywords,
        "gtin": product.gtin,
        "art": product.art,
        "tint": product.tint,
        "reference_fen": reference[0] if reference else None,
        "reference_on": reference[1].isoformat() if reference else None,
        "created_at": made,
    }


def listing_rows(today: date, *, held: dict[int, int], sold: dict[int, int]) -> list[Row]:
    """Rows of `listing`; `held` are units bound by open orders, `sold` units of the last 90 days, both by listing."""
    chance = random.Random("sales")
    good = tags(today)
    return [
        _listing(
            offer,
            today,
            good[offer.id],
            held.get(offer.id, 0),
            sold.get(offer.id, 0) + chance.randint(0, 60),
        )
        for offer in offers()
    ]


def _listing(offer: Offer, today: date, found: tuple[Tag, ...], held: int, sold: int) -> Row:
    history = histories(today)[offer.id]
    return {
        "id": offer.id,
        "product": offer.product.id,
        "supplier": offer.supplier,
        "sku_code": offer.sku_code,
        "title": offer.title,
        "subtitle": offer.product.subtitle,
        "price_fen": offer.price_fen,
        "price_version": len(history),
        "min_order": offer.min_order,
        "step": offer.step,
        "stock_on_hand": max(offer.stock, held),
        "stock_held": held,
        "delivery_days": offer.delivery_days,
        "regions": list(offer.regions),
        "status": offer.status,
        "off_reason": off_reason(offer),
        "tags": [tag.kind for tag in found if tag.holds(today)],
        "local_store": offer.local_store,
        "sales_90d": sold if offer.status == "live" else 0,
        "listed_at": moment(workday_before(today, listing_day(offer, today)), 30).isoformat(),
        "updated_at": moment(last_workday(history[-1][0].date()), 60).isoformat(),
        "version": len(history),
    }


def tier_rows() -> list[Row]:
    """Rows of `price_tier`."""
    tiers = [(offer.id, least, fen) for offer in offers() for least, fen in offer.tiers]
    return [
        {"id": number, "listing": listing, "from_quantity": least, "price_fen": fen}
        for number, (listing, least, fen) in enumerate(tiers, 1)
    ]


def change_rows(today: date) -> list[Row]:
    """Rows of `price_change`: tiers are told for the price in force only."""
    rows: list[Row] = []
    for offer in offers():
        history = histories(today)[offer.id]
        for version, (at, fen, reason) in enumerate(history, 1):
            rows.append(
                {
                    "id": len(rows) + 1,
                    "listing": offer.id,
                    "version": version,
                    "price_fen": fen,
                    "tiers": [list(tier) for tier in offer.tiers] if version == len(history) else [],
                    "changed_by": None,
                    "reason": reason,
                    "at": at.isoformat(),
                }
            )
    return rows


def tag_rows(today: date) -> list[Row]:
    """Rows of `policy_tag`, those that have run out included."""
    found = [(listing, tag) for listing, kinds in tags(today).items() for tag in kinds]
    return [
        {
            "id": number,
            "listing": listing,
            "kind": tag.kind,
            "certificate": tag.certificate,
            "issuer": tag.issuer,
            "expires_on": tag.expires.isoformat() if tag.expires else None,
        }
        for number, (listing, tag) in enumerate(found, 1)
    ]
