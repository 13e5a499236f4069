"""Goods for tests: categories with attributes, products and listings, each with only what a test says about them."""

from datetime import timedelta
from itertools import count
from typing import Any

from emall.database import DB
from emall.kernel import clock
from tests.making import make, make_supplier

numbers = count(1)

ATTRIBUTES = [
    {"key": "a1", "name": "规格", "name_en": "Size", "unit": "", "facet": True},
    {"key": "a2", "name": "定量", "name_en": "Grammage", "unit": "g/m²", "facet": True},
    {"key": "a3", "name": "白度", "name_en": "Whiteness", "unit": "%", "facet": False},
]


async def make_category(code: str = "copy-paper", *, parent: int | None = None, **more: Any) -> int:
    """A category under a group of its own, unless a parent is named; the one of that code if it is there."""
    known = await DB.fetch_value("SELECT id FROM category WHERE code = $1", code)
    if known:
        return int(known)
    if parent is None and not code.startswith("group-"):
        parent = await make_category(
            f"group-{code}", name="办公耗材", name_en="Office supplies", attributes=[]
        )
    facts = {
        "name": "复印纸",
        "name_en": "Copy paper",
        "attributes": ATTRIBUTES,
        **more,
    }
    blank = {
        "hint": "",
        "hint_en": "",
        "icon": "",
        "art": "",
        "unit": "箱",
        "official_edition": "2022",
    }
    plain = {
        "official_code": "A05040101",
        "energy_required": False,
        "vat_bp": 1300,
        "position": next(numbers),
    }
    return await make("category", code=code, parent=parent, **{**blank, **plain, **facts})


async def make_brand(name: str = "山青") -> int:
    """A brand by name."""
    known = await DB.fetch_value("SELECT id FROM brand WHERE name = $1", name)
    return int(known) if known else await make("brand", name=name, name_en="", aliases=["shanqing"])


async def make_maker(name: str = "丽水山青纸业有限公司", size: str = "small") -> int:
    """A maker by name."""
    known = await DB.fetch_value("SELECT id FROM maker WHERE name = $1", name)
    return (
        int(known) if known else await make("maker", name=name, size=size, region="331102", place="丽水莲都")
    )


async def make_product(
    *,
    category: str = "copy-paper",
    brand: str = "山青",
    spec: list[list[str]] | None = None,
    **more: Any,
) -> int:
    """A product with a model of its own."""
    number = next(numbers)
    facts = {
        "model": f"M{number}",
        "title": f"{brand} M{number} A4 复印纸",
        "unit": "箱",
        **more,
    }
    blank = {
        "family": "",
        "variant": "",
        "origin_region": "331102",
        "origin": "浙江丽水",
        "keywords": "",
        "gtin": "",
    }
    return await make(
        "product",
        category=await make_category(category),
        brand=await make_brand(brand),
        maker=await make_maker(),
        spec=spec or [["规格", "A4"], ["定量", "70 g/m²"]],
        created_at=clock.now(),
        **{**blank, "art": "goods-carton", "tint": "", "reference_fen": 12100, **facts},
    )


PLAIN: dict[str, Any] = {
    "subtitle": "",
    "status": "live",
    "off_reason": "",
    "min_order": 1,
    "step": 1,
    "stock_on_hand": 100,
    "stock_held": 0,
    "delivery_days": 2,
    "regions": ["331102"],
    "local_store": False,
    "sales_90d": 0,
    "version": 1,
}
"""Columns of a listing and what they are unless a test says otherwise."""


async def make_listing(
    *,
    product: int | None = None,
    supplier: int | None = None,
    price_fen: int = 11800,
    tiers: list[tuple[int, int]] | None = None,
    tags: list[str] | None = None,
    history: list[tuple[int, int]] | None = None,
    **more: Any,
) -> int:
    """A listing on sale; `history` holds (days ago, price). What is no column of it goes to a product of its own."""
    known = {*PLAIN, "title", "sku_code", "listed_at"}
    own = {name: more.pop(name) for name in list(more) if name in known}
    product = product or await make_product(**more)
    title = await DB.fetch_value("SELECT title FROM product WHERE id = $1", product)
    facts = {"title": title, "sku_code": f"SKU-{next(numbers)}", "listed_at": clock.now(), **PLAIN, **own}
    listing = await make(
        "listing",
        product=product,
        supplier=supplier or await make_supplier(region="331102"),
        price_fen=price_fen,
        price_version=1,
        tags=tags or [],
        updated_at=clock.now(),
        **facts,
    )
    await _dress(listing, tiers or [], tags or [], history or [(30, price_fen)])
    return listing


async def _dress(
    listing: int, tiers: list[tuple[int, int]], tags: list[str], history: list[tuple[int, int]]
) -> None:
    """Tiers, policy tags and past prices of a listing."""
    for start, fen in tiers:
        await make("price_tier", listing=listing, from_quantity=start, price_fen=fen)
    for kind in tags:
        await make("policy_tag", listing=listing, kind=kind, certificate="CEC-1", issuer="", expires_on=None)
    for version, (days, fen) in enumerate(history, 1):
        at = clock.now() - timedelta(days=days)
        await make(
            "price_change", listing=listing, version=version, price_fen=fen, tiers=[], reason="", at=at
        )
