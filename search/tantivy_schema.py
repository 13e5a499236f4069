"""The fields of the embedded index and how a document fills them."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import tantivy

from search.analysis import Terms, joined, normalise, read
from search.segment import nouns, spelled
from search.words import ProductDocument

FORMAT = 2
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
    fields: dict[str, Any] = {
        "pk": [str(document.id)],
        "title": [document.title],
        **_texts(document),
        "hints": sorted(_hints(document)),
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
    return tantivy.Document.from_dict(fields, schema())


def _texts(document: ProductDocument) -> dict[str, list[str]]:
    brands = (document.brand, *document.brand_aliases)
    main = read((document.title, *brands, document.model))
    latin = [*main.latin, *(term for brand in brands for term in joined(brand, document.model))]
    title = read((document.title,))
    kind = read(document.category_names[-1:], spelling=False)
    other = read((*document.category_names[-2:], *document.keywords))
    aside = read((document.supplier_name, document.specs, *document.category_names[:-2]), spelling=False)
    return {
        "words": [" ".join(main.words)],
        "grams": [" ".join(main.grams)],
        "latin": [" ".join(latin)],
        "chars": [" ".join({*main.chars, *other.chars})],
        "ends": [" ".join(title.ends)],
        "pinyin": [" ".join(main.pinyin)],
        "initials": [" ".join(main.initials)],
        "kind": [" ".join({*kind.words, *kind.ends})],
        "other": [_bag(other)],
        "other_spelled": [" ".join({*other.pinyin, *other.initials})],
        "aside": [_bag(aside)],
    }


def _bag(terms: Terms) -> str:
    return " ".join(sorted({*terms.words, *terms.grams, *terms.latin} - {"|"}))


def _numbers(document: ProductDocument) -> dict[str, list[Any]]:
    tie = document.id & _ID_MASK  # equal prices keep one order on every page
    tie_down = _ID_MASK - tie
    popular = math.log10(1 + max(0, document.sales_90d))
    rank = document.boost + 0.15 * popular + (0.2 if document.in_stock else 0.0)
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


def _hints(document: ProductDocument) -> set[str]:
    """Completions this document stands for: "typed form, kind, text to show"."""
    known = [word for word in dict.fromkeys(read((document.title,), spelling=False).words) if word in nouns()]
    shown = [("word", word) for word in known]
    shown += [("category", name) for name in document.category_names[-1:]]
    shown += [("brand", document.brand)] if document.brand else []
    hints = {f"{normalise(name)}{_SEPARATOR}{kind}{_SEPARATOR}{name}" for kind, name in shown}
    for alias in document.brand_aliases:
        hints.add(f"{normalise(alias)}{_SEPARATOR}brand{_SEPARATOR}{document.brand or alias}")
    for kind, name in shown:
        if not name.isascii():
            hints.update(f"{typed}{_SEPARATOR}{kind}{_SEPARATOR}{name}" for typed in spelled(name))
    return hints


def hint(term: str) -> tuple[str, str]:
    """(kind, text to show) of a completion found in the index."""
    _, kind, shown = term.split(_SEPARATOR)
    return kind, shown
