"""What the database says while people are at their windows."""

from emall.database import DB, Row
from emall.journal import audit
from tests.orders.town import lines_of, offences, orders_of


async def offered_by(login: str, *, free: int = 50, like: str = "%复印纸%", skip: int = 0) -> int:
    """A listing this seller has plenty of."""
    found = await DB.fetch_value(
        """SELECT l.id FROM listing l JOIN post t ON t.organisation = l.supplier JOIN person p ON p.id = t.person
           WHERE p.login = $1 AND l.title LIKE $2 AND l.status = 'live' AND l.min_order = 1 AND l.step = 1
             AND l.stock_on_hand - l.stock_held > $3 ORDER BY l.id OFFSET $4 LIMIT 1""",
        *(login, like, free, skip),
    )
    assert found is not None, f"{login} has nothing like {like}"
    return int(found)


async def first_offered_by(login: str, shown: list[str]) -> int:
    """The first of the listings shown that this seller has plenty of."""
    found = await DB.fetch_value(
        """SELECT l.id FROM listing l JOIN post t ON t.organisation = l.supplier JOIN person p ON p.id = t.person
           WHERE p.login = $2 AND l.id = ANY($1::bigint[]) AND l.stock_on_hand - l.stock_held > 50
           ORDER BY array_position($1::bigint[], l.id) LIMIT 1""",
        [int(one) for one in shown],
        login,
    )
    assert found is not None, f"nothing of {login} among {shown}"
    return int(found)


async def plan(number: str) -> Row:
    """A plan as it stands."""
    row = await DB.fetch_row(
        "SELECT *, amount_fen - reserved_fen - committed_fen - paid_fen AS left_fen FROM plan WHERE number = $1",
        number,
    )
    assert row is not None
    return row


async def centre(code: str, login: str) -> Row:
    """A cost centre of somebody's enterprise as it stands."""
    row = await DB.fetch_row(
        """SELECT b.*, appropriated_fen - reserved_fen - committed_fen - paid_fen AS left_fen FROM budget_line b
           JOIN post t ON t.organisation = b.organisation JOIN person p ON p.id = t.person
           WHERE b.code = $1 AND p.login = $2 AND b.kind = 'cost_centre'""",
        *(code, login),
    )
    assert row is not None
    return row


async def seller_of(order: Row) -> str:
    """The demo account that answers for the supplier of an order."""
    return str(
        await DB.fetch_value(
            "SELECT p.login FROM post t JOIN person p ON p.id = t.person WHERE t.organisation = $1 AND p.password <> ''",
            order.supplier,
        )
    )


async def order_from(purchase: str, login: str) -> Row:
    """The order of a sheet that goes to this seller."""
    found = [order for order in await orders_of(purchase) if await seller_of(order) == login]
    assert len(found) == 1
    return found[0]


async def statuses(purchase: str) -> list[str]:
    """Statuses of the orders of a sheet."""
    return [order.status for order in await orders_of(purchase)]


async def only_line(order: str) -> Row:
    """The one line of an order."""
    (line,) = await lines_of(order)
    return line


async def all_is_well() -> None:
    """No invariant is broken and the journal's chain is whole."""
    found = await offences()
    assert found == {}, found
    assert (await audit.verify()).ok


async def steps_of(purchase: str) -> list[tuple[str, str]]:
    """Status and comment of the approval steps of a sheet."""
    rows = await DB.fetch(
        "SELECT s.status, s.comment FROM approval_step s JOIN purchase p ON p.id = s.purchase WHERE p.number = $1"
        " ORDER BY s.id",
        purchase,
    )
    return [(row.status, row.comment) for row in rows]


async def in_cart(login: str, listing: int) -> int:
    """How many of a listing somebody has in the cart."""
    found = await DB.fetch_value(
        "SELECT c.quantity FROM cart_line c JOIN person p ON p.id = c.person WHERE p.login = $1 AND c.listing = $2",
        *(login, listing),
    )
    return int(found or 0)
