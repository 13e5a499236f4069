"""Queries made from the titles by rule, asked of the engine: `python -W ignore -m tests.golden.derived`.

Nobody's judgement is in them. Right is every listing whose title contains all the words a query was made from,
read in the same way (as written, in pinyin, by initials), so that goods named alike are never counted as wrong.
"""

import asyncio
import random
import re
from collections.abc import Callable, Iterable, Sequence, Set
from functools import cache

import pypinyin

import tests.golden.alone  # noqa: F401  before anything of the shop
from search import ProductDocument
from tests.golden.expecting import plain
from tests.golden.filling import Goods, filled
from tests.golden.measuring import Question, asked
from tests.golden.printing import arguments, show

SEED, EACH = 20260, 120
CHINESE = re.compile("[一-鿿]+")
REMARKS = frozenset(
    {"送货到办公室", "含税含运", "整箱发货", "原厂正品"}
)  # a supplier's, no name of the goods

Reading = Callable[[str], str]
Made = tuple[str, Sequence[str], Reading] | None


@cache
def pinyin(text: str) -> str:
    """The text with its Chinese characters spelt, without tones."""
    return "".join(spelt for word in text.split() for spelt in pypinyin.lazy_pinyin(plain(word)))


@cache
def initials(text: str) -> str:
    """The text with each Chinese character as the first letter of its pinyin."""
    return "".join(part[0] if CHINESE.fullmatch(char) else part for char, part in _spelt(plain(text)))


def _spelt(text: str) -> list[tuple[str, str]]:
    return [(char, pypinyin.lazy_pinyin(char)[0]) for char in text]


def words(title: str) -> list[str]:
    """The words of a title, as written with blanks."""
    return [word for word in title.split() if word not in REMARKS]


def nouns(title: str) -> list[str]:
    """The words that are Chinese throughout and say what it is, the brand not among them."""
    return [word for word in words(title)[1:] if len(word) > 1 and CHINESE.fullmatch(word)]


class Maker:
    """Makes one query of each kind from a title; None where the title has nothing for it. Chance is seeded."""

    def __init__(self, chance: random.Random, models: Set[str]) -> None:
        self.chance, self.models = chance, models

    def words(self, one: ProductDocument) -> Made:
        """Two or three words in their order."""
        chosen = self._several(one)
        return (" ".join(chosen), chosen, plain) if chosen else None

    def concat(self, one: ProductDocument) -> Made:
        """Words run together."""
        chosen = self._several(one)
        return ("".join(chosen), chosen, plain) if chosen else None

    def swap(self, one: ProductDocument) -> Made:
        """Words in the wrong order."""
        chosen = self._several(one)
        return (" ".join(reversed(chosen)), chosen, plain) if chosen else None

    def prefix(self, one: ProductDocument) -> Made:
        """The brand and a noun still being typed."""
        noun = self._noun(one, least=3)
        return (f"{one.brand} {noun[:-1]}", (one.brand, noun[:-1]), plain) if noun else None

    def substring(self, one: ProductDocument) -> Made:
        """A part of a noun: its beginning, its inside or its end."""
        noun = self._noun(one, least=3)
        if not noun:
            return None
        size = self.chance.randrange(2, len(noun))
        start = self.chance.randrange(len(noun) - size + 1)
        part = noun[start : start + size]
        return part, (part,), plain

    def model(self, one: ProductDocument) -> Made:
        """The model as written."""
        return self._model(one, lambda model: model)

    def model_joined(self, one: ProductDocument) -> Made:
        """The model in small letters without its hyphen."""
        return self._model(one, lambda model: model.lower().replace("-", ""))

    def model_swap(self, one: ProductDocument) -> Made:
        """The model with two neighbours changed over."""
        return self._model(one, self._swapped, least=6)

    def model_drop(self, one: ProductDocument) -> Made:
        """The model with a character missing."""
        return self._model(one, self._dropped, least=6)

    def latin_typo(self, one: ProductDocument) -> Made:
        """The brand in Latin letters with a slip, and a noun."""
        noun, name = self._noun(one), next(iter(one.brand_aliases), "")
        if not noun or len(name) < 5 or not name.isalpha():
            return None
        return f"{self._swapped(name)} {noun}", (one.brand, noun), plain

    def pinyin(self, one: ProductDocument) -> Made:
        """Brand and noun spelt."""
        noun = self._noun(one)
        return (f"{pinyin(one.brand)} {pinyin(noun)}", (one.brand, noun), pinyin) if noun else None

    def initials(self, one: ProductDocument) -> Made:
        """First letters of a noun."""
        noun = self._noun(one, least=3)
        return (initials(noun), (noun,), initials) if noun and len(noun) < 8 else None

    def pinyin_prefix(self, one: ProductDocument) -> Made:
        """The first letters of a spelt noun, its last syllable missing."""
        noun = self._noun(one, least=3)
        return (pinyin(noun[:-1]), (noun[:-1],), pinyin) if noun else None

    def _several(self, one: ProductDocument) -> list[str]:
        found, known = words(one.title), nouns(one.title)
        if len(found) < 3 or not known:
            return []
        chosen = {self.chance.choice(known), *self.chance.sample(found, 2)}
        return [word for word in found if word in chosen]

    def _noun(self, one: ProductDocument, *, least: int = 2) -> str:
        found = [noun for noun in nouns(one.title) if len(noun) >= least]
        return found[0] if found else ""

    def _model(self, one: ProductDocument, change: Callable[[str], str], *, least: int = 3) -> Made:
        if len(one.model) < least or CHINESE.search(one.model):
            return None
        text = change(one.model)
        if text != one.model and text in self.models:  # a slip that happens to name something else
            return None
        return text, (f" {one.model} ",), _as_token

    def _swapped(self, text: str) -> str:
        places = [
            at for at in range(1, len(text) - 1) if text[at] != text[at + 1] and text[at : at + 2].isalnum()
        ]
        if not places:
            return text
        at = self.chance.choice(places)
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]

    def _dropped(self, text: str) -> str:
        at = self.chance.randrange(1, len(text))
        return text[:at] + text[at + 1 :]


def _as_token(text: str) -> str:
    return f" {' '.join(text.casefold().split())} "


KINDS: dict[str, Callable[[Maker, ProductDocument], Made]] = {
    "words": Maker.words,
    "concat": Maker.concat,
    "swap": Maker.swap,
    "prefix": Maker.prefix,
    "substring": Maker.substring,
    "model": Maker.model,
    "model-joined": Maker.model_joined,
    "model-swap": Maker.model_swap,
    "model-drop": Maker.model_drop,
    "latin-typo": Maker.latin_typo,
    "pinyin": Maker.pinyin,
    "initials": Maker.initials,
    "pinyin-prefix": Maker.pinyin_prefix,
}


def derive(goods: Goods, *, each: int = EACH, seed: int = SEED) -> list[Question]:
    """Up to `each` different queries of every kind, the same ones for the same titles and seed."""
    titles = {one.title: one for one in sorted(goods.values(), key=lambda one: one.id)}
    ordered = [titles[title] for title in sorted(titles)]
    return [question for kind in KINDS for question in _of_kind(kind, ordered, each, seed)]


def _of_kind(kind: str, ordered: Sequence[ProductDocument], each: int, seed: int) -> Iterable[Question]:
    maker = Maker(random.Random(f"{seed} {kind}"), {one.model for one in ordered})
    found: dict[str, Question] = {}
    for one in maker.chance.sample(ordered, len(ordered)):
        made = KINDS[kind](maker, one)
        if made and made[0] not in found:
            found[made[0]] = _question(kind, *made)
        if len(found) == each:
            break
    return found.values()


def _question(kind: str, text: str, parts: Sequence[str], reading: Reading) -> Question:
    wanted = [reading(part) for part in parts]

    def right(one: ProductDocument) -> bool:
        title = reading(one.title)
        return all(part in title for part in wanted)

    return Question(kind, text, " + ".join(part.strip() for part in parts), right)


async def main() -> None:
    """Derive, ask and print."""
    given = arguments("How well queries made from the titles of the demo world are answered.")
    async with filled(given.engine) as (engine, goods):
        made = [one for one in derive(goods) if given.kind in (None, one.kind)]
        if not made:
            raise SystemExit(f"no queries of the kind {given.kind}")
        print(f"{given.engine}, {len(goods):,} listings, {len(made)} queries from their titles\n")
        show(asked(engine, goods, made), given, {})


if __name__ == "__main__":
    asyncio.run(main())
