"""The purchase sheets of the story: their orders and lines, and how each becomes a row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from emall.orders.rules import freight_for, regime_for
from emall.web.actor import Actor
from emall.world.money import Paper, Purse
from emall.world.offers import Offer
from emall.world.policy import tags
from emall.world.prices import best_reference, histories
from emall.world.reading import Row
from emall.world.shelves import leaves


@dataclass(slots=True)
class Entry:
    """A line of an order and how far it has come."""

    id: int
    position: int
    offer: Offer
    quantity: int
    price_fen: int
    purse: Purse
    paper: Paper | None
    shipped: int = 0
    received: int = 0
    accepted: int = 0
    closed: int = 0
    remark: str = ""

    @property
    def fen(self) -> int:
        """What the line costs."""
        return self.quantity * self.price_fen


@dataclass(slots=True)
class Part:
    """One supplier's part of a sheet: an order."""

    id: int
    number: str
    supplier: int
    freight_fen: int
    entries: list[Entry]
    created: datetime
    status: str = "draft"
    message: str = ""
    reason: str = ""
    reason_code: str = ""
    stamps: dict[str, datetime] = field(default_factory=dict)
    due: datetime | None = None
    version: int = 1

    @property
    def goods_fen(self) -> int:
        """The sum of its lines."""
        return sum(entry.fen for entry in self.entries)


@dataclass(slots=True)
class Sheet:
    """A purchase sheet with its orders."""

    id: int
    number: str
    unit: Row
    buyer: Actor
    address: Row
    invoice: Row
    parts: list[Part]
    created: datetime
    status: str = "draft"
    reason: str = ""
    round: int = 0
    submitted: datetime | None = None
    decided: datetime | None = None
    due: datetime | None = None
    version: int = 1

    @property
    def fen(self) -> int:
        """What it costs in all, freight included."""
        return sum(part.goods_fen + part.freight_fen for part in self.parts)

    @property
    def organisation(self) -> int:
        """The unit that buys."""
        return int(str(self.unit["id"]))

    @property
    def title(self) -> str:
        """What it is about: its first goods, and how many kinds there are."""
        entries = [entry for part in self.parts for entry in part.entries]
        first = entries[0].offer.product
        name = f"{first.brand}{leaves()[first.leaf]['name_zh']}"
        return (
            f"{name}等 {len(entries)} 种"
            if len(entries) > 1
            else f"{name} {entries[0].quantity} {first.unit}"
        )


def freight(profile: Row, goods_fen: int) -> int:
    """What that supplier asks for bringing goods of that worth (fen)."""
    return freight_for(
        goods_fen=goods_fen,
        freight_fen=int(str(profile["freight_fen"])),
        free_from_fen=int(str(profile["freight_free_fen"])),
    )


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def sheet_row(sheet: Sheet) -> Row:
    """The row of `purchase`."""
    return {
        "id": sheet.id,
        "number": sheet.number,
        "organisation": sheet.organisation,
        "buyer": sheet.buyer.person,
        "buyer_post": sheet.buyer.post,
        "status": sheet.status,
        "title": sheet.title,
        "reason": sheet.reason,
        "receiver": sheet.address["receiver"],
        "phone": sheet.address["phone"],
        "region": sheet.address["region"],
        "street": sheet.address["street"],
        "wanted_on": None,
        "invoice_title": sheet.invoice["title"],
        "invoice_uscc": sheet.invoice["uscc"],
        "invoice_kind": sheet.invoice["kind"],
        "invoice_email": sheet.invoice["email"],
        "total_fen": sheet.fen,
        "round": sheet.round,
        "created_at": sheet.created.isoformat(),
        "submitted_at": _iso(sheet.submitted),
        "decided_at": _iso(sheet.decided),
        "due_at": _iso(sheet.due),
        "version": sheet.version,
    }


def order_row(sheet: Sheet, part: Part) -> Row:
    """The row of `purchase_order`."""
    moments = (
        "submitted_at",
        "approved_at",
        "confirmed_at",
        "shipped_at",
        "received_at",
        "accepted_at",
        "invoiced_at",
        "settling_at",
        "paying_at",
        "paid_at",
        "ended_at",
    )
    return {
        "id": part.id,
        "number": part.number,
        "purchase": sheet.id,
        "organisation": sheet.organisation,
        "supplier": part.supplier,
        "buyer": sheet.buyer.person,
        "status": part.status,
        "regime": str(regime_for(kind=str(sheet.unit["kind"]))),
        "goods_fen": part.goods_fen,
        "freight_fen": part.freight_fen,
        "total_fen": part.goods_fen + part.freight_fen,
        "message": part.message,
        "reason": part.reason,
        "reason_code": part.reason_code,
        "created_at": part.created.isoformat(),
        **{name: _iso(part.stamps.get(name)) for name in moments},
        "due_at": _iso(part.due),
        "version": part.version,
    }


def line_row(part: Part, entry: Entry, today: date) -> Row:
    """The row of `order_line`: a frozen copy of what was chosen."""
    product, leaf = entry.offer.product, leaves()[entry.offer.product.leaf]
    reference = best_reference(product, today)
    return {
        "id": entry.id,
        "order": part.id,
        "position": entry.position,
        "listing": entry.offer.id,
        "product_id": product.id,
        "sku_code": entry.offer.sku_code,
        "title": entry.offer.title,
        "brand": product.brand,
        "model": product.model,
        "maker": product.maker,
        "unit": product.unit,
        "spec": [list(pair) for pair in product.spec],
        "tags": [tag.kind for tag in tags(today)[entry.offer.id] if tag.holds(today)],
        "art": product.art,
        "tint": product.tint,
        "image": "",
        "official_edition": "2022",
        "official_code": leaf["code"],
        "vat_bp": int(leaf["vat_bp"]),
        "quantity": entry.quantity,
        "price_fen": entry.price_fen,
        "price_version": len(histories(today)[entry.offer.id]),
        "reference_fen": reference[0] if reference else None,
        "reference_on": reference[1].isoformat() if reference else None,
        "line_fen": entry.fen,
        "budget_line": entry.purse.id,
        "plan": entry.paper.id if entry.paper else None,
        "shipped": entry.shipped,
        "received": entry.received,
        "accepted": entry.accepted,
        "closed": entry.closed,
        "remark": entry.remark,
    }
