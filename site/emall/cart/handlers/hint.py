"""What a purchase would do to the budget, shown beside the price before anything is in the cart."""

from litestar import Request, Response, get
from litestar.di import NamedDependency

from emall.accounts.words import Duty
from emall.budget.queries import cost_centres_for, plans_for
from emall.cart import queries
from emall.cart.actions.lines import unit_price
from emall.cart.forms import Hint
from emall.kernel import clock
from emall.kernel.refusal import Missing
from emall.web.forms import query
from emall.web.guards import who
from emall.web.reply import page
from emall.web.visitor import Visitor


@get("/cart/budget-hint", name="cart.budget.show", opt=who(Duty.BUYER))
async def budget_hint(request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
    """The plan or cost centre this product would be bought on, before and after."""
    asked = query(request, Hint)
    offer = await queries.offer(asked.listing)
    if offer is None:
        raise Missing
    unit, today = visitor.organisation or 0, clock.today()
    plans = await plans_for(
        organisation=unit,
        day=today,
        categories=((offer.official_edition, offer.official_code),),
        person=visitor.person,
    )
    centres = [] if plans else await cost_centres_for(organisation=unit, year=today.year)
    return page(
        request,
        "cart/budget_hint.html",
        plan=next((choice.row for choice in plans if choice.fits), None),
        centre=next((row for row in centres if not row.frozen), None),
        asked=asked,
        total_fen=asked.quantity * unit_price(offer, asked.quantity),
    )
