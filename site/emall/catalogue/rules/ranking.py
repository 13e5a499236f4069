"""How the words of a search meet one listing: which word was found where, or spelt how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from search.analysis import asked, bigrams, joined, normalise, pieces, runs
from search.segment import spelled, words_for_index, words_for_query

LONG_ENOUGH = 5
"""Latin words of so many letters are also found with one letter wrong, from `VERY_LONG` on with two."""
VERY_LONG = 9


@dataclass(frozen=True, slots=True)
class Goods:
    """The texts of a listing that are searched."""

    title: str
    brand: str = ""
    aliases: tuple[str, ...] = ()
    model: str = ""
    categories: tuple[str, ...] = ()
    keywords: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """How some words met the goods: `kind` is title, model, brand, category, keyword, synonym, pinyin, spelling,
    part or missing; `found` is what stands in the goods where that differs from what was typed."""

    kind: str
    words: tuple[str, ...]
    found: str = ""


@dataclass(slots=True)
class _Texts:
    """The goods read once: each place with its normalised text, and their Chinese and Latin words."""

    places: dict[str, str]
    models: set[str]
    chinese: set[str] = field(default_factory=set)
    latin: set[str] = field(default_factory=set)


def reasons(goods: Goods, text: str, synonyms: Mapping[str, Sequence[str]]) -> list[Reason]:
    """Each word of a text with how it was met, words met in the same way together, in the order typed."""
    texts, met = _read(goods), dict[tuple[str, str], list[str]]()
    for chinese, run in runs(asked(text)):
        for word in words_for_query(run) if chinese else (run,):
            how = _how(word, chinese, texts, synonyms)
            if word not in met.setdefault(how, []):
                met[how].append(word)
    return [Reason(kind, tuple(words), found) for (kind, found), words in met.items()]


def _read(goods: Goods) -> _Texts:
    places = {
        "title": normalise(goods.title),
        "brand": normalise(" ".join((goods.brand, *goods.aliases))),
        "category": normalise(" ".join(goods.categories)),
        "keyword": normalise(goods.keywords),
    }
    brands = (goods.brand, *goods.aliases)
    models = {form for brand in brands for form in joined(brand, goods.model)} | {normalise(goods.model)}
    texts = _Texts(places, models - {""})
    for place in (*places.values(), normalise(goods.model)):
        for chinese, run in runs(place):
            if chinese:
                texts.chinese.update(words_for_index(run))
            else:
                texts.latin.update(piece for group in pieces(run) for piece in group)
    return texts


def _how(word: str, chinese: bool, texts: _Texts, synonyms: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """(kind, what stands there) of one word; the plainest explanation first."""
    if _flat(word) in {_flat(model) for model in texts.models}:
        return "model", ""
    for kind, place in texts.places.items():
        if word in place:
            return kind, ""
    for other in synonyms.get(word, ()):
        if any(normalise(other) in place for place in texts.places.values()):
            return "synonym", other
    if chinese:
        shared = any(gram in place for gram in bigrams(word) for place in texts.places.values())
        return ("part", "") if shared else ("missing", "")
    return _spelt(word, texts)


def _spelt(word: str, texts: _Texts) -> tuple[str, str]:
    if any(_flat(word) in _flat(place) for place in (*texts.models, texts.places["title"])):
        return "model", ""
    for chinese in sorted(texts.chinese, key=len, reverse=True):
        full, initials = spelled(chinese)
        if len(chinese) > 1 and (word in (full, initials) or (len(word) > 2 and full.startswith(word))):
            return "pinyin", chinese
    for latin in sorted(texts.latin):
        if len(word) >= LONG_ENOUGH and _apart(word, latin) <= (2 if len(word) >= VERY_LONG else 1):
            return "spelling", latin
    return "missing", ""


def _flat(text: str) -> str:
    """Letters and digits alone: kfr-35gw and KFR 35GW are the same model."""
    return "".join(sign for sign in text if sign.isalnum())


def _apart(one: str, other: str) -> int:
    """Letters to change, add, drop or swap with a neighbour to make one word of the other."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before, row = list[int](), list(range(len(other) + 1))
    for at, sign in enumerate(one, 1):
        before, last, row = row, before, [at]
        for to, letter in enumerate(other, 1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (sign != letter))
            if at > 1 and to > 1 and sign == other[to - 2] and one[at - 2] == letter:
                cost = min(cost, last[to - 2] + 1)
            row.append(cost)
    return row[-1]
