"""The cart (购物车): what a buyer has gathered, by supplier, with what needs a look on top."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import Duty
from emall.cart import queries
from emall.cart.actions import lines, lists
from emall.cart.actions.repeat import repeat_order
from emall.cart.actions.sheet import open_sheet
from emall.cart.forms import AddLine, ChangeQuantity, ChooseLines, NameList, Repeat
from emall.cart.queries.beside import beside
from emall.cart.rules import Filled, arranged
from emall.cart.words import TROUBLE_WORDS
from emall.kernel import clock
from emall.kernel.refusal import Refused
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.reply import page, redirect, reply
from emall.web.visitor import Visitor


async def filled(visitor: Visitor) -> Filled:
    """The visitor's cart as it stands today."""
    rows = await queries.cart_rows(person=visitor.person, organisation=visitor.organisation or 0)
    return arranged(rows, to=visitor.region, today=clock.today())


async def shown_cart(visitor: Visitor) -> dict[str, Any]:
    """What the cart's templates need."""
    cart = await filled(visitor)
    return {"cart": cart, "beside": await beside(visitor=visitor, cart=cart), "trouble_words": TROUBLE_WORDS}


async def shown_again(
    request: Request[Any, Any, Any], visitor: Visitor, *, said: str = "", focus: str = ""
) -> Response[bytes]:
    """The cart after a deed: its list and its total under htmx, the page itself otherwise."""
    shown = await shown_cart(visitor)
    return reply(request, "cart/replies/changed.html", otherwise="/cart", said=said, focus=focus, **shown)


class CartPage(Controller):
    """The buyer's own cart."""

    path = "/cart"
    opt = who(Duty.BUYER)

    @get(name="cart.show")
    async def show(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """The cart."""
        return page(request, "cart/show.html", **await shown_cart(visitor))

    @post("/choice", name="cart.choice.create")
    async def choose(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Tick and untick lines."""
        form = parse(request, ChooseLines)
        await lines.choose_lines(visitor=visitor, shown=form.shown, chosen=form.line)
        return await shown_again(request, visitor)

    @post("/clearance", name="cart.clearance.create")
    async def clear(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Remove what can no longer be ordered."""
        gone = await lines.remove_gone(visitor=visitor)
        return await shown_again(
            request, visitor, said=_("Removed %(count)s lines.", count=gone), focus="#cart-heading"
        )

    @post("/list", name="cart.list.create")
    async def keep(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Keep the cart's goods as a shopping list."""
        form = parse(request, NameList)
        await lists.list_from_cart(visitor=visitor, name=form.name, shared=form.shared)
        return redirect(request, "/lists", said=_("Kept as the list “%(name)s”.", name=form.name))

    @post("/repeat", name="cart.repeat.create")
    async def repeat(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Put what an earlier order of the unit held into the cart again."""
        put, left = await repeat_order(visitor=visitor, number=parse(request, Repeat).order)
        said = _("%(put)s kinds of goods are in the cart.", put=put)
        if left:
            said = _(
                "%(put)s kinds of goods are in the cart, %(left)s are not on sale now.", put=put, left=left
            )
        return redirect(request, "/cart", said=said)


class CartLines(Controller):
    """The lines of the buyer's own cart."""

    path = "/cart/lines"
    opt = who(Duty.BUYER)

    @post(name="cart.lines.create")
    async def create(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Put a product into the cart."""
        form = parse(request, AddLine)
        offer = await lines.add_line(visitor=visitor, listing=form.listing, quantity=form.quantity)
        if form.then == "checkout":
            return await _straight_to_checkout(request, visitor, form.listing)
        size = await queries.cart_size(person=visitor.person, organisation=visitor.organisation or 0)
        said = _("In the cart: %(title)s", title=offer.title)
        back = f"/mall/p/{offer.listing}"
        return reply(request, "cart/replies/added.html", otherwise=back, said=said, cart_count=size)

    @post("/{line:int}/quantity", name="cart.lines.quantity")
    async def quantity(
        self, request: Request, line: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Another quantity."""
        form = parse(request, ChangeQuantity)
        await lines.change_quantity(visitor=visitor, line=line, quantity=form.quantity)
        return await shown_again(request, visitor)

    @post("/{line:int}/mending", name="cart.lines.mending")
    async def mend(
        self, request: Request, line: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Accept today's price, or the quantity that is left."""
        await lines.mend_line(visitor=visitor, line=line)
        return await shown_again(
            request, visitor, said=_("The line is up to date."), focus=f"#line-{line}-title"
        )

    @post("/{line:int}/removal", name="cart.lines.removal")
    async def remove(
        self, request: Request, line: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Take a line out."""
        title = await lines.remove_line(visitor=visitor, line=line)
        return await shown_again(
            request, visitor, said=_("Removed: %(title)s", title=title), focus="#cart-heading"
        )


async def _straight_to_checkout(
    request: Request[Any, Any, Any], visitor: Visitor, listing: int
) -> Response[bytes]:
    """A sheet for this product alone; where something stands in its way, the cart says what."""
    try:
        return redirect(request, f"/checkout/{await open_sheet(visitor=visitor, only=listing)}")
    except Refused:
        return redirect(request, "/cart")
