"""A listing as the search server keeps it: fields to find it by, to filter and count by, and to order by."""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import Any

from search.analysis import normalise, read
from search.meili_fields import each, texts
from search.meili_text import Names
from search.segment import nouns, spelled
from search.words import ProductDocument

FORMAT = 2
"""Raised whenever fields or analysis change: listings of another format are not found until the index is rebuilt."""

PRICE_STEPS = (0, *(base * 10**power for power in range(2, 10) for base in (1, 2, 5)))
"""Where the steps of the price filter begin, in fen."""

_BETWEEN = "|"


def server_document(document: ProductDocument, names: Names) -> dict[str, Any]:
    """Everything the server keeps of a listing. Half a surrogate pair, which JSON cannot carry, becomes "?"."""
    made = {
        "id": document.id,
        "format": FORMAT,
        "version": document.version,
        "spu_id": document.spu_id,
        "title": document.title,
        **texts(document, names),
        **_filters(document),
        "rank": _rank(document),
        "hints": sorted(_hints(document)),
    }
    try:
        json.dumps(made, ensure_ascii=False).encode()  # quick, and nearly always enough
    except UnicodeEncodeError:
        return {name: _clean(value) for name, value in made.items()}
    return made


def _filters(document: ProductDocument) -> dict[str, Any]:
    return {
        "category_codes": each(document.category_codes),
        "region_codes": each(document.region_codes),
        "policy": each(document.policy_tags),
        "halls": each(document.hall_ids),
        "supplier_id": document.supplier_id,
        "brand": document.brand,
        "in_stock": document.in_stock,
        "delivery": each(document.delivery),
        "delivery_days": document.delivery_days,
        "credit": document.credit,
        "home": document.home,
        "origin": document.origin,
        "fresh": document.fresh,
        "attrs": each(document.attrs),
        "price_fen": document.price_fen,
        "price_step": PRICE_STEPS[max(0, bisect_right(PRICE_STEPS, document.price_fen) - 1)],
        "sales": max(0, document.sales_90d),
        "listed_at": max(0, document.listed_at),
    }


def _rank(document: ProductDocument) -> int:
    """What counts beside the text, as a whole number: the order where the text decides nothing."""
    return int(max(0.0, document.boost) * 10_000)


def _hints(document: ProductDocument) -> set[str]:
    """Completions this listing stands for: "typed form|kind|text to show"."""
    known = [word for word in dict.fromkeys(read((document.title,), spelling=False).words) if word in nouns()]
    shown = [("word", word) for word in known]
    shown += [("category", name) for name in document.category_names[-1:]]
    shown += [("brand", document.brand)] if document.brand else []
    hints = {_hint(name, kind, name) for kind, name in shown}
    for alias in document.brand_aliases:
        hints.add(_hint(alias, "brand", document.brand or alias))
    for kind, name in shown:
        if not name.isascii():
            hints.update(_hint(typed, kind, name) for typed in spelled(name))
    return hints


def _hint(typed: str, kind: str, shown: str) -> str:
    return _BETWEEN.join((typed_form(typed), kind, shown.replace(_BETWEEN, " ")))


def typed_form(text: str) -> str:
    """A text as completions are looked up by."""
    return normalise(text).replace(_BETWEEN, " ").strip()


def hint(value: str) -> tuple[str, str, str]:
    """(typed form, kind, text to show) of a completion."""
    typed, kind, shown = value.split(_BETWEEN)
    return typed, kind, shown


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    return [_clean(one) for one in value] if isinstance(value, list) else value
