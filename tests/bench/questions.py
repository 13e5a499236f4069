"""What people would type into the search box of a generated city, kind by kind, drawn from what is on sale there."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pypinyin import lazy_pinyin

from emall.database import DB, Row
from emall.kernel.regions import COUNTIES
from search import SearchQuery

SEED = 20260723
SAMPLED = 3_000
REQUESTS = (
    "我们办公室要买一批{noun}最好送货上门",
    "有没有便宜一点的{noun}给学校用",
    "想给{county}的单位采购{noun}要求能开发票",
    "{noun}{spec}的哪家好一点",
    "请问{brand}的{noun}多少钱一个",
    "急用{noun}明天能送到吗",
)


@dataclass(frozen=True, slots=True)
class Told:
    """A listing on sale as questions are made of it."""

    title: str
    brand: str
    latin: str
    model: str
    noun: str
    word: str
    spec: str
    leaf: str
    policy: str
    price_fen: int


@dataclass(frozen=True, slots=True)
class Question:
    """A text and the kind of question it is."""

    kind: str
    text: str


async def told() -> list[Told]:
    """Some thousand listings, always the same ones of the same city."""
    rows = await DB.fetch(
        "SELECT l.id, l.title, l.tags, l.price_fen, p.model, p.spec, b.name AS brand, b.name_en, c.name AS noun,"
        " c.hint, c.code FROM listing l JOIN product p ON p.id = l.product JOIN brand b ON b.id = p.brand"
        " JOIN category c ON c.id = p.category"
        " WHERE l.id % greatest(1, (SELECT count(*) / $1 FROM listing)) = 0 ORDER BY l.id",
        SAMPLED,
    )
    chance = random.Random(SEED)
    return [_told(row, chance) for row in rows]


def _told(row: Row, chance: random.Random) -> Told:
    noun = row.noun.partition("与")[0]
    spec = chance.choice(row.spec)[1].split(" ")[0]
    words = [noun, *row.hint.split()]
    return Told(
        row.title,
        row.brand,
        row.name_en,
        row.model,
        noun,
        chance.choice(words),
        spec,
        row.code,
        (row.tags or [""])[0],
        row.price_fen,
    )


def questions(goods: list[Told], count: int) -> list[Question]:
    """About `count` questions, as many of each kind, none twice."""
    chance = random.Random(SEED)
    each = -(-count // len(KINDS))
    found: list[Question] = []
    for kind, make in KINDS.items():
        texts: dict[str, None] = {}
        for _ in range(each * 20):
            texts.setdefault(make(chance.choice(goods), chance))
            if len(texts) == each:
                break
        found += [Question(kind, text) for text in texts]
    return found


def _broad(one: Told, chance: random.Random) -> str:
    return one.word[-1] if chance.random() < 0.15 else one.word


def _two(one: Told, chance: random.Random) -> str:
    return chance.choice((f"{one.brand} {one.word}", f"{one.noun} {one.spec}", f"{one.brand}{one.noun}"))


def _model(one: Told, chance: random.Random) -> str:
    flat = one.model.replace("-", "")
    return chance.choice((one.model, flat, flat.lower(), f"{one.latin.lower()}{flat.lower()}"))


def _pinyin(one: Told, chance: random.Random) -> str:
    word = chance.choice((one.word, one.noun, one.brand + one.noun))
    return "".join(lazy_pinyin(word)).lower()


def _initials(one: Told, chance: random.Random) -> str:
    return "".join(part[0] for part in lazy_pinyin(chance.choice((one.word, one.noun)))).lower()


def _typo(one: Told, chance: random.Random) -> str:
    text = chance.choice((one.model.lower(), "".join(lazy_pinyin(one.noun)), one.latin.lower()))
    at = chance.randrange(max(1, len(text) - 1))
    swapped = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
    return chance.choice((swapped, text[:at] + text[at + 1 :])) or text


def _title(one: Told, chance: random.Random) -> str:
    return one.title


def _plain(one: Told, chance: random.Random) -> str:
    county = chance.choice(COUNTIES).short
    return chance.choice(REQUESTS).format(noun=one.word, county=county, spec=one.spec, brand=one.brand)


KINDS: dict[str, Callable[[Told, random.Random], str]] = {
    "broad word": _broad,
    "two words": _two,
    "model": _model,
    "pinyin": _pinyin,
    "initials": _initials,
    "typo": _typo,
    "whole title": _title,
    "plain request": _plain,
}


def filtered(query: SearchQuery, one: Told, chance: random.Random) -> SearchQuery:
    """The same question narrowed in two or three ways, as a buyer would after the first look."""
    narrowed = replace(query, regions=(chance.choice(COUNTIES).code,), in_stock_only=chance.random() < 0.5)
    ways = chance.randrange(4)
    if ways == 0:
        return replace(narrowed, brands=(one.brand,))
    if ways == 1 and one.policy:
        return replace(narrowed, policy_all=(one.policy,))
    if ways == 2:
        return replace(narrowed, price_max_fen=one.price_fen * 2)
    return replace(narrowed, category=one.leaf)


def browsing(goods: list[Told], count: int, facets: tuple[str, ...]) -> Iterator[SearchQuery]:
    """Lists without words: everything, and shelf by shelf, with other sorts among them."""
    chance = random.Random(SEED)
    for number in range(count):
        leaf = "" if number % 3 == 0 else chance.choice(goods).leaf
        sort = chance.choice(("relevance", "relevance", "price_asc", "sales"))
        yield SearchQuery(category=leaf, sort=sort, size=24, facets=facets, prices=True)  # type: ignore[arg-type]


def typed(goods: list[Told], count: int) -> list[str]:
    """Every beginning of about `count` words: Chinese, spelled, models, brands."""
    chance = random.Random(SEED)
    words: dict[str, None] = {}
    for number in range(count * 4):
        one = chance.choice(goods)
        spelled = "".join(lazy_pinyin(one.word)).lower()
        words.setdefault(
            (one.word, spelled, one.model.lower(), one.brand + one.noun, one.latin.lower())[number % 5]
        )
        if len(words) == count:
            break
    return [word[:end] for word in words for end in range(1, len(word) + 1)]
