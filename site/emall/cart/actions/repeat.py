"""Buying again what an order once held (再来一单): its lines back into the cart at today's prices."""

from emall.cart import queries
from emall.cart.actions.lines import add_offers
from emall.catalogue.words import ListingStatus
from emall.database import DB
from emall.kernel.refusal import Missing
from emall.web.visitor import Visitor


async def repeat_order(*, visitor: Visitor, number: str) -> tuple[int, int]:
    """Put the goods of one of the unit's orders into the cart; how many kinds went in and how many are not on sale.

    Raises Missing for an order of another unit, and for a colleague's draft.
    """
    rows = await DB.fetch(
        """SELECT n.listing, n.quantity FROM order_line n JOIN purchase_order d ON d.id = n."order"
           WHERE d.number = $1 AND d.organisation = $2 AND (d.status <> 'draft' OR d.buyer = $3)""",
        number,
        visitor.organisation,
        visitor.person,
    )
    if not rows:
        raise Missing
    wishes = {row.listing: row.quantity for row in rows}
    on_sale = [offer for offer in await queries.offers(list(wishes)) if offer.status == ListingStatus.LIVE]
    await add_offers(visitor=visitor, wishes=wishes, offers=on_sale)
    return len(on_sale), len(rows) - len(on_sale)
