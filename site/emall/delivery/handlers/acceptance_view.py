"""What the page of receiving and acceptance is printed from, and what its form says of each line."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from emall.delivery import queries
from emall.delivery.access import may_accept, may_photograph, may_receive
from emall.delivery.documents import item_name
from emall.delivery.forms import Judging
from emall.delivery.rules import Finding, Judgement, checklist_of
from emall.delivery.words import (
    MOST_PHOTOS,
    PANEL,
    REJECT_NAMES,
    RESULT_NAMES,
    CheckResult,
)
from emall.kernel import clock
from emall.orders.handlers.order_view import facts_of, order_of
from emall.orders.queries import OrderPage
from emall.papers import qr_svg
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule
from emall.settings import settings
from emall.web.language import gettext
from emall.web.visitor import Visitor


async def acceptance_facts(number: str, visitor: Visitor) -> dict[str, Any]:
    """The values of delivery/acceptance.html; the checklist of a line is a list of (item, its name in words)."""
    page = await order_of(number, visitor)
    judging = may_accept(visitor, page.order)
    more: dict[str, Any] = {"people": [], "panel": False}
    if judging:
        more = {"people": await _people(page, visitor), "panel": await _panel(page)}
    return {
        **await facts_of(page, visitor),
        **await photo_facts(page, visitor),
        **more,
        "may_receive": may_receive(visitor, page.order),
        "may_accept": judging,
        "all_there": all(line.in_transit == 0 for line in page.lines),
        "checklists": {line.id: named_checklist(line) for line in page.lines if line.unjudged},
        "reject_options": [(str(reason), gettext(name)) for reason, name in REJECT_NAMES.items()],
        "result_options": [(str(result), gettext(name)) for result, name in RESULT_NAMES.items()],
        "is_buyer": visitor.person == page.order["buyer"],
    }


def named_checklist(line: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """Items of a line with the words they are called by: a part of the specification by its own name."""
    return [(item, item_name(str(item.kind), item.name)) for item in checklist_of(line)]


async def _people(page: OrderPage, visitor: Visitor) -> list[tuple[int, str, str]]:
    """Whom the receiver may name as members: everybody of the unit but the buyer and the receiver."""
    rows = await queries.people_of(page.order["organisation"])
    outside = {page.order["buyer"], visitor.person}
    return [(row.id, row.name, row.title) for row in rows if row.id not in outside]


async def _panel(page: OrderPage) -> int:
    """How many people this order needs; 0 when one is enough."""
    order = page.order
    panel_from = await rule(
        Rule.PANEL_FROM, region=order["region"], kind=order["unit_kind"], on=clock.today()
    )
    return PANEL if order["total_fen"] >= panel_from else 0


async def photo_facts(page: OrderPage, visitor: Visitor) -> dict[str, Any]:
    """Photos of the order and the QR code of the way for a phone, while one is open."""
    may = may_photograph(visitor, page.order)
    live = await queries.live_link(page.order["id"], visitor.person, clock.now()) if may else None
    url = f"{settings().base_url}/handover/{live[1]}" if live else ""
    return {
        "photos": await queries.photos_of(page.order["id"]),
        "may_photograph": may,
        "most_photos": MOST_PHOTOS,
        "handover": live[0] if live else None,
        "handover_url": url,
        "handover_qr": Markup(qr_svg(url)) if url else "",  # made by ourselves, from a token of ours
    }


def judgements(page: OrderPage, form: Judging) -> dict[int, Judgement]:
    """What the form says of each line that had something to judge; what is not accepted is rejected."""
    judged = {}
    for line in page.lines:
        if not (line.unjudged or line.in_transit):
            continue
        if form.verdict == "as_ordered":
            judged[line.id] = Judgement(line.unjudged)
            continue
        accepted = form.accepted.get(line.id, 0)
        rejected = max(0, line.unjudged - accepted)
        judged[line.id] = Judgement(
            accepted=accepted,
            rejected=rejected,
            reason=form.reason.get(line.id, "") if rejected or line.in_transit else "",
            note=form.remark.get(line.id, ""),
            findings=_findings(line.id, form),
        )
    return judged


def _findings(line: int, form: Judging) -> dict[int, Finding]:
    """What the form says of the items of a line; those nothing was said of were as ordered."""
    places = {place for one, place in [*form.check, *form.found] if one == line}
    return {
        place: Finding(form.check.get((line, place), CheckResult.PASSED), form.found.get((line, place), ""))
        for place in places
    }
