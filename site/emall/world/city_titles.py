"""Titles of listings as shops write them: each seller puts brand, model, figures and catchwords in an order of its own."""

from __future__ import annotations

import random
from functools import cache

from emall.world.city_goods import Good
from emall.world.reading import lines

LONGEST = 160
PRAISE = ("热卖", "爆款", "新品", "单位采购", "官方正品", "限时特惠", "厂家直供")
ENDINGS = (
    "送货上门",
    "整箱发货",
    "原厂正品",
    "含税含运",
    "支持开票",
    "次日达",
    "全新未拆封",
    "质保无忧",
    "量大从优",
)


@cache
def _catchwords(leaf: str, group: str) -> tuple[str, ...]:
    told = {row["of"]: row["words"].split() for row in lines("city-words")}
    return (*told.get(leaf, ()), *told[group])


def title_of(good: Good, style: int, chance: random.Random) -> str:
    """The title a seller of that style gives its listing."""
    words = _catchwords(good.family.leaf, good.family.group)
    catch = " ".join(chance.sample(words, chance.choice((0, 1, 1, 2, 3))))
    text = _shaped(good, style, catch, chance)
    if chance.random() < 0.22:
        text = f"{text} {chance.choice(ENDINGS)}"
    return " ".join(text.split())[:LONGEST]


def _shaped(good: Good, style: int, catch: str, chance: random.Random) -> str:
    brand, latin, model, words = good.brand.name, good.brand.latin, good.model, good.words
    match style:
        case 0 | 1:
            return f"{brand} {model} {words} {catch}"
        case 2:
            return f"{brand}（{latin}）{words} {model} {catch}"
        case 3:
            return f"{brand}/{latin.upper()} {model} {words} {catch}"
        case 4:
            return f"{brand}{model}{words.replace(' ', '')}{catch}"
        case 5:
            return f"{words} {brand}{model} {catch}"
        case 6:
            return f"【{chance.choice(PRAISE)}】{brand} {words} {model} {catch}"
        case _:
            return f"{brand} {catch} {words} {model}"
