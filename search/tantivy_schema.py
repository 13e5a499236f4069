"""The fields of the embedded index and how a document fills them."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import tantivy

from search.analysis import Terms, joined, normalise, read
from search.segment import nouns, spelled
from search.words import ProductDocument

FORMAT = 3
"""Raised whenever fields or analysis change: an index of another format is not opened, but rebuilt."""

TEXT_FIELDS = (
    "words",
    "grams",
    "latin",
    "chars",
    "ends",
    "pinyin",
    "initials",
    "kind",
    "other",
    "other_spelled",
    "aside",
)
"""What the goods are called (the first seven), their category, what else they are known by, and what is said of them."""
KEY_FIELDS = ("category", "region", "policy", "hall", "delivery", "attrs", "brand", "home", "origin")
NUMBER_FIELDS = ("id", "version", "price", "supplier", "product", "delivery_days", "credit")
FLAGS = ("in_stock", "fresh")
SORT_FIELDS = ("by_price", "by_price_down", "by_sales", "by_newest", "by_rank")

_ID_BITS = 24
_ID_MASK = (1 << _ID_BITS) - 1
_SEPARATOR = "\x1f"


@cache
def schema() -> tantivy.Schema:
    """The schema, made once. `pk` is text: deleting by a number on an unsigned field silently deletes nothing."""
    made = tantivy.SchemaBuilder()
    made.add_text_field("pk", tokenizer_name="raw", index_option="basic")
    made.add_text_field("title", stored=True, tokenizer_name="raw", index_option="basic")
    for name in TEXT_FIELDS:
        option = {"grams": "position", "words": "freq", "latin": "freq"}.get(name, "basic")
        made.add_text_field(name, tokenizer_name="whitespace", index_option=option)
    made.add_text_field("hints", tokenizer_name="raw", index_option="basic")
    for name in KEY_FIELDS:
        made.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in (*NUMBER_FIELDS, *SORT_FIELDS):
        made.add_unsigned_field(name, indexed=name in ("id", "supplier", "product"), fast=True)
    for name in FLAGS:
        made.add_boolean_field(name, indexed=True, fast=True)
    made.add_float_field("weight", fast=True)
    return made.build()


def prepared(document: ProductDocument) -> tantivy.Document:
    """The index's own form of a document."""
    return of_fields(fields_of(document))


def of_fields(fields: dict[str, Any]) -> tantivy.Document:
    """A document of the index from its fields."""
    return tantivy.Document.from_dict(fields, schema())


def fields_of(document: ProductDocument) -> dict[str, Any]:
    """A document's values under the names of the index's fields."""
    title = read((document.title,))
    return {
        "pk": [str(document.id)],
        "title": [document.title],
        **_texts(document, title),
        "hints": sorted(_hints(document, title)),
        "category": list(dict.fromkeys(document.category_codes)),
        "region": list(dict.fromkeys(document.region_codes)),
        "policy": list(dict.fromkeys(document.policy_tags)),
        "hall": list(dict.fromkeys(document.hall_ids)),
        "delivery": list(dict.fromkeys(document.delivery)),
        "attrs": list(dict.fromkeys(document.attrs)),
        "brand": [document.brand] if document.brand else [],
        "home": [document.home] if document.home else [],
        "origin": [document.origin] if document.origin else [],
        "in_stock": [document.in_stock],
        "fresh": [document.fresh],
        **_numbers(document),
    }


def _texts(document: ProductDocument, title: Terms) -> dict[str, list[str]]:
    brands = (document.brand, *document.brand_aliases)
    names = [_read_often(text) for text in brands]
    main = (title, *names, _read_often(document.model))
    latin = [term for brand in brands for term in joined(brand, document.model)]
    kind = [_read_often(name) for name in document.category_names[-1:]]
    other = [_read_often(text) for text in (*document.category_names[-2:], *document.keywords)]
    said = (document.supplier_name, *document.category_names[:-2], *document.specs.split())
    aside = [_read_often(text) for text in said]
    return {
        "words": [" ".join(word for terms in main for word in terms.words)],
        "grams": [" ".join(gram for terms in main for gram in terms.grams)],
        "latin": [" ".join([*(term for terms in main for term in terms.latin), *latin])],
        "chars": [" ".join({char for terms in (*main, *other) for char in terms.chars})],
        "ends": [" ".join(title.ends)],
        "pinyin": [" ".join({one for terms in main for one in terms.pinyin})],
        "initials": [" ".join({one for terms in main for one in terms.initials})],
        "kind": [" ".join({one for terms in kind for one in (*terms.words, *terms.ends)})],
        "other": [_bag(other)],
        "other_spelled": [" ".join({one for terms in other for one in (*terms.pinyin, *terms.initials)})],
        "aside": [_bag(aside)],
    }


@lru_cache(maxsize=8192)  # brands, categories, keywords and suppliers come again and again
def _read_often(text: str) -> Terms:
    return read((text,))


def _bag(found: list[Terms]) -> str:
    return " ".join({one for terms in found for one in (*terms.words, *terms.grams, *terms.latin)} - {"|"})


def _numbers(document: ProductDocument) -> dict[str, list[Any]]:
    tie = document.id & _ID_MASK  # equal prices keep one order on every page
    tie_down = _ID_MASK - tie
    rank = document.boost  # whoever makes the documents says what counts beside the text
    jitter = (document.id * 2_654_435_761 % 4096) / 40_960_000  # equal titles keep one order too
    return {
        "id": [document.id],
        "version": [document.version],
        "price": [document.price_fen],
        "supplier": [document.supplier_id],
        "product": [document.spu_id],
        "delivery_days": [document.delivery_days],
        "credit": [document.credit],
        "by_price": [document.price_fen << _ID_BITS | tie],
        "by_price_down": [document.price_fen << _ID_BITS | tie_down],
        "by_sales": [max(0, document.sales_90d) << _ID_BITS | tie_down],
        "by_newest": [max(0, document.listed_at) << _ID_BITS | tie_down],
        "by_rank": [int(max(0.0, rank) * 10_000) << _ID_BITS | tie_down],
        "weight": [0.5 * (1 - 1 / (1 + max(0.0, rank))) + jitter],
    }


def _hints(document: ProductDocument, title: Terms) -> set[str]:
    """Completions this document stands for: "typed form, kind, text to show"."""
    shown = [("word", word) for word in dict.fromkeys(title.words) if word in nouns()]
    shown += [("category", name) for name in document.category_names[-1:]]
    shown += [("brand", document.brand)] if document.brand else []
    hints = {hint for kind, name in shown for hint in _typed_forms(kind, name)}
    for alias in document.brand_aliases:
        hints.add(f"{normalise(alias)}{_SEPARATOR}brand{_SEPARATOR}{document.brand or alias}")
    return hints


@lru_cache(maxsize=8192)
def _typed_forms(kind: str, name: str) -> tuple[str, ...]:
    forms = (normalise(name), *(() if name.isascii() else spelled(name)))
    return tuple(f"{typed}{_SEPARATOR}{kind}{_SEPARATOR}{name}" for typed in forms)


def hint(term: str) -> tuple[str, str]:
    """(kind, text to show) of a completion found in the index."""
    _, kind, shown = term.split(_SEPARATOR)
    return kind, shown


def hint_of(name: str) -> str:
    """What the completions of a whole name begin with."""
    return f"{normalise(name)}{_SEPARATOR}"
