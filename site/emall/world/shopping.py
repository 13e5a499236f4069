"""What the units of the story buy: goods their plans cover, from a supplier that serves them, in likely quantities."""

from __future__ import annotations

import random
from collections.abc import Iterable
from functools import cache

from emall.budget.rules import fits
from emall.world.money import Paper, Purse, Treasury
from emall.world.offers import Offer, offers
from emall.world.organisations import supplier_ids
from emall.world.places import delivery_region
from emall.world.shelves import leaves

Want = tuple[Offer, int, Purse, Paper | None]

LIKING = {
    "bureau": (
        "office",
        "daily",
        "devices",
        "computing",
        "furniture",
        "printing",
        "canteen",
    ),
    "school": ("office", "teaching", "canteen", "daily", "medical", "computing"),
    "hospital": ("medical", "office", "daily", "canteen", "devices"),
    "town": ("office", "daily", "hardware", "printing"),
    "institution": ("office", "computing", "printing", "daily"),
    "soe": ("office", "daily", "hardware", "computing", "medical"),
}
DEAREST_LINE_FEN = 800_000


@cache
def shelf_of(seller: str) -> tuple[Offer, ...]:
    """What a supplier has on sale with enough in store."""
    return tuple(
        offer for offer in offers() if offer.seller == seller and offer.status == "live" and offer.stock >= 8
    )


@cache
def serving(region: str, group: str) -> tuple[str, ...]:
    """Suppliers that deliver goods of a group to a county."""
    return tuple(
        seller
        for seller in supplier_ids()
        if seller != "jinyun-duck"  # suspended
        and any(offer.product.group == group and region in offer.regions for offer in shelf_of(seller))
    )


def quantity_for(offer: Offer, chance: random.Random) -> int:
    """A likely quantity: dozens of cheap things, one or two dear ones, in the seller's steps."""
    price = offer.price_fen
    low, high = (
        (6, 40) if price < 5_000 else (2, 16) if price < 30_000 else (1, 6) if price < 200_000 else (1, 2)
    )
    wanted = min(chance.randint(low, high), max(1, DEAREST_LINE_FEN // price))
    return max(
        offer.min_order,
        offer.min_order + (wanted - offer.min_order) // offer.step * offer.step,
    )


def payer(treasury: Treasury, organisation: int, offer: Offer, fen: int) -> tuple[Purse, Paper | None] | None:
    """The purse, and the plan where one is needed, that can bear so many fen of these goods."""
    centres = treasury.centres_of(organisation)
    if centres:
        return centres[offer.id % len(centres)], None
    category = ("2022", leaves()[offer.product.leaf]["code"])
    for paper in treasury.plans_of(organisation):
        roomy = paper.edition == "2022" and paper.left >= fen * 12 // 10
        if roomy and fits(edition=paper.edition, code=paper.code, category=category):
            return paper.purse, paper
    return None


def random_wants(
    treasury: Treasury,
    unit: dict[str, str],
    organisation: int,
    kinds: int,
    chance: random.Random,
) -> list[Want]:
    """Up to so many lines from one supplier; empty where nothing fits this time."""
    region = delivery_region(unit["region"])
    group = chance.choice(LIKING[unit["kind"]])
    sellers = serving(region, group)
    if not sellers:
        return []
    seller = chance.choice(sellers)
    shelf = [
        offer for offer in shelf_of(seller) if region in offer.regions and offer.price_fen <= DEAREST_LINE_FEN
    ]
    picked = chance.sample(shelf, min(kinds * 2, len(shelf)))
    return _paid_for(
        treasury,
        organisation,
        ((offer, quantity_for(offer, chance)) for offer in picked),
        kinds,
    )


def told_wants(treasury: Treasury, organisation: int, seller: str, items: str) -> list[Want]:
    """The lines a told order names: "copy-paper*10;pens*6" from that seller, its first goods on each shelf."""
    wanted: list[tuple[Offer, int]] = []
    for item in items.split(";"):
        leaf, _, quantity = item.partition("*")
        found = [
            offer for offer in shelf_of(seller) if offer.product.leaf == leaf and offer.stock > int(quantity)
        ]
        wanted.append((found[len(wanted) % len(found)], int(quantity)))
    return _paid_for(treasury, organisation, wanted, len(wanted))


def _paid_for(
    treasury: Treasury,
    organisation: int,
    wanted: Iterable[tuple[Offer, int]],
    most: int,
) -> list[Want]:
    wants: list[Want] = []
    for offer, quantity in wanted:
        paid = payer(treasury, organisation, offer, offer.price_for(quantity) * quantity)
        if paid and len(wants) < most and offer.id not in {want[0].id for want in wants}:
            wants.append((offer, quantity, *paid))
    return wants
