"""Photos of a delivery: from the page, through a phone, shown to both sides and to supervision only."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import SUPPLIER_DUTIES, Duty
from emall.delivery import actions, queries
from emall.delivery.forms import Photographing, TakingBack
from emall.delivery.handlers.acceptance_view import photo_facts
from emall.journal.once import once, once_for
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.orders.access import READERS
from emall.orders.handlers.order_view import order_of
from emall.web import reply
from emall.web.actor import Actor
from emall.web.forms import parse, uploads
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor

BODY_MOST = 60_000_000
"""Six photos of a good camera at once."""

HEADERS = {"Cache-Control": "private, no-store", "Content-Disposition": "inline"}


class Photos(Controller):
    """What a receiver does with photos of an order."""

    path = "/orders/{number:str}/photos"
    opt = who(Duty.RECEIVER)

    @get(name="delivery.photo.list")
    async def index(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The photos there are; the page of acceptance asks for them again while a phone is at work."""
        return reply.page(request, "delivery/photos.html", **await _facts(number, visitor))

    @post(name="delivery.photo.create", request_max_body_size=BODY_MOST)
    async def add(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Photos from this very device."""
        return await _done(
            request, visitor, number, lambda: add_once(request, visitor, visitor, number, None)
        )

    @post("/phone", name="delivery.photo.phone")
    async def open_link(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """A way for a phone, as a QR code."""

        async def deed() -> None:
            await _once(request, visitor, "photo.phone", number, actions.open_link)

        return await _done(request, visitor, number, deed)

    @post("/phone/end", name="delivery.photo.phone_end")
    async def revoke_link(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """No more photos from the phone."""

        async def deed() -> None:
            await _once(request, visitor, "photo.phone_end", number, actions.revoke_link)

        return await _done(request, visitor, number, deed)

    @post("/{photo:int}/removal", name="delivery.photo.removal")
    async def remove(
        self, request: Request, number: FromPath[str], photo: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """One photo less."""

        async def deed() -> None:
            await _once(request, visitor, "photo.removal", number, actions.remove_photo, photo=photo)

        return await _done(request, visitor, number, deed)


@get(
    "/orders/{number:str}/photos/{photo:int}",
    name="delivery.photo.show",
    opt=who(*READERS, *SUPPLIER_DUTIES),
)
async def picture(
    number: FromPath[str], photo: FromPath[int], visitor: NamedDependency[Visitor]
) -> Response[bytes]:
    """One photo, to whoever may see the order."""
    page = await order_of(number, visitor)
    return await photo_reply(page.order["id"], photo)


async def photo_reply(order: int, photo: int) -> Response[bytes]:
    """The WebP of a photo, for nobody's cache; raises Missing."""
    content = await queries.photo_bytes(order, photo)
    if content is None:
        raise Missing
    return Response(content, media_type="image/webp", headers=HEADERS)


async def _facts(number: str, visitor: Visitor) -> dict[str, Any]:
    page = await order_of(number, visitor)
    return {"order": page.order, "page": page, **await photo_facts(page, visitor)}


async def add_once(
    request: Request[Any, Any, Any], sender: Visitor | None, receiver: Visitor, number: str, link: int | None
) -> int:
    """Take in the files of a form, once; how many photos are new. `sender` is whoever is signed in on the device."""
    form = parse(request, Photographing)
    contents = [await file.read() for file in uploads(request, "photos")]
    photos = await actions.keep_photos([content for content in contents if content])
    added = 0

    async def deed() -> str:
        nonlocal added
        added = await actions.add_photos(
            visitor=receiver, number=number, photos=photos, line=form.line, link=link
        )
        return f"/orders/{number}/acceptance"

    actor = sender.actor() if sender else Actor()
    content = [number, form.line, [one.digest for one in photos], link]
    await once(actor=actor, form="photo.add", token=form.submit_token, content=content, deed=deed)
    return added


async def _once(
    request: Request[Any, Any, Any], visitor: Visitor, name: str, number: str, action: Any, **said: Any
) -> None:
    async def deed() -> str:
        await action(visitor=visitor, number=number, **said)
        return f"/orders/{number}/acceptance"

    await once_for(visitor, parse(request, TakingBack), name, deed, about=[number, said])


async def _done(request: Request[Any, Any, Any], visitor: Visitor, number: str, deed: Any) -> Response[bytes]:
    """Under htmx the photos again; otherwise back to the page of acceptance. Refused, the photos with the reason."""
    try:
        await deed()
    except (Refused, Conflict) as error:
        facts = await _facts(number, visitor)
        return reply.rejected(request, "delivery/photos.html", error, **facts)
    url = f"/orders/{number}/acceptance#photos"
    facts = await _facts(number, visitor)
    return reply.reply(request, "delivery/parts/photos.html", otherwise=url, said=_("Done."), **facts)
