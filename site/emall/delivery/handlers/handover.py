"""The page behind the QR code: a phone without a sign-in adds photos to one order, for some minutes."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from emall.database import Row
from emall.delivery import queries
from emall.delivery.handlers.photos import BODY_MOST, add_once, photo_reply
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.orders.queries import order_page
from emall.web import reply
from emall.web.arrival import arrival
from emall.web.guards import ANYONE
from emall.web.language import gettext as _
from emall.web.visitor import Visitor

HEADERS = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


class Handover(Controller):
    """Whoever holds the link; it names one order and one receiver and knows nothing else."""

    path = "/handover/{token:str}"
    opt = ANYONE

    @get(name="delivery.handover.show")
    async def show(self, request: Request, token: FromPath[str]) -> Response[bytes]:
        """Which order it is for, the camera, and what this phone has sent."""
        return await _page(request, *await _behind(token), token)

    @post(name="delivery.handover.create", request_max_body_size=BODY_MOST)
    async def add(self, request: Request, token: FromPath[str]) -> Response[bytes]:
        """Photos from the phone."""
        link, receiver = await _behind(token)
        try:
            sender = arrival(request).visitor
            await add_once(request, sender, receiver, link.number, link.id)
        except (Refused, Conflict) as error:
            return await _page(request, link, receiver, token, error)
        return reply.redirect(
            request, f"/handover/{token}", said=_("Sent. The photos are on the page at the desk.")
        )

    @get("/photos/{photo:int}", name="delivery.handover.photo")
    async def picture(self, token: FromPath[str], photo: FromPath[int]) -> Response[bytes]:
        """A photo this link has sent."""
        link, _receiver = await _behind(token)
        if photo not in {row.id for row in await queries.photos_of(link.order_id) if row.link == link.id}:
            raise Missing
        return await photo_reply(link.order_id, photo)


async def _behind(token: str) -> tuple[Row, Visitor]:
    """The link and its receiver; a link that has run out, was revoked, or never was looks the same: Missing."""
    found = await queries.receiver_of_link(token, clock.now())
    if found is None:
        raise Missing
    return found


async def _page(
    request: Request[Any, Any, Any],
    link: Row,
    receiver: Visitor,
    token: str,
    error: Refused | Conflict | None = None,
) -> Response[bytes]:
    page = await order_page(link.number, receiver)
    if page is None:
        raise Missing
    photos = await queries.photos_of(link.order_id)
    facts: dict[str, Any] = {
        "link": link,
        "lines": page.lines,
        "action": f"/handover/{token}",
        "photos": [row for row in photos if row.link == link.id],
        "in_all": len(photos),
    }
    if error is None:
        response = reply.page(request, "delivery/handover.html", **facts)
    else:
        response = reply.rejected(request, "delivery/handover.html", error, **facts)
    response.headers.update(HEADERS)
    return response
