"""What the demo buyers left lying about: goods in their carts and shopping lists."""

from __future__ import annotations

import random
from datetime import date

from emall.accounts.words import Duty
from emall.world.calendar import moment, workday_before
from emall.world.offers import Offer, offers
from emall.world.organisations import unit_ids
from emall.world.prices import histories
from emall.world.reading import Row
from emall.world.shopping import quantity_for
from emall.world.story import Story

BUYERS = ("edu", "longquan-high", "soe-city")
CART = {
    "edu": ("copy-paper", "pens", "toner", "binders"),
    "longquan-high": ("pens", "chalk"),
    "soe-city": ("tissue",),
}
LISTS = {
    "每月文印": ("copy-paper", "toner", "pens", "binders", "notebooks", "tape-glue"),
    "茶水间与保洁": (
        "tea",
        "cups",
        "tissue",
        "bin-bags",
        "detergents",
        "hand-soap",
        "cleaning-tools",
        "towels",
        "thermos",
    ),
}


def _first(leaf: str, region: str, skip: int = 0) -> Offer:
    found = [
        offer
        for offer in offers()
        if offer.product.leaf == leaf
        and offer.status == "live"
        and offer.stock > 60
        and region in offer.regions
    ]
    return found[skip % len(found)]


def cart_rows(story: Story) -> list[Row]:
    """Rows of `cart_line`; one was put there before its price went up."""
    today, rows = story.stage.today, list[Row]()
    chance = random.Random("carts")
    for key, shelves in CART.items():
        buyer = story.stage.cast.actor(unit_ids()[key], Duty.BUYER)
        region = "331181" if key.startswith("longquan") else "331102"
        for place, leaf in enumerate(shelves):
            offer = _first(leaf, region, skip=7)
            before = histories(today)[offer.id][0][1] if place == 2 else offer.price_fen
            rows.append(
                {
                    "id": len(rows) + 1,
                    "person": buyer.person,
                    "organisation": buyer.organisation,
                    "listing": offer.id,
                    "quantity": quantity_for(offer, chance),
                    "chosen": place != 1,
                    "seen_price_fen": before,
                    "seen_price_version": 1 if place == 2 else len(histories(today)[offer.id]),
                    "added_at": moment(workday_before(today, 3), 30 + place).isoformat(),
                }
            )
    return rows


def list_rows(story: Story) -> tuple[list[Row], list[Row]]:
    """Rows of `shopping_list` and `shopping_list_line`: what a unit buys month after month."""
    today, lists, kept = story.stage.today, list[Row](), list[Row]()
    chance = random.Random("lists")
    for key in BUYERS:
        buyer = story.stage.cast.actor(unit_ids()[key], Duty.BUYER)
        region = "331181" if key.startswith("longquan") else "331102"
        for age, (name, shelves) in zip((19, 15), LISTS.items(), strict=True):
            used = moment(workday_before(today, age), 50).isoformat()
            lists.append(
                {
                    "id": len(lists) + 1,
                    "organisation": buyer.organisation,
                    "owner": buyer.person,
                    "name": name,
                    "shared": True,
                    "used_at": used,
                    "created_at": moment(workday_before(today, 120), 50).isoformat(),
                }
            )
            for place, leaf in enumerate(shelves, 1):
                kept.append(
                    _list_line(
                        len(kept) + 1,
                        len(lists),
                        _first(leaf, region),
                        place,
                        today,
                        chance,
                    )
                )
    return lists, kept


def _list_line(
    number: int,
    owner: int,
    offer: Offer,
    place: int,
    today: date,
    chance: random.Random,
) -> Row:
    history = histories(today)[offer.id]
    return {
        "id": number,
        "shopping_list": owner,
        "listing": offer.id,
        "quantity": quantity_for(offer, chance),
        "last_price_fen": history[-2 if len(history) > 1 else -1][1],
        "position": place,
    }
