"""Photos of delivered goods: taken on the page or through a phone, few and private, frozen with the acceptance."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from emall.accounts.words import Duty
from emall.catalogue.actions.pictures import Kept, Shelf, keep_picture, media_path
from emall.database import DB, Row
from emall.delivery.access import may_photograph
from emall.delivery.actions.locked import Locked, locked_for
from emall.delivery.queries.photos import link_token
from emall.delivery.words import HANDOVER_MINUTES, MOST_BYTES_A_DAY, MOST_PHOTOS
from emall.journal import Deed, record
from emall.kernel import clock, ids
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.orders.access import is_receiver_of
from emall.settings import settings
from emall.web.visitor import Visitor

PRIVATE = Shelf("photos", 10 * 1024 * 1024, 1600)


async def open_link(*, visitor: Visitor, number: str, now: datetime | None = None) -> str:
    """A way for this receiver's phone to the photos of one order, for minutes; the token. Earlier ones are revoked."""
    now = now or clock.now()
    async with DB.transaction():
        found = await _photographing(visitor, number)
        await _revoke(found.order.id, visitor.person, now)
        token = link_token(found.order.id, visitor.person, now)
        await DB.execute(
            'INSERT INTO photo_link (token, "order", person, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)',
            ids.digest(token),
            found.order.id,
            visitor.person,
            now,
            now + timedelta(minutes=HANDOVER_MINUTES),
        )
        await record(visitor.actor(), _deed(found.order, "photo.open_link", {"minutes": HANDOVER_MINUTES}))
    return token


async def revoke_link(*, visitor: Visitor, number: str, now: datetime | None = None) -> None:
    """Close the way of this receiver's phone."""
    now = now or clock.now()
    async with DB.transaction():
        found = await _photographing(visitor, number)
        await _revoke(found.order.id, visitor.person, now)
        await record(visitor.actor(), _deed(found.order, "photo.revoke_link", {}))


async def _photographing(visitor: Visitor, number: str) -> Locked:
    try:
        return await locked_for(visitor, number, may_photograph, is_receiver_of, Duty.RECEIVER)
    except Conflict as error:
        raise Conflict("photos", "photos_closed") from error


async def _revoke(order: int, person: int, now: datetime) -> None:
    await DB.execute(
        'UPDATE photo_link SET revoked_at = $3 WHERE "order" = $1 AND person = $2 AND revoked_at IS NULL'
        " AND expires_at > $3",
        order,
        person,
        now,
    )


async def keep_photos(contents: Iterable[bytes]) -> list[Kept]:
    """Write photos to disk anew, before any transaction; raises Refused for the first that is none."""
    kept: list[Kept] = []
    try:
        for content in contents:
            kept.append(await keep_picture(content, PRIVATE))
    except Refused:
        await forget_unused(one.digest for one in kept)
        raise
    if not kept:
        raise Refused("picture", "picture_missing")
    return kept


async def add_photos(
    *,
    visitor: Visitor,
    number: str,
    photos: Sequence[Kept],
    line: int = 0,
    link: int | None = None,
    now: datetime | None = None,
) -> int:
    """Put kept photos with an order, or with one of its lines; how many are new. The same photo twice is one.

    Refused beyond twelve of an order, or thirty megabytes of a unit in a day; then what nobody uses leaves the disk.
    """
    now = now or clock.now()
    try:
        async with DB.transaction():
            found = await _photographing(visitor, number)
            if line and line not in {one.id for one in found.lines}:
                raise Refused("line", "line_unknown")
            fresh, places = await _room_for(found.order, photos, now)
            await _place(found.order, fresh, places, line or None, link, visitor.person, now)
            deed = _deed(found.order, "photo.add", {"photos": [one.digest for one in fresh], "line": line})
            await record(visitor.actor(), deed)
    except (Refused, Conflict):
        await forget_unused(one.digest for one in photos)
        raise
    return len(fresh)


async def _room_for(order: Row, photos: Sequence[Kept], now: datetime) -> tuple[list[Kept], list[int]]:
    """Photos that are new, and the places they get; the unit's day is counted one after the other."""
    there = await DB.fetch('SELECT position, digest FROM delivery_photo WHERE "order" = $1', order.id)
    known = {row.digest for row in there}
    fresh = list({one.digest: one for one in photos if one.digest not in known}.values())
    free = sorted(set(range(1, MOST_PHOTOS + 1)) - {row.position for row in there})
    if len(fresh) > len(free):
        raise Refused("picture", "too_many_photos", most=MOST_PHOTOS)
    await DB.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('photos of a unit', $1))", order.organisation
    )
    used = await DB.fetch_value(
        'SELECT coalesce(sum(p.size), 0) FROM delivery_photo p JOIN purchase_order o ON o.id = p."order"'
        " WHERE o.organisation = $1 AND p.at >= $2",
        order.organisation,
        datetime.combine(clock.day_of(now), time(0), tzinfo=clock.BEIJING),
    )
    if used + sum(one.size for one in fresh) > MOST_BYTES_A_DAY:
        raise Refused("picture", "photos_of_the_day", most=MOST_BYTES_A_DAY // 1024 // 1024)
    return fresh, free[: len(fresh)]


async def _place(
    order: Row,
    photos: Sequence[Kept],
    places: Sequence[int],
    line: int | None,
    link: int | None,
    person: int,
    now: datetime,
) -> None:
    await DB.execute_many(
        'INSERT INTO delivery_photo ("order", position, order_line, digest, width, height, size, taken_by, link, at)'
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        [
            (order.id, place, line, one.digest, one.width, one.height, one.size, person, link, now)
            for place, one in zip(places, photos, strict=True)
        ],
    )


async def remove_photo(*, visitor: Visitor, number: str, photo: int, now: datetime | None = None) -> None:
    """Take a photo away as long as no acceptance holds it; its file goes too when nothing else shows it."""
    async with DB.transaction():
        found = await _photographing(visitor, number)
        digest = await DB.fetch_value(
            'DELETE FROM delivery_photo WHERE id = $1 AND "order" = $2 AND acceptance IS NULL RETURNING digest',
            photo,
            found.order.id,
        )
        if digest is None:
            raise Missing
        await record(visitor.actor(), _deed(found.order, "photo.remove", {"photo": digest}))
    await forget_unused([digest])


async def forget_unused(digests: Iterable[str]) -> None:
    """Remove files no order shows any more."""
    asked = sorted(set(digests))
    used = await DB.fetch("SELECT DISTINCT digest FROM delivery_photo WHERE digest = ANY($1::text[])", asked)
    for digest in set(asked) - {row.digest for row in used}:
        path = media_path(settings().data / PRIVATE.folder, digest)
        await asyncio.to_thread(path.unlink, missing_ok=True)


def _deed(order: Row, act: str, after: dict[str, object]) -> Deed:
    return Deed(act, "photo", order.number, None, after, organisations=(order.organisation,))
