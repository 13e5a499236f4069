"""Lists of orders with tabs and counts, for buying units, suppliers and staff alike."""

from collections.abc import Iterable
from dataclasses import dataclass

from emall.database import DB, Row
from emall.kernel.pages import Page
from emall.orders.queries.scope import FROM, Arguments, counting_from, my_turn, visible
from emall.orders.words import SUPPLIER_SEES, TABS, OrderStatus
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Orders:
    """One page of orders, how many match the tab, and how many stand behind each tab."""

    rows: list[Row]
    total: int
    counts: dict[str, int]
    page: Page[Row]


async def orders_page(
    *,
    visitor: Visitor,
    tab: str = "all",
    page: int = 1,
    size: int = 20,
    words: str = "",
    unit: int | None = None,
    supplier: int | None = None,
    statuses: Iterable[str] = (),
) -> Orders:
    """Orders this visitor may see, their own turn first, then the newest; two queries.

    `words` looks in numbers, names of both sides and titles of lines. Rows: id number status total_fen due_at
    created_at submitted_at organisation_name supplier_name buyer_name purchase_number purchase_title lines
    first_title art tint image unit region your_turn overdue cancelling reason reason_code.
    """
    tab = tab if tab in TABS else "all"
    counts, by_status = await _counts(visitor, words, unit, supplier)
    args = Arguments()
    where, turn = condition_of(visitor, args, words, unit, supplier), turn_condition(visitor, args)
    wanted = [str(one) for one in (TABS[tab] or statuses)]
    if wanted:
        where += f" AND o.status = ANY({args.put(wanted)}::text[])"
    if tab == "mine":
        where += f" AND {turn}"
    rows = await DB.fetch(
        _ROWS.format(where=where, turn=turn, size=args.put(size), skip=args.put((page - 1) * size)), *args
    )
    total = counts[tab] if tab == "mine" or not wanted else sum(by_status.get(one, 0) for one in wanted)
    return Orders(rows, total, counts, Page(rows, total, page, size))


def condition_of(
    visitor: Visitor,
    args: Arguments,
    words: str,
    unit: int | None = None,
    supplier: int | None = None,
) -> str:
    """The condition of a list; it includes what the visitor may see."""
    where = f"({visible(visitor, args)})"
    if unit is not None:
        where += f" AND o.organisation = {args.put(unit)}"
    if supplier is not None:
        where += f" AND o.supplier = {args.put(supplier)}"
    if words.strip():
        like = args.put(f"%{_plain(words.strip())}%")
        where += (
            f" AND (o.number ILIKE {like} OR p.number ILIKE {like} OR u.name ILIKE {like} OR s.name ILIKE {like}"
            f' OR EXISTS (SELECT 1 FROM order_line n WHERE n."order" = o.id AND n.title ILIKE {like}))'
        )
    return where


def turn_condition(visitor: Visitor, args: Arguments) -> str:
    """Whether it is the visitor's turn, never NULL."""
    return f"coalesce({my_turn(visitor, args)}, false)"


def _plain(words: str) -> str:
    """The words with the signs LIKE reads as patterns taken literally."""
    return words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


async def _counts(
    visitor: Visitor, words: str, unit: int | None, supplier: int | None
) -> tuple[dict[str, int], dict[str, int]]:
    """How many orders stand behind each tab, and in each status."""
    args = Arguments()
    where, turn = condition_of(visitor, args, words, unit, supplier), turn_condition(visitor, args)
    source = FROM if words.strip() else counting_from(visitor)
    rows = await DB.fetch(
        f"SELECT o.status, count(*) AS orders, count(*) FILTER (WHERE {turn}) AS mine {source} WHERE {where}"
        " GROUP BY o.status",
        *args,
    )
    by_status = {row.status: row.orders for row in rows}
    counts = {
        tab: sum(number for status, number in by_status.items() if statuses is None or status in statuses)
        for tab, statuses in TABS.items()
    }
    return counts | {"mine": sum(row.mine for row in rows)}, by_status


def tabs_for(visitor: Visitor) -> list[str]:
    """The tabs worth showing: a supplier has none for what it never sees, staff none for their own turn."""
    seen = SUPPLIER_SEES if visitor.is_supplier else frozenset(OrderStatus)
    own = visitor.is_unit or visitor.is_supplier
    return [
        tab for tab, statuses in TABS.items() if (own or tab != "mine") and (not statuses or statuses & seen)
    ]


_ROWS = (
    """
WITH shown AS (
    SELECT o.id, {turn} AS your_turn, c.asked_for AS cancel_asked_for"""
    + FROM
    + """ WHERE {where} ORDER BY {turn} DESC, o.id DESC LIMIT {size} OFFSET {skip})
SELECT o.id, o.number, o.status, o.organisation, o.supplier, o.buyer, o.total_fen, o.due_at, o.created_at,
       o.submitted_at, o.approved_at, o.reason, o.reason_code, o.version, u.name AS organisation_name,
       u.region, s.name AS supplier_name, s.short_name AS supplier_short, b.name AS buyer_name,
       p.number AS purchase_number, p.title AS purchase_title, p.status AS purchase_status,
       f.title AS first_title, f.art, f.tint, f.image, f.unit, f.quantity AS first_quantity,
       (SELECT count(*) FROM order_line n WHERE n."order" = o.id) AS lines,
       shown.your_turn, shown.cancel_asked_for, shown.cancel_asked_for IS NOT NULL AS cancelling,
       coalesce(o.due_at < now(), false) AS overdue
FROM shown JOIN purchase_order o ON o.id = shown.id JOIN purchase p ON p.id = o.purchase
JOIN organisation u ON u.id = o.organisation JOIN organisation s ON s.id = o.supplier
JOIN person b ON b.id = o.buyer
LEFT JOIN LATERAL (SELECT n.title, n.art, n.tint, n.image, n.unit, n.quantity FROM order_line n
                   WHERE n."order" = o.id ORDER BY n.position LIMIT 1) f ON true
ORDER BY shown.your_turn DESC, o.id DESC"""
)
