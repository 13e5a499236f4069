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
    brands = (document.brand, *document.brand_aliases)
    called = (document.title, *brands, document.model)
    other = (*document.category_names[-2:], *document.keywords)
    own = (document.supplier_name, document.specs, *document.category_names[:-2])
    terms, ends = read(called), read((document.title,), spelling=False).ends
    others = [_read_often(text) for text in other]
    spelled_other = each(chain.from_iterable((*one.pinyin, *one.initials) for one in others))
    known = names.within((*called, *other))
    of_name = {name: names.stands(name, called) for name in known}
    sounds = each(chain.from_iterable(one.pinyin for one in others))
    kind_names, kind = _kind(document, names)
    return {
        "kind_names": kind_names,
        "kind": kind,
        "names": _names(document, [name for name, so in of_name.items() if so], called, ends),
        "title_text": spelled_out(document.title),
        "model_forms": each([*terms.latin, *_models(document)]),
        "brand_text": each(map(spelled_out, (*brands, document.model))),
        "pinyin": sorted(terms.pinyin),
        "initials": sorted(terms.initials),
        "chars": [*map(mark_of_char, sorted(terms.chars)), *map(mark_of_suffixed, ends)],
        "other_names": _other_names([name for name, so in of_name.items() if not so], other, others),
        "category_text": each(map(spelled_out, reversed(document.category_names[-2:]))),
        "keyword_text": each(map(spelled_out, document.keywords)),
        "other_spelled": spelled_other,
        "spellings": sorted(map(mark_of_spelling, terms.pinyin)),
        "other_spellings": [mark_of_spelling(sound) for sound in sounds],
        "supplier_text": spelled_out(document.supplier_name),
        "spec_text": each(map(spelled_out, own[1:])),
        "aside_names": marks_of_suffixed(own),
    }


def _names(
    document: ProductDocument, known: Iterable[str], called: Sequence[str], ends: Iterable[str]
) -> list[str]:
    """Marks of names, of the last characters of title words, and the model in the forms it is typed in."""
    marks = (*map(mark_of_name, known), *map(mark_of_char, ends), *marks_of_suffixed(called))
    return each([*marks, *_models(document)])


def _other_names(known: Iterable[str], texts: Sequence[str], others: Sequence[Terms]) -> list[str]:
    chars = sorted({char for one in others for char in one.chars})
    return each([*map(mark_of_name, known), *map(mark_of_char, chars), *marks_of_suffixed(texts)])


def _models(document: ProductDocument) -> list[str]:
    brands = (document.brand, *document.brand_aliases)
    return each(form for brand in brands for form in joined(brand, document.model))


def _kind(document: ProductDocument, names: Names) -> tuple[list[str], list[str]]:
    """The words of the title that say what it is, for its category is called so: marks of names, and all other ways."""
    leaf = normalise(document.category_names[-1]) if document.category_names else ""
    chinese = [run for is_chinese, run in runs(normalise(document.title)) if is_chinese and leaf]
    words = [word for run in chinese for word in words_for_query(run) if _says_what(word, leaf)]
    forms = chain.from_iterable(_forms_of_kind(run, leaf) for run in chinese)
    return [*map(mark_of_name, names.within(words))], each(forms)


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
