"""Tells the past month: every script becomes a sheet with its orders, money, parcels and journal entries."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from emall.kernel.numbers import number
from emall.orders.words import HOLDS_STOCK, ORDER_PREFIX, PURCHASE_PREFIX
from emall.world.calendar import moment, workday_before
from emall.world.cast import Cast
from emall.world.chronicle import Chronicle, Deed
from emall.world.money import Treasury, treasury
from emall.world.organisations import address_rows, invoice_rows, unit_ids
from emall.world.plannings import plannings, write_down
from emall.world.purses import OPENING, settle, years
from emall.world.reading import Line, Row, lines
from emall.world.reasons import ASKED, CHOSEN
from emall.world.scripts import Script, scripts
from emall.world.settling import settle_all
from emall.world.sheets import (
    Entry,
    Part,
    Sheet,
    freight,
    line_row,
    order_row,
    sheet_row,
)
from emall.world.shopping import Want, random_wants, told_wants
from emall.world.touches import with_requests
from emall.world.turns import Stage, play

EXPLAINED_FROM_FEN = 500_000  # from ¥5,000 on buyers write down why they chose as they did


@dataclass(slots=True)
class Story:
    """All that happened, ready to be written down."""

    stage: Stage
    money: Treasury
    sheets: list[Sheet] = field(default_factory=list)
    touches: list[Row] = field(default_factory=list)
    orders: int = 0
    entries: int = 0

    def opened(self, unit_key: str, wants: list[Want], at: datetime) -> Sheet:
        """A draft sheet with one order for each supplier of what is wanted."""
        unit = self.stage.cast.organisations[unit_ids()[unit_key]]
        sheet = Sheet(
            id=len(self.sheets) + 1,
            number=number(PURCHASE_PREFIX, at.date(), len(self.sheets) + 1),
            unit=unit,
            buyer=self.stage.cast.actor(unit_ids()[unit_key], "buyer"),
            address=_first_of(address_rows)[unit["id"]],
            invoice=_first_of(invoice_rows)[unit["id"]],
            parts=[],
            created=at,
        )
        for supplier in dict.fromkeys(want[0].supplier for want in wants):
            sheet.parts.append(
                self._part(
                    supplier,
                    [want for want in wants if want[0].supplier == supplier],
                    at,
                )
            )
        if sheet.fen >= EXPLAINED_FROM_FEN:
            sheet.reason = CHOSEN[sheet.id % len(CHOSEN)]
        self.sheets.append(sheet)
        return sheet

    def _part(self, supplier: int, wants: list[Want], at: datetime) -> Part:
        self.orders += 1
        entries = []
        for position, (offer, quantity, purse, paper) in enumerate(wants, 1):
            self.entries += 1
            entries.append(
                Entry(
                    self.entries,
                    position,
                    offer,
                    quantity,
                    offer.price_for(quantity),
                    purse,
                    paper,
                )
            )
        part = Part(
            self.orders,
            number(ORDER_PREFIX, at.date(), self.orders),
            supplier,
            0,
            entries,
            at,
        )
        part.message = ASKED[part.id % len(ASKED)] if part.id % 4 == 0 else ""
        part.freight_fen = freight(self.stage.cast.profiles[supplier], part.goods_fen)
        return part

    def parts(self) -> list[tuple[Sheet, Part]]:
        """Every order with its sheet."""
        return [(sheet, part) for sheet in self.sheets for part in sheet.parts]


@cache
def _first_of(rows: Callable[[], list[Row]]) -> dict[object, Row]:
    """The first row of each organisation."""
    return {row["organisation"]: row for row in reversed(rows())}


def tell(today: date, days: dict[str, int] | None = None) -> Story:
    """The month before that day; `days` are the clocks of the rulebook where they differ from its first page."""
    books = Chronicle()
    books.days.update(days or {})
    story = Story(Stage(today, Cast(today), books), treasury(today.year))
    chance = random.Random("story")
    units = {unit["key"]: unit for unit in lines("units")}
    for script in scripts():
        wants = _wants(story, script, units[script.unit], chance)
        if wants:
            begun = moment(workday_before(today, script.age), script.minute)
            play(
                story.stage,
                story.opened(script.unit, wants, begun),
                script.ending,
                chance,
            )
    settle_all(story.stage, chance)
    settle(story.money)
    _close_books(story)
    write_down(plannings(story.money, story.stage.cast, today), story.stage.books)
    story.stage.books.deeds, story.touches = with_requests(story.stage.books.deeds)
    return story


def _wants(story: Story, script: Script, unit: Line, chance: random.Random) -> list[Want]:
    organisation = unit_ids()[script.unit]
    if script.items:
        return told_wants(story.money, organisation, script.seller, script.items)
    kinds = chance.choice((1, 1, 2, 2, 3, 4))
    wants: list[Want] = []
    while not wants:
        wants = random_wants(story.money, unit, organisation, kinds, chance)
    if chance.random() < 0.15:
        more = random_wants(story.money, unit, organisation, 1, chance)
        wants += [want for want in more if want[0].id not in {one[0].id for one in wants}]
    return wants


def _close_books(story: Story) -> None:
    """Write what opened the year: each purse's appropriation, and which plans are now spent to the last fen."""
    books, cast = story.stage.books, story.stage.cast
    filed = moment(workday_before(story.stage.today, 160), 100)
    opening = books.ledger[:]
    books.ledger.clear()
    for purse in story.money.purses:
        books.write(purse, None, None, "appropriate", purse.floor, filed, None, OPENING)
    books.ledger.extend(opening)
    last = max(deed.at for deed in books.deeds)
    for paper in story.money.papers:
        if paper.status == "filed" and books.was_used(paper):
            paper.status = "in_use"  # whatever was let go again: an order was made on it
        if paper.status == "used_up":
            books.use_up(paper, last, cast.actor(paper.purse.organisation, "buyer"))


@dataclass(frozen=True, slots=True)
class Move:
    """An order's step in the story: the deed, and the status it led to."""

    deed: Deed
    to: str


def moves(story: Story) -> list[Move]:
    """Every step of an order, oldest first."""
    found = [
        Move(deed, deed.after["status"])
        for deed in story.stage.books.deeds
        if deed.kind == "order" and deed.after and "status" in deed.after
    ]
    return sorted(found, key=lambda move: move.deed.at)


def held_units(story: Story) -> dict[int, int]:
    """Units of each listing that open orders bind."""
    held: dict[int, int] = {}
    for _, part in story.parts():
        for entry in part.entries if part.status in HOLDS_STOCK else ():
            held[entry.offer.id] = held.get(entry.offer.id, 0) + entry.quantity - entry.closed - entry.shipped
    return held


def sold_units(story: Story) -> dict[int, int]:
    """Units of each listing that were shipped."""
    sold: dict[int, int] = {}
    for _, part in story.parts():
        for entry in part.entries:
            sold[entry.offer.id] = sold.get(entry.offer.id, 0) + entry.shipped
    return sold


def order_rows(story: Story) -> dict[str, list[Row]]:
    """Rows of purchases, orders and lines, by table."""
    return {
        "purchase": [sheet_row(sheet) for sheet in story.sheets],
        "purchase_order": [order_row(sheet, part) for sheet, part in story.parts()],
        "order_line": [
            line_row(part, entry, story.stage.today) for _, part in story.parts() for entry in part.entries
        ],
    }


def hold_rows(story: Story) -> list[Row]:
    """Rows of `hold`."""
    return [
        {
            "id": number,
            "order_id": held.order,
            "budget_line": held.purse.id,
            "plan": held.paper.id if held.paper else None,
            "reserved_fen": held.reserved,
            "committed_fen": held.committed,
            "paid_fen": held.paid,
            "released_fen": held.released,
        }
        for number, held in enumerate(story.stage.books.holds.values(), 1)
    ]


def ledger_rows(story: Story) -> list[Row]:
    """Rows of `ledger_entry` in the order things happened."""
    kept = sorted(story.stage.books.ledger, key=lambda row: str(row["at"]))
    opened = {year: number for number, year in enumerate(years(story.money), 1)}
    of_line = {one.id: opened.get(one.year) for one in story.money.purses if one.kind == "indicator"}
    return [
        {
            **row,
            "id": number,
            "voucher": of_line.get(int(str(row["budget_line"]))) if row["kind"] == "appropriate" else None,
        }
        for number, row in enumerate(kept, 1)
    ]
