"""The papers of an order: those that exist, and what the later ones wait for."""

from dataclasses import dataclass

from emall.orders.handlers.deeds_view import page_of
from emall.orders.queries import OrderPage
from emall.orders.words import HOLDS_MONEY, OPEN, SETTLED, TO_SETTLE, OrderStatus
from emall.web.formats import deadline
from emall.web.language import gettext as _
from emall.web.visitor import Visitor

S = OrderStatus
COMMITTED = HOLDS_MONEY - {S.PENDING_APPROVAL, S.PENDING_SUPPLIER}


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: tone and mark are those of its badge, `href` where it is read."""

    icon: str
    name: str
    note: str
    word: str
    tone: str
    mark: str
    href: str = ""


def papers_of(page: OrderPage, visitor: Visitor) -> list[Paper]:
    """In the order in which they come into being."""
    papers = [_sheet(page, visitor), *_contract(page), *_parcels(page, visitor), *_acceptances(page)]
    if page.order["status"] in OPEN | TO_SETTLE | SETTLED:
        papers += _later(page)
    return papers


def _sheet(page: OrderPage, visitor: Visitor) -> Paper:
    kept = page.order["submitted_at"] is not None
    return Paper(
        "file-text",
        _("Order sheet") if visitor.is_supplier else _("Purchase sheet"),
        _("with its lines and amounts") if visitor.is_supplier else _("with the approver's words"),
        _("On file") if kept else _("Not submitted"),
        "done" if kept else "neutral",
        "circle-check" if kept else "clock",
        f"{page_of(visitor, page.order['number'])}/print" if not visitor.is_supplier else "",
    )


def _contract(page: OrderPage) -> list[Paper]:
    """The contract, kept by a room above: its address leads there from the order's number."""
    status, href = S(page.order["status"]), f"/contracts/by-order/{page.order['number']}"
    if page.order["confirmed_at"] is not None:
        ended = status == S.CANCELLED
        word, tone, mark = (
            (_("Terminated"), "neutral", "x") if ended else (_("In force"), "done", "signature")
        )
        return [Paper("signature", _("Contract"), _("signed by both sides"), word, tone, mark, href)]
    if status == S.PENDING_SUPPLIER:
        note = _("signed for the buyer; the supplier signs by accepting")
        return [Paper("signature", _("Contract"), note, _("Half signed"), "wait", "signature", href)]
    if status in OPEN:
        note = _("the text that will be signed")
        return [Paper("signature", _("Contract"), note, _("Not signed yet"), "neutral", "clock", href)]
    return []


def _parcels(page: OrderPage, visitor: Visitor) -> list[Paper]:
    own = f"/supplier/orders/{page.order['number']}/print" if visitor.is_supplier else ""
    papers = []
    for parcel in page.parcels:
        arrived = parcel["received_at"] is not None
        papers.append(
            Paper(
                "truck-delivery",
                _("Delivery note %(number)s", number=parcel["number"]),
                f"{parcel['carrier']} {parcel['waybill']}".strip(),
                _("Arrived") if arrived else _("Under way"),
                "done" if arrived else "wait",
                "circle-check" if arrived else "truck-delivery",
                own,
            )
        )
    return papers


def _acceptances(page: OrderPage) -> list[Paper]:
    tones = {"passed": ("done", "circle-check"), "partly": ("act", "clipboard-list"), "failed": ("bad", "x")}
    words = {"passed": _("Passed"), "partly": _("Passed in part"), "failed": _("Failed")}
    return [
        Paper(
            "clipboard-check",
            _("Acceptance sheet %(number)s", number=one["number"]),
            _("with checklist, photos and signatures"),
            *(
                (_("To be signed"), "act", "signature")
                if one["status"] == "to_sign"
                else (words[one["conclusion"]], *tones[one["conclusion"]])
            ),
            f"/orders/{page.order['number']}/acceptance/print",
        )
        for one in page.acceptances
    ]


def _later(page: OrderPage) -> list[Paper]:
    """What is not there yet, and who brings it."""
    papers = []
    if page.order["status"] == S.RECEIVED:
        note = deadline(page.order["due_at"])
        papers.append(
            Paper("clipboard-check", _("Acceptance sheet"), note, _("To fill in"), "act", "clipboard-check")
        )
    elif not page.acceptances:
        note = _("made when the receiver accepts")
        papers.append(Paper("clipboard-check", _("Acceptance sheet"), note, _("Not yet"), "neutral", "clock"))
    return papers + _money_papers(page.order["number"], S(page.order["status"]))


def _money_papers(number: str, status: S) -> list[Paper]:
    """Invoice and settlement sheet: their rooms lead from an order to them."""
    invoice = _("issued by the supplier after acceptance"), _("Not yet"), "neutral", "clock", ""
    sheet = _("made by the buyer after the invoice"), _("Not yet"), "neutral", "clock", ""
    if status in TO_SETTLE | SETTLED and status != S.ACCEPTED:
        invoice = "", _("Issued"), "done", "circle-check", f"/invoices/by-order/{number}"
    if status in SETTLED:
        sheet = "", _("Paid"), "done", "circle-check", f"/settlements/by-order/{number}"
    elif status in (S.SETTLING, S.PAYING):
        sheet = "", _("Under way"), "wait", "clock", f"/settlements/by-order/{number}"
    return [Paper("file-invoice", _("Invoice"), *invoice), Paper("receipt", _("Settlement sheet"), *sheet)]


@dataclass(frozen=True, slots=True)
class Money:
    """How the money of an order stands: a word, its tone, and what pays (`plans`, `lines`: number or code and name)."""

    word: str
    tone: str
    fen: int
    plans: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str], ...]
    enterprise: bool


def money_of(page: OrderPage) -> Money:
    """What is reserved or committed now; an ended order binds nothing."""
    status = S(page.order["status"])
    if status in SETTLED:
        word, tone = _("Paid"), "done"
    elif status in COMMITTED:
        word, tone = _("Committed"), "go"
    elif status in HOLDS_MONEY:
        word, tone = _("Reserved"), "go"
    else:
        word, tone = (_("Not reserved") if page.order["ended_at"] is None else _("Free again")), "neutral"
    fen = page.order["freight_fen"] if status in HOLDS_MONEY else 0
    if status in HOLDS_MONEY:
        fen += sum((line["quantity"] - line["closed"]) * line["price_fen"] for line in page.lines)
    plans = {(line["plan_number"], line["plan_title"]): None for line in page.lines if line["plan_number"]}
    lines = {(line["line_code"], line["line_name"]): None for line in page.lines if line["line_name"]}
    return Money(word, tone, fen, tuple(plans), tuple(lines), page.order["unit_kind"] == "state_enterprise")
