"""Photos of a delivery and the ways phones have to them."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from emall.accounts.words import Duty
from emall.catalogue.actions.pictures import media_path
from emall.database import DB, Row
from emall.kernel import ids
from emall.settings import settings
from emall.web import seals
from emall.web.visitor import Visitor


def link_token(order: int, person: int, made_at: datetime) -> str:
    """The token of a link, made again whenever its QR code is drawn; only its digest is stored."""
    return seals.mark("photos by phone", f"{order}:{person}:{made_at.timestamp():.6f}")


async def photos_of(order: int) -> list[Row]:
    """Photos of an order by place: id, line and its title, size in pixels, sheet that holds them, who and when."""
    return await DB.fetch(
        "SELECT p.id, p.position, p.order_line, n.title, p.width, p.height, p.digest, p.at, a.number AS sheet,"
        " h.name AS taken_name, p.link FROM delivery_photo p JOIN person h ON h.id = p.taken_by"
        " LEFT JOIN order_line n ON n.id = p.order_line LEFT JOIN acceptance a ON a.id = p.acceptance"
        ' WHERE p."order" = $1 ORDER BY p.position',
        order,
    )


async def live_link(order: int, person: int, now: datetime) -> tuple[Row, str] | None:
    """The link this person's phone may use now, with its token."""
    row = await DB.fetch_row(
        'SELECT * FROM photo_link WHERE "order" = $1 AND person = $2 AND revoked_at IS NULL AND expires_at > $3'
        " ORDER BY id DESC LIMIT 1",
        order,
        person,
        now,
    )
    return (row, link_token(order, person, row.made_at)) if row is not None else None


async def receiver_of_link(token: str, now: datetime) -> tuple[Row, Visitor] | None:
    """The link behind a token and its receiver as a visitor, as long as both still hold; None for anything else.

    The row has id, number of the order, names and the deadline.
    """
    row = await DB.fetch_row(
        "SELECT k.id, k.expires_at, o.id AS order_id, o.number, o.organisation, u.name AS organisation_name,"
        " s.name AS supplier_name, u.region, u.kind, h.id AS person, h.login, h.name AS person_name, p.id AS post"
        ' FROM photo_link k JOIN purchase_order o ON o.id = k."order" JOIN organisation u ON u.id = o.organisation'
        " JOIN organisation s ON s.id = o.supplier JOIN person h ON h.id = k.person AND h.active"
        " JOIN post p ON p.person = h.id AND p.organisation = u.id AND p.duty = $3 AND p.active"
        " WHERE k.token = $1 AND k.revoked_at IS NULL AND k.expires_at > $2",
        ids.digest(token),
        now,
        str(Duty.RECEIVER),
    )
    if row is None:
        return None
    visitor = Visitor(
        person=row.person,
        login=row.login,
        person_name=row.person_name,
        post=row.post,
        duty=Duty.RECEIVER,
        organisation=row.organisation,
        organisation_name=row.organisation_name,
        organisation_kind=row.kind,
        region=row.region,
    )
    return row, visitor


async def photo_bytes(order: int, photo: int) -> bytes | None:
    """The WebP of a photo of this order; None when there is none."""
    digest = await DB.fetch_value(
        'SELECT digest FROM delivery_photo WHERE id = $1 AND "order" = $2', photo, order
    )
    if digest is None:
        return None
    return await asyncio.to_thread(_read, media_path(settings().data / "photos", digest))


async def pictures_of(order: int, sheet: Mapping[str, Any]) -> dict[int, bytes]:
    """The photos of an acceptance sheet of this order as WebP by their id; what is not kept any more is left out."""
    found = {photo["id"]: await photo_bytes(order, photo["id"]) for photo in sheet["photos"]}
    return {photo: content for photo, content in found.items() if content is not None}


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
