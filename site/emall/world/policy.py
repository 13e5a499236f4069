"""Policy tags of listings with their certificates, and whether each is still good on the day of making."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from emall.kernel import regions
from emall.world.offers import Offer, offers
from emall.world.shelves import brand_lines, leaves

ISSUERS = {
    "sme": "生产企业声明",
    "environment": "中环协（北京）认证机构",
    "energy": "中标节能认证机构",
    "disabled": "残疾人福利性单位声明",
    "prison": "省级监狱管理部门",
    "green_food": "浙江绿色食品办",
    "organic": "华东有机认证机构",
    "origin_mark": "国家地理标志登记",
    "heritage": "县级非遗名录",
    "hall": "丽水地方精品馆会审",
}
LETTERS = {
    "sme": "SM",
    "environment": "CEC",
    "energy": "CQC",
    "disabled": "FL",
    "prison": "JY",
    "green_food": "LB",
    "organic": "OGA",
    "origin_mark": "AGI",
    "heritage": "FY",
    "hall": "JPG",
}
ENDLESS = frozenset({"sme", "prison", "heritage"})  # declarations and registers without a last day


@dataclass(frozen=True, slots=True)
class Tag:
    """A policy tag with its evidence; `expires` is its last valid day, None for those that do not end."""

    kind: str
    certificate: str
    issuer: str
    expires: date | None

    def holds(self, day: date) -> bool:
        """Whether it still counts on that day."""
        return self.expires is None or self.expires >= day


@cache
def tags(today: date) -> dict[int, tuple[Tag, ...]]:
    """The tags of every listing by its id. One certificate in fifty has run out; where energy is mandatory none has, but two."""
    chance = random.Random("policy")
    return {offer.id: tuple(_tag(kind, offer, today, chance) for kind in _kinds(offer)) for offer in offers()}


def _kinds(offer: Offer) -> list[str]:
    brand = brand_lines()[offer.product.brand]
    kinds = ["sme"] if brand["maker_size"] != "large" else []
    if brand["welfare"]:
        kinds.append(brand["welfare"])
    return kinds + list(offer.product.marks)


def _tag(kind: str, offer: Offer, today: date, chance: random.Random) -> Tag:
    product = offer.product.id
    draw = chance.random()
    if kind in ENDLESS:
        return Tag(kind, f"{LETTERS[kind]}-{today.year}-{product:04d}", ISSUERS[kind], None)
    mandatory = kind == "energy" and leaves()[offer.product.leaf]["energy"] == "1"
    ended = offer.id % 97 == 0 if mandatory else draw < 0.02
    days = -5 - product % 40 if ended else 20 + (product * 53) % 680
    issuer = ISSUERS[kind]
    if kind == "heritage":
        issuer = regions.region(offer.product.origin).full + "非遗名录"
    return Tag(
        kind,
        f"{LETTERS[kind]}-{today.year - product % 2}-{product:04d}",
        issuer,
        today + timedelta(days=days),
    )
