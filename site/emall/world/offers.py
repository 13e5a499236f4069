"""Listings: who sells which product at what price, how many are left, how soon they come and to which counties."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from functools import cache

from emall.world.goods import Product, products
from emall.world.organisations import supplier_ids
from emall.world.places import COUNTY_CODES
from emall.world.reading import Line, lines, shelf_price

MOST_SELLERS = 3
SUFFIXES = ("", "", "", "", " 送货到办公室", " 整箱发货", " 原厂正品", " 含税含运")
LOCAL_STORES = frozenset(
    {
        "chuzhou",
        "oujiang",
        "liyang",
        "shanyun",
        "lianke",
        "yanquan",
        "wanhong",
        "nanming",
    }
)
STAPLES = {
    "copy-paper": "chuzhou",
    "toner": "chuzhou",
    "pens": "chuzhou",
    "binders": "chuzhou",
    "tissue": "chuzhou",
}
TIERED = frozenset({"office", "daily", "medical", "hardware", "teaching"})
BULK_LEAVES = {
    "print-work": (100, 50),
    "forms": (20, 5),
    "vegetables": (5, 1),
    "meat": (5, 1),
}
SLOW_LEAVES = frozenset(
    {
        "desks",
        "meeting-tables",
        "sofas",
        "screens",
        "copiers",
        "panels",
        "crafts",
        "school-desks",
    }
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A supplier's offer of a product; prices in fen per unit, tiers as (from quantity, fen)."""

    id: int
    product: Product
    supplier: int
    seller: str
    sku_code: str
    title: str
    price_fen: int
    tiers: tuple[tuple[int, int], ...]
    min_order: int
    step: int
    stock: int
    delivery_days: int
    regions: tuple[str, ...]
    status: str
    local_store: bool

    def price_for(self, quantity: int) -> int:
        """The price per unit (fen) when that many are bought."""
        return next(
            (fen for least, fen in reversed(self.tiers) if quantity >= least),
            self.price_fen,
        )


@cache
def offers() -> tuple[Offer, ...]:
    """Every listing, ids from 1, in the order of the products."""
    chance = random.Random("offers")
    found: list[Offer] = []
    for product in products():
        for seller in _sellers(product, chance):
            found.append(_offer(len(found) + 1, product, seller, chance))
    return tuple(found)


def _sellers(product: Product, chance: random.Random) -> list[Line]:
    """The maker when it sells here itself, and up to two dealers of that group; hall goods come from their maker."""
    own = [row for row in lines("suppliers") if row["name"] == product.maker]
    if own and ("hall" in product.marks or product.group in ("canteen", "plants", "printing")):
        return own
    dealers = [
        row
        for row in lines("suppliers")
        if product.group in row["groups"].split() and row not in own and row["kind"] in ("dealer", "etailer")
    ]
    room = max(0, chance.choice((1, 2, 2, MOST_SELLERS)) - len(own))
    chosen = own + chance.sample(dealers, min(room, len(dealers)))
    staple = [row for row in dealers if row["key"] == STAPLES.get(product.leaf) and row not in chosen]
    return (
        chosen + staple or [row for row in lines("suppliers") if product.group in row["groups"].split()][:1]
    )


def _offer(number: int, product: Product, seller: Line, chance: random.Random) -> Offer:
    own = seller["name"] == product.maker
    price = shelf_price(
        product.base_fen * (chance.randint(955, 985) if own else chance.randint(965, 1035)) // 1000
    )
    least, step = BULK_LEAVES.get(product.leaf, (1, 1))
    suffix = "" if own else chance.choice(SUFFIXES)
    return Offer(
        id=number,
        product=product,
        supplier=supplier_ids()[seller["key"]],
        seller=seller["key"],
        sku_code=_sku_code(product, seller),
        title=product.title + suffix,
        price_fen=price,
        tiers=_tiers(product, price, chance),
        min_order=least,
        step=step,
        stock=_stock(product, chance),
        delivery_days=_days(product, seller, chance),
        regions=_served(seller),
        status=_status(chance),
        local_store=seller["key"] in LOCAL_STORES and product.leaf not in SLOW_LEAVES,
    )


def _sku_code(product: Product, seller: Line) -> str:
    """The article number as that seller writes it: two letters, the model where it is short, and the product."""
    letters = "".join(word[0] for word in seller["name_en"].split())[:2].upper()
    model = product.model if product.model.isascii() else product.leaf[:2].upper()
    return f"{letters}-{model[:20]}-{product.id:04d}"


def _tiers(product: Product, price: int, chance: random.Random) -> tuple[tuple[int, int], ...]:
    if product.group not in TIERED or price > 60_000 or chance.random() < 0.35:
        return ()
    steps = (
        (10, shelf_price(price * 975 // 1000)),
        (50, shelf_price(price * 950 // 1000)),
    )
    ladder = [(least, fen) for least, fen in steps if fen < price]
    return tuple(ladder[:1] if len(ladder) == 2 and ladder[0][1] == ladder[1][1] else ladder)


def _stock(product: Product, chance: random.Random) -> int:
    if chance.random() < 0.03:
        return chance.choice((0, 0, 3))
    most = 60 if product.base_fen > 200_000 else 300 if product.base_fen > 30_000 else 2_400
    return chance.randint(most // 6, most) * (10 if product.leaf in BULK_LEAVES else 1)


def _days(product: Product, seller: Line, chance: random.Random) -> int:
    if product.leaf in SLOW_LEAVES:
        return chance.randint(5, 9)
    if seller["key"] in LOCAL_STORES or product.group == "canteen":
        return chance.randint(1, 2)
    return chance.randint(2, 5)


def _served(seller: Line) -> tuple[str, ...]:
    told = seller["serves"].split()
    return COUNTY_CODES if told == ["all"] else tuple(code for code in COUNTY_CODES if code in told)


def _status(chance: random.Random) -> str:
    return chance.choices(
        ("live", "in_review", "price_hold", "off_shelf", "draft", "refused"),
        (945, 15, 12, 16, 7, 5),
    )[0]


def off_reason(offer: Offer) -> str:
    """What the desk says about a listing that is not on sale."""
    return {
        "price_hold": "标价高于核对日参考价，待供应商说明",
        "off_shelf": "供应商自行下架：换季" if offer.id % 2 else "一百八十天无成交，自动下架",
        "refused": "商品标题与规格不一致，请更正后重新提交",
    }.get(offer.status, "")


def listing_day(offer: Offer, today: date) -> int:
    """How many working days ago it was put on sale: between 20 and 200."""
    return 20 + (offer.id * 37 + today.year) % 180
