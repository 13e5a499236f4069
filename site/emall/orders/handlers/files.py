"""Orders for programs: the list as a file for spreadsheets, one order as JSON; the same rows the pages show."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import SUPPLIER_DUTIES
from emall.database import Row
from emall.kernel import clock
from emall.kernel.sheets import sheet
from emall.orders.access import SUPERVISORS, UNIT_READERS
from emall.orders.forms import OrderQuery
from emall.orders.handlers.order_view import order_of
from emall.orders.queries.export import lines_for_file
from emall.web.formats import date
from emall.web.forms import query
from emall.web.guards import who
from emall.web.language import N_, gettext
from emall.web.status_words import status_of
from emall.web.visitor import Visitor

HEADS = (
    N_("Order"),
    N_("Status"),
    N_("Unit"),
    N_("Supplier"),
    N_("Submitted"),
    N_("Accepted on"),
    N_("Paid on"),
    N_("Line"),
    N_("Item number"),
    N_("Product"),
    N_("Brand"),
    N_("Model"),
    N_("Unit of measure"),
    N_("Quantity"),
    N_("Accepted quantity"),
    N_("Price (¥)"),
    N_("Amount (¥)"),
    N_("Freight (¥)"),
    N_("Order total (¥)"),
    N_("Plan"),
    N_("Budget line"),
)
FUNDS = 2  # plan and budget line, the last columns
ANYBODY = (*UNIT_READERS, *SUPERVISORS, *SUPPLIER_DUTIES)


@get("/orders/export.csv", name="orders.file.list", opt=who(*ANYBODY))
async def export(request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
    """The orders of the visitor's list, one line each of theirs; freight and total stand with an order's first line."""
    wanted = query(request, OrderQuery)
    rows = await lines_for_file(visitor=visitor, tab=wanted.tab, words=wanted.q)
    headers = {
        "Content-Disposition": f'attachment; filename="orders-{clock.today()}.csv"',
        "Cache-Control": "private, no-store",
    }
    return Response(
        sheet(_file(rows, funded=not visitor.is_supplier)), headers=headers, media_type="text/csv"
    )


def _file(rows: list[Row], *, funded: bool) -> Iterator[list[str | int]]:
    """Heads and lines; what pays for an order is the unit's own affair, so suppliers have no such columns."""
    width = len(HEADS) if funded else len(HEADS) - FUNDS
    yield [gettext(head) for head in HEADS[:width]]
    last = ""
    for row in rows:
        yield _line(row, first=row.number != last)[:width]
        last = row.number


def _line(row: Row, *, first: bool) -> list[str | int]:
    moments = [date(at) if at else "" for at in (row.submitted_at, row.accepted_at, row.paid_at)]
    return [
        row.number,
        gettext(status_of("order", row.status).word),
        row.organisation_name,
        row.supplier_name,
        *moments,
        row.position,
        row.sku_code,
        row.title,
        row.brand,
        row.model,
        row.unit,
        row.quantity,
        row.accepted,
        plain_yuan(row.price_fen),
        plain_yuan(row.line_fen),
        plain_yuan(row.freight_fen) if first else "",
        plain_yuan(row.total_fen) if first else "",
        row.plan_number or "",
        row.line_code or "",
    ]


def plain_yuan(fen: int) -> str:
    """Yuan as spreadsheets and programs read them: two decimals, no separators; fen are never negative here."""
    return f"{fen // 100}.{fen % 100:02d}"


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """A line of an order; money in fen."""

    position: int
    sku_code: str
    title: str
    unit: str
    quantity: int
    accepted: int
    price_fen: int
    line_fen: int


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """An order as its reader may see it; money in fen."""

    number: str
    status: str
    unit: str
    supplier: str
    goods_fen: int
    freight_fen: int
    total_fen: int
    lines: list[LineAnswer]


@get("/api/v1/orders/{number:str}", name="orders.api.show", opt=who(*ANYBODY))
async def order_as_json(
    request: Request[Any, Any, Any], number: FromPath[str], visitor: NamedDependency[Visitor]
) -> Response[OrderAnswer]:
    """One order for programs of its own unit, its supplier or the staff of its territory."""
    page = await order_of(number, visitor)
    order = page.order
    lines = [LineAnswer(*(line[name] for name in LineAnswer.__slots__)) for line in page.lines]
    answer = OrderAnswer(
        order["number"],
        order["status"],
        order["organisation_name"],
        order["supplier_name"],
        order["goods_fen"],
        order["freight_fen"],
        order["total_fen"],
        lines,
    )
    return Response(answer, headers={"Cache-Control": "private, no-store"})
