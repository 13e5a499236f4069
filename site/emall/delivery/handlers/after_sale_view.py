"""What the pages of goods that come back are printed from."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from emall.accounts.words import DUTY_NAMES
from emall.database import Row
from emall.delivery import queries
from emall.delivery.access import (
    may_answer_back,
    may_decide_back,
    may_drop,
    may_escalate,
    may_inspect,
    may_send_back,
)
from emall.delivery.queries.after_sales import history
from emall.delivery.rules import counts_of
from emall.delivery.words import KIND_NAMES, OUTCOME_NAMES, REASON_NAMES, AfterSaleKind, AfterSaleSource
from emall.kernel import clock
from emall.kernel.refusal import Missing
from emall.orders.handlers.chain_view import short
from emall.orders.handlers.deeds_view import page_of
from emall.orders.handlers.headline_view import chinese
from emall.orders.handlers.order_view import order_of
from emall.orders.queries import OrderPage, desk
from emall.web.formats import mask_name
from emall.web.language import N_, gettext
from emall.web.timeline import Entry
from emall.web.visitor import Visitor

ACTS = {
    "after_sale.owe": (N_("A replacement is owed"), "switch-horizontal"),
    "after_sale.ask": (N_("Asked for"), "message"),
    "after_sale.agree": (N_("Agreed"), "check"),
    "after_sale.refuse": (N_("Refused"), "x"),
    "after_sale.send_back": (N_("Sent back"), "truck-return"),
    "after_sale.inspect": (N_("Inspected"), "clipboard-check"),
    "after_sale.dispute": (N_("Not in order; before the procurement centre"), "gavel"),
    "after_sale.escalate": (N_("Brought before the procurement centre"), "gavel"),
    "after_sale.decide": (N_("Decided by the procurement centre"), "gavel"),
    "after_sale.drop": (N_("Taken back"), "arrow-back-up"),
    "after_sale.lapse": (N_("The refusal stands"), "clock"),
    "after_sale.close": (N_("Closed"), "circle-check"),
}

TURN = {
    "requested": N_("The supplier answers"),
    "agreed": N_("The unit sends the goods back"),
    "refused": N_("The unit gives in, or brings it before the procurement centre"),
    "goods_back": N_("The supplier inspects the goods"),
    "inspected": N_("The supplier delivers again; the goods are judged as any others"),
    "escalated": N_("The procurement centre decides"),
    "closed": N_("Nothing is left to do"),
}
MINE = {
    "answer": N_("Answer the request"),
    "sending": N_("Send the goods back"),
    "inspection": N_("Inspect the goods when they arrive"),
    "decision": N_("Waits for your decision"),
}
OWED = N_("The supplier sends the replacement; the rejected goods may be sent back")


async def asking_facts(page: OrderPage) -> dict[str, Any]:
    """The values of delivery/after_sales/new.html: how much of each line may be asked back, and why people do."""
    rows = await queries.askable(page.order, [counts_of(line) for line in page.lines], clock.now())
    most = {row.line: row for row in rows}
    lines = [line for line in page.lines if most[line.id].rejected or most[line.id].accepted]
    return {
        "order": page.order,
        "lines": lines,
        "most": most,
        "any_rejected": any(row.rejected for row in rows),
        "any_accepted": any(row.accepted for row in rows),
        "kinds": [(str(kind), gettext(KIND_NAMES[kind])) for kind in AfterSaleKind],
        "reasons": [(code, gettext(name)) for code, name in REASON_NAMES.items()],
    }


async def case_facts(number: str, visitor: Visitor) -> dict[str, Any]:
    """The values of delivery/after_sales/show.html; raises Missing where the order may not be seen."""
    case = await queries.after_sale(number)
    if case is None:
        raise Missing
    page = await order_of(case.order_number, visitor)
    order, supplier = page.order, visitor.is_supplier
    may = _may(visitor, order, case, clock.now())
    return {
        "frame": "orders/desk.html" if supplier else "layouts/mall.html",
        "desk_counts": await desk(visitor) if supplier else None,
        "desk_here": "orders",
        "case": case,
        "order": order,
        "order_url": page_of(visitor, order["number"]),
        "kind_name": gettext(KIND_NAMES[AfterSaleKind(case.kind)]),
        "reason_name": gettext(REASON_NAMES[case.reason_code]) if case.reason_code in REASON_NAMES else "",
        "outcome_name": gettext(OUTCOME_NAMES[case.outcome]) if case.outcome else "",
        "of_accepted": case.source == AfterSaleSource.ACCEPTED,
        "turn": gettext(_turn(case, may)),
        "fen": sum(line["fen"] for line in case.lines),
        "may": may,
        "timeline": [_entry(row, visitor) for row in await history(number)],
    }


def _turn(case: Row, may: Mapping[str, bool]) -> str:
    """Who acts next, said to whoever reads it."""
    if case.by_default and case.status == "agreed":
        return OWED
    return next((text for name, text in MINE.items() if may[name]), TURN[case.status])


def _may(visitor: Visitor, order: Mapping[str, Any], case: Row, now: datetime) -> dict[str, bool]:
    """What this visitor may do now, by the name of its form."""
    return {
        "answer": may_answer_back(visitor, order, case),
        "sending": may_send_back(visitor, order, case),
        "inspection": may_inspect(visitor, order, case),
        "escalation": may_escalate(visitor, order, case, now=now),
        "end": may_drop(visitor, order, case),
        "decision": may_decide_back(visitor, order, case),
    }


def _entry(row: Row, visitor: Visitor) -> Entry:
    title, icon = ACTS[row.act]
    actor: Any = gettext("The system")
    if row.actor:
        duty = gettext(DUTY_NAMES.get(row.duty, row.duty))
        actor = chinese(row.organisation_name) + f" · {duty} " + chinese(mask_name(row.actor_name))
    return Entry(icon, gettext(title), actor, chinese(row.note), short(row.at), row.at.isoformat())
