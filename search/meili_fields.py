"""The texts of a listing as the search server keeps them: what it is called apart from what else it is known by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from search.analysis import Terms, joined, normalise, read, runs
from search.meili_text import (
    Names,
    mark_of_char,
    mark_of_name,
    mark_of_spelling,
    mark_of_suffixed,
    marks_of_suffixed,
    spelled_out,
)
from search.segment import spelled, words_for_query
from search.words import ProductDocument

_LONGEST_SPELLED = 8


def texts(document: ProductDocument, names: Names) -> dict[str, Any]:
    """Every searched field of a listing."""
    called = (document.title, document.brand, *document.brand_aliases, document.model)
    other = (*document.category_names[-2:], *document.keywords)
    known = {name: names.stands(name, called) for name in names.within((*called, *other))}
    kind_names, kind = _kind(document, names)
    return {
        "kind_names": kind_names,
        "kind": kind,
        **_called(document, called, [name for name, stands in known.items() if stands]),
        **_otherwise(document, other, [name for name, stands in known.items() if not stands]),
        **_aside(document),
    }


def _called(document: ProductDocument, called: Sequence[str], known: Iterable[str]) -> dict[str, Any]:
    """What the goods are called by title, brand and model: `names` holds the model in the forms it is typed in too."""
    terms, ends = read(called), read((document.title,), spelling=False).ends
    models = [form for brand in called[1:-1] for form in joined(brand, document.model)]
    marks = (*map(mark_of_name, known), *map(mark_of_char, ends), *marks_of_suffixed(called))
    return {
        "names": each([*marks, *models]),
        "title_text": spelled_out(document.title),
        "model_forms": each([*terms.latin, *models]),
        "brand_text": each(map(spelled_out, called[1:])),
        "pinyin": sorted(terms.pinyin),
        "initials": sorted(terms.initials),
        "chars": [*map(mark_of_char, sorted(terms.chars)), *map(mark_of_suffixed, ends)],
        "spellings": sorted(map(mark_of_spelling, terms.pinyin)),
    }


def _otherwise(document: ProductDocument, other: Sequence[str], known: Iterable[str]) -> dict[str, Any]:
    """What else they are known by: categories and keywords."""
    terms = [_read_often(text) for text in other]
    chars = sorted({char for one in terms for char in one.chars})
    pinyin = each(chain.from_iterable(one.pinyin for one in terms))
    return {
        "other_names": each(
            [*map(mark_of_name, known), *map(mark_of_char, chars), *marks_of_suffixed(other)]
        ),
        "category_text": each(map(spelled_out, reversed(document.category_names[-2:]))),
        "keyword_text": each(map(spelled_out, document.keywords)),
        "other_spelled": each([*pinyin, *chain.from_iterable(one.initials for one in terms)]),
        "other_spellings": [mark_of_spelling(one) for one in pinyin],
    }


def _aside(document: ProductDocument) -> dict[str, Any]:
    """What is said of them without naming them."""
    said = (document.specs, *document.category_names[:-2])
    return {
        "supplier_text": spelled_out(document.supplier_name),
        "spec_text": each(map(spelled_out, said)),
        "aside_names": marks_of_suffixed((document.supplier_name, *said)),
    }


def _kind(document: ProductDocument, names: Names) -> tuple[list[str], list[str]]:
    """The words of the title that say what it is, for its category is called so: marks of names, and all other ways."""
    leaf = normalise(document.category_names[-1]) if document.category_names else ""
    chinese = [run for is_chinese, run in runs(normalise(document.title)) if is_chinese and leaf]
    for run in chinese:  # the first that says it: of "信封 5号 牛皮纸" no more than 信封
        words = [word for word in words_for_query(run) if _says_what(word, leaf)]
        if words:
            return [*map(mark_of_name, names.within(words))], each(_forms_of_kind(run, leaf))
    return [], []


@lru_cache(maxsize=16_384)  # most titles say it in the same words
def _forms_of_kind(run: str, leaf: str) -> tuple[str, ...]:
    words = words_for_query(run)
    forms: list[str] = []
    for at, word in enumerate(words):
        if not _says_what(word, leaf):
            continue
        forms += [spelled_out(word), mark_of_char(word[-1]), mark_of_suffixed(word[-1])]
        for start in range(max(0, at - 3), at + 1):
            together = "".join(words[start : at + 1])
            forms += spelled(together) if 2 <= len(together) <= _LONGEST_SPELLED else ()
    return tuple(forms)


def _says_what(word: str, leaf: str) -> bool:
    return word in leaf or word[-1] in leaf


@lru_cache(maxsize=8192)  # categories and keywords come again and again
def _read_often(text: str) -> Terms:
    return read((text,))


def each(values: Iterable[str]) -> list[str]:
    """The values in their order, each once, without empty ones."""
    return [value for value in dict.fromkeys(values) if value]
