"""A town with a cart in it: an address, an invoice profile, and ways to fill and submit."""

from typing import Any

import httpx

from emall.cart.actions import lines
from emall.cart.forms import Sheet
from emall.cart.queries.sheet import sheet_rows, sheet_view
from emall.database import DB
from emall.journal.once import submit_token
from emall.web.visitor import Visitor
from tests.making import CITY, make
from tests.orders.town import Town, make_town, purchase_of


async def make_shop(**more: Any) -> Town:
    """A town whose unit has a place to deliver to and an invoice profile."""
    town = await make_town(**more)
    await settle(town.unit)
    return town


async def settle(unit: int) -> None:
    """Give a unit what checkout asks for."""
    await make(
        "delivery_address",
        organisation=unit,
        receiver="王明",
        phone="13800005678",
        region=CITY,
        street="花园路 1 号",
        first_choice=True,
        active=True,
    )
    await make(
        "invoice_profile",
        organisation=unit,
        title="第一单位",
        uscc="11331100Y000000166",
        kind="digital_plain",
        first_choice=True,
    )


async def fill(visitor: Visitor, quantities: dict[int, int]) -> None:
    """Put goods into a cart."""
    for listing, quantity in quantities.items():
        await lines.add_line(visitor=visitor, listing=listing, quantity=quantity)


async def form_of(visitor: Visitor, number: str, **more: Any) -> Sheet:
    """The form as the page would send it back untouched."""
    view = await sheet_view(visitor=visitor, number=number)
    facts: dict[str, Any] = {
        "version": view.purchase.version,
        "plan": view.plan,
        "line_plan": view.line_plan,
        "price": {row.id: row.price_version for row in await sheet_rows(view.purchase.id)},
    }
    return Sheet(**{**facts, **more})


def fields_of(visitor: Visitor, form: Sheet) -> dict[str, str]:
    """The same form as a browser sends it."""
    sent = {
        "version": str(form.version),
        "plan": str(form.plan or ""),
        "title": form.title,
        "reason": form.reason,
    }
    sent |= {f"price-{line}": str(version) for line, version in form.price.items()}
    sent |= {f"line_plan-{line}": str(plan) for line, plan in form.line_plan.items()}
    return {**sent, "submit_token": submit_token(visitor.person, "cart.submit")}


async def browser_of(visitor: Visitor, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A client signed in as this visitor."""
    from emall.accounts import sessions

    token = await sessions.begin(visitor.person, visitor.post, address="127.0.0.1", agent="test")
    client.cookies.set(sessions.COOKIE, token)
    return client


async def status_of(number: str) -> str:
    """Where a sheet stands."""
    return str((await purchase_of(number)).status)


async def cart_of(visitor: Visitor) -> dict[int, int]:
    """Quantities in a cart by listing."""
    rows = await DB.fetch("SELECT listing, quantity FROM cart_line WHERE person = $1", visitor.person)
    return {row.listing: row.quantity for row in rows}
