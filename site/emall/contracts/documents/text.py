"""The document of a contract: what both sides agree on, frozen as canonical JSON and known by its digest."""

from collections.abc import Mapping, Sequence
from typing import Any

from emall.contracts.documents.clauses import EDITION, clauses_of
from emall.journal.chain import ALGORITHMS, canonical, plain
from emall.kernel.money import format_fen, in_words, tax_in

PARTY = ("name", "name_en", "uscc", "address", "contact", "phone")


def document_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The whole document from plain facts; the same facts always give the same document.

    `facts`: number, drawn_on (day), order, purchase, regime, supplements (number of the original contract or ""),
    unit and supplier (mappings with name, name_en, uscc, address, contact, phone; the supplier also bank, account),
    delivery (receiver, phone, place, ship_days, wanted_on), lines (title, sku_code, brand, model, maker, unit, spec,
    official_code, quantity, price_fen, vat_bp, image), freight_fen, warranty_months, return_days, and rules (the
    numbers of the rulebook by key: see queries.RULES). Amounts in fen; nothing is rounded but the tax of each line.
    """
    lines = [_line(place, line) for place, line in enumerate(facts["lines"], start=1)]
    goods = sum(line["amount_fen"] for line in lines)
    document = {
        "edition": EDITION,
        "number": facts["number"],
        "drawn_on": facts["drawn_on"],
        "order": facts["order"],
        "purchase": facts["purchase"],
        "supplements": facts.get("supplements", ""),
        "regime": facts["regime"],
        "unit": {key: facts["unit"].get(key, "") for key in PARTY},
        "supplier": {key: facts["supplier"].get(key, "") for key in (*PARTY, "bank", "account")},
        "lines": lines,
        "goods_fen": goods,
        "freight_fen": facts["freight_fen"],
        "total": _total(goods + facts["freight_fen"], lines),
        "delivery": dict(facts["delivery"]),
        "rules": dict(facts["rules"]),
    }
    document["clauses"] = clauses_of({**facts, **document})
    found: dict[str, Any] = plain(document)
    return found


def _line(place: int, line: Mapping[str, Any]) -> dict[str, Any]:
    amount = line["quantity"] * line["price_fen"]
    return {
        "place": place,
        **{
            key: line[key]
            for key in ("title", "sku_code", "brand", "model", "maker", "unit", "official_code")
        },
        "spec": [[str(name), str(value)] for name, value in line["spec"]],
        "quantity": line["quantity"],
        "price_fen": line["price_fen"],
        "amount_fen": amount,
        "vat_bp": line["vat_bp"],
        "tax_fen": tax_in(amount, line["vat_bp"]),
        "image": line["image"],  # digest of the picture that was shown
    }


def _total(fen: int, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "fen": fen,
        "figures": format_fen(fen),
        "words": in_words(fen),
        "tax_fen": sum(line["tax_fen"] for line in lines),
    }


def canonical_text(document: Mapping[str, Any]) -> str:
    """The one spelling of a document, which is stored and digested."""
    return canonical(document).decode()


def digest_of(text: str, algorithm: str) -> str:
    """The digest over the bytes of a stored document; raises KeyError for an unknown algorithm (sm3, sha256)."""
    return ALGORITHMS[algorithm](text.encode())
