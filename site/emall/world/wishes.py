"""Requests of the story: what colleagues asked for and the buyer bought, and what still waits for an answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from emall.accounts.words import Duty
from emall.database import DB, Row
from emall.kernel.clock import day_of
from emall.kernel.workdays import add_workdays
from emall.messages.words import MessageKind
from emall.requisitions.actions import follow_order
from emall.requisitions.actions.answering import take, turn_down
from emall.requisitions.actions.asking import meant, put_down
from emall.requisitions.actions.lines import LOCKED, deeds_of, tell_requesters
from emall.requisitions.rules import Wish
from emall.requisitions.words import LineStatus
from emall.world.calendar import moment, workday_before
from emall.world.letters import READ_AFTER
from emall.world.memory import Told
from emall.world.organisations import unit_ids
from emall.world.reasons import NEEDED
from emall.world.sheets import Sheet
from emall.world.story import Move, Story, moves

ASKED_EVERY = 6  # of so many sheets one was asked for by a colleague
LINES_ASKED = 3
MINUTES_FILLING = timedelta(minutes=6)  # from the buyer's answer to the sheet


@dataclass(frozen=True, slots=True)
class Ask:
    """A request on its own: who of which unit, so many working days and at which office minute ago, and for what."""

    unit: str
    duty: Duty
    days: int
    minute: int
    reason: str
    wishes: tuple[tuple[str, str, int], ...]  # an offer's code or words, the unit, how many
    refused: str = ""  # why the buyer will not buy it


ASKS = (
    Ask(
        "edu",
        Duty.RECEIVER,
        6,
        200,
        "办公室添置",
        (("桌面加湿器", "台", 3),),
        "加湿器不在通用办公设备配置标准内",
    ),
    Ask("longquan-high", Duty.RECEIVER, 2, 30, "实验室开课", (("一次性丁腈手套", "盒", 12),)),
    Ask("edu", Duty.RECEIVER, 1, 95, "会议室布置", (("", "", 10), ("白板擦", "个", 2))),
    Ask("soe-city", Duty.RECEIVER, 1, 150, "站房值班", (("应急手电", "支", 6),)),
    Ask("edu", Duty.ACCOUNTANT, 1, 240, "年终凭证装订", (("白板擦", "个", 1), ("", "", 4))),
)
"""Oldest first. Where no words are given, the cheapest offer its unit has bought is meant."""


async def ask_around(story: Story) -> list[Told]:
    """Write down what was asked for in the story and let it follow its orders; the deeds with their moments."""
    told, by_order = list[Told](), defaultdict[str, list[Move]](list)
    for move in moves(story):
        by_order[move.deed.ref].append(move)
    for sheet in sorted(story.sheets, key=lambda one: one.created)[::ASKED_EVERY]:
        told += await _brought(story, sheet, by_order)
    for one in ASKS:
        told += await _asked(story, one)
    await DB.execute(
        "UPDATE message SET read_at = created_at WHERE read_at IS NULL AND starts_with(link, $1) AND created_at < $2",
        *("/requests/", moment(workday_before(story.stage.today, READ_AFTER), 0)),
    )
    return told


async def _brought(story: Story, sheet: Sheet, by_order: Mapping[str, list[Move]]) -> list[Told]:
    """Asked for two working days before, taken into the cart, and then whatever became of the orders."""
    rows = await DB.fetch(
        "SELECT listing, title, unit, quantity, price_fen FROM order_line"
        ' WHERE "order" = ANY($1::bigint[]) ORDER BY "order", position LIMIT $2',
        [part.id for part in sheet.parts],
        LINES_ASKED,
    )
    asker = story.stage.cast.actor(sheet.organisation, Duty.RECEIVER)
    at = moment(add_workdays(day_of(sheet.created), -2), sheet.id * 37)
    wishes = [
        Wish(place, row.title, row.quantity, row.unit, row.listing, row.price_fen)
        for place, row in enumerate(rows, start=1)
    ]
    number, deed = await put_down(asker, wishes, NEEDED[sheet.id % len(NEEDED)], None, at)
    told = [(at, asker, deed), *await _taken(number, sheet)]
    for part in sheet.parts:
        told += await _followed(part.number, by_order[part.number])
    return told


async def _taken(number: str, sheet: Sheet) -> list[Told]:
    at, lines = sheet.created - MINUTES_FILLING, await _lines_of(number)
    for line in lines:
        await take([line], line.listing, line.price_fen, sheet.buyer.person, at)
    await tell_requesters(MessageKind.REQUEST_MERGED, lines, now=at, buyer=sheet.buyer.name)
    return [(at, sheet.buyer, deed) for deed in deeds_of("requisition.merge", lines, LineStatus.MERGED)]


async def _followed(order: str, steps: Sequence[Move]) -> list[Told]:
    row = await DB.fetch_row("SELECT * FROM purchase_order WHERE number = $1", order)
    assert row is not None, "an order of the story is planted"
    return [
        (one.deed.at, one.deed.actor, deed)
        for one in steps
        for deed in await follow_order(row, one.to, one.deed.actor, one.deed.at)
    ]


async def _asked(story: Story, ask: Ask) -> list[Told]:
    """A request nobody bought yet, or that the buyer refused a day later."""
    cast, unit = story.stage.cast, unit_ids()[ask.unit]
    asker, at = cast.actor(unit, ask.duty), moment(workday_before(story.stage.today, ask.days), ask.minute)
    wishes = [
        Wish(place, words or await _bought_before(unit), quantity, measure)
        for place, (words, measure, quantity) in enumerate(ask.wishes, start=1)
    ]
    number, deed = await put_down(asker, await meant(wishes), ask.reason, None, at)
    return [(at, asker, deed), *(await _refused(story, unit, number, ask) if ask.refused else [])]


async def _refused(story: Story, unit: int, number: str, ask: Ask) -> list[Told]:
    buyer, lines = story.stage.cast.actor(unit, Duty.BUYER), await _lines_of(number)
    at = moment(workday_before(story.stage.today, ask.days - 1), ask.minute)
    return [(at, buyer, deed) for deed in await turn_down(lines, ask.refused, buyer, at)]


async def _bought_before(unit: int) -> str:
    """The link to the cheapest offer this unit has bought and that is still on sale."""
    listing = await DB.fetch_value(
        'SELECT l.id FROM listing l JOIN order_line n ON n.listing = l.id JOIN purchase_order o ON o.id = n."order"'
        " WHERE o.organisation = $1 AND l.status = 'live' AND l.stock_on_hand > l.stock_held ORDER BY l.price_fen, l.id LIMIT 1",
        unit,
    )
    return f"/mall/p/{listing}"


async def _lines_of(number: str) -> Sequence[Row]:
    return await DB.fetch(LOCKED.format("r.number = $1"), number)
