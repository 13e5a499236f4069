"""Shopping lists (常购清单) and quick order from pasted rows (快速下单)."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import Duty
from emall.cart import queries
from emall.cart.actions import lists
from emall.cart.forms import ListQuantities, Pasted
from emall.cart.rules import look_at
from emall.cart.words import QUICK_ROWS_MOST, TROUBLE_WORDS
from emall.kernel import clock
from emall.kernel.refusal import Missing, Refused
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.reply import page, redirect, rejected
from emall.web.saying import say
from emall.web.visitor import Visitor


async def _lists(visitor: Visitor) -> list[Any]:
    return await queries.lists_of(person=visitor.person, organisation=visitor.organisation or 0)


class ShoppingLists(Controller):
    """What a unit buys again and again."""

    path = "/lists"
    opt = who(Duty.BUYER)

    @get(name="cart.lists.index")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """All lists, and the box for pasted rows."""
        return page(
            request,
            "cart/lists.html",
            lists=await _lists(visitor),
            most=QUICK_ROWS_MOST,
            checked=None,
            rows="",
        )

    @get("/{number:int}", name="cart.lists.show")
    async def show(
        self, request: Request, number: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """One list at today's prices."""
        kept = await queries.own_list(
            number=number, person=visitor.person, organisation=visitor.organisation or 0
        )
        if kept is None:
            raise Missing
        rows = await queries.list_rows(number)
        lines = [look_at(row, to=visitor.region, today=clock.today()) for row in rows]
        return page(request, "cart/list.html", kept=kept, lines=lines, trouble_words=TROUBLE_WORDS)

    @post("/{number:int}/purchase", name="cart.lists.purchase")
    async def purchase(
        self, request: Request, number: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Put the whole list into the cart."""
        put, left = await lists.list_into_cart(visitor=visitor, number=number)
        said = _("%(put)s kinds of goods are in the cart.", put=put)
        if left:
            said = _(
                "%(put)s kinds of goods are in the cart, %(left)s are not on sale now.", put=put, left=left
            )
        return redirect(request, "/cart", said=said)

    @post("/{number:int}/quantities", name="cart.lists.quantities")
    async def change(
        self, request: Request, number: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """New usual quantities."""
        form = parse(request, ListQuantities)
        await lists.change_list(visitor=visitor, number=number, quantities=form.quantity)
        return redirect(request, f"/lists/{number}", said=_("The list is saved."))

    @post("/{number:int}/lines/{line:int}/removal", name="cart.lists.lines.removal")
    async def remove_line(
        self, request: Request, number: FromPath[int], line: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Take one product off a list."""
        await lists.remove_list_line(visitor=visitor, number=number, line=line)
        return redirect(request, f"/lists/{number}", said=_("Removed from the list."))

    @post("/{number:int}/removal", name="cart.lists.removal")
    async def remove(
        self, request: Request, number: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Throw a list away."""
        name = await lists.remove_list(visitor=visitor, number=number)
        return redirect(request, "/lists", said=_("The list “%(name)s” is gone.", name=name))


async def _nothing_pasted(
    request: Request[Any, Any, Any], visitor: Visitor, error: Refused
) -> Response[bytes]:
    shown: dict[str, Any] = {
        "lists": await _lists(visitor),
        "most": QUICK_ROWS_MOST,
        "checked": None,
        "rows": "",
    }
    return rejected(request, "cart/lists.html", error, **shown)


class QuickOrder(Controller):
    """Codes and quantities pasted from a spreadsheet."""

    path = "/lists/quick"
    opt = who(Duty.BUYER)

    @post("/check", name="cart.quick.check")
    async def check(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Say row by row what was understood; nothing is put anywhere yet."""
        form = parse(request, Pasted)
        checked = [
            (row, say(row.refusal) if row.refusal else None) for row in await lists.understood(form.rows)
        ]
        lists_shown = await _lists(visitor)
        return page(
            request,
            "cart/lists.html",
            lists=lists_shown,
            most=QUICK_ROWS_MOST,
            checked=checked,
            rows=form.rows,
        )

    @post(name="cart.quick.create")
    async def create(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Put the rows that were understood into the cart; the others come back to be mended."""
        try:
            form = parse(request, Pasted)
        except Refused as error:
            return await _nothing_pasted(request, visitor, error)
        put, left = await lists.rows_into_cart(visitor=visitor, text=form.rows)
        if not left:
            return redirect(request, "/cart", said=_("%(put)s kinds of goods are in the cart.", put=put))
        checked = [(row, say(row.refusal) if row.refusal else None) for row in left]
        rows = "\n".join(row.text for row in left)
        return page(
            request,
            "cart/lists.html",
            lists=await _lists(visitor),
            most=QUICK_ROWS_MOST,
            checked=checked,
            rows=rows,
            put=put,
            status=422,
        )
