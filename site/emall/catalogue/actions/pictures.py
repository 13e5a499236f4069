"""Pictures of own listings: decoded, shrunk and written anew as WebP under their digest, so nothing foreign is kept."""

import asyncio
import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from emall.catalogue.rules.shelf import MOST_PICTURES
from emall.database import DB
from emall.journal import Deed, journal, outbox
from emall.kernel import clock
from emall.kernel.refusal import Missing, Refused
from emall.settings import settings

MOST_BYTES = 5 * 1024 * 1024
MOST_MEGAPIXELS = 40
LEAST_SIDE = 200
LARGEST_SIDE = 1200
QUALITY = 80
KINDS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where pictures of a kind are kept in the data directory, how heavy a file may be sent, how large one is kept."""

    folder: str
    most_bytes: int
    largest_side: int


PUBLIC = Shelf("media", MOST_BYTES, LARGEST_SIDE)

_at_once = asyncio.Semaphore(2)  # decoding takes tens of megabytes; more at once would starve the pages


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture on disk that nothing shows yet: its digest, its size in pixels, and in bytes."""

    digest: str
    width: int
    height: int
    size: int = 0


async def keep_picture(content: bytes, shelf: Shelf = PUBLIC) -> Kept:
    """Write a picture to disk anew, without what cameras write beside it (place, device); before any transaction, because decoding takes its time and would hold it open.

    Raises Refused when the file is no picture or too large.
    """
    if not content:
        raise Refused("picture", "picture_missing")
    if len(content) > shelf.most_bytes:
        raise Refused("picture", "picture_too_heavy", most=shelf.most_bytes // 1024 // 1024)
    async with _at_once:
        return await asyncio.to_thread(_keep, content, settings().data / shelf.folder, shelf.largest_side)


async def add_picture(*, actor: Any, supplier: int, listing: int, picture: Kept, alt: str) -> None:
    """Show a kept picture with an own listing. Raises Missing for someone else's, Refused for one too many."""
    async with DB.transaction():
        await _place(listing, supplier, picture, alt)
        await _tell(actor, listing, supplier, {}, {"picture": picture.digest})


async def remove_picture(*, actor: Any, supplier: int, listing: int, picture: int) -> None:
    """Take a picture off an own listing; the file stays, orders of the past may show it."""
    async with DB.transaction():
        await _lock(listing, supplier)
        row = await DB.fetch_row(
            "DELETE FROM listing_image WHERE id = $1 AND listing = $2 RETURNING digest",
            picture,
            listing,
        )
        if row is None:
            raise Missing
        await _tell(actor, listing, supplier, {"picture": row.digest}, {})


def media_path(folder: Path, digest: str) -> Path:
    """Where the file of a digest lies; two letters of it make the folder."""
    return folder / digest[:2] / f"{digest}.webp"


def _keep(content: bytes, folder: Path, largest_side: int) -> Kept:
    picture = _read(content)
    picture.thumbnail((largest_side, largest_side))
    out = BytesIO()
    picture.save(out, "WEBP", quality=QUALITY)
    digest = hashlib.sha256(out.getvalue()).hexdigest()
    path = media_path(folder, digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{id(out)}.part")
        part.write_bytes(out.getvalue())
        part.replace(path)
    return Kept(digest, picture.width, picture.height, out.tell())


def _read(content: bytes) -> Image.Image:
    """Only the header is read before the size is known: a small file can unfold into a huge picture."""
    try:
        picture: Image.Image = Image.open(BytesIO(content), formats=KINDS)
        if picture.width * picture.height > MOST_MEGAPIXELS * 1_000_000:
            raise Refused("picture", "picture_too_large", most=MOST_MEGAPIXELS)
        if min(picture.size) < LEAST_SIDE:
            raise Refused("picture", "picture_too_small", least=LEAST_SIDE)
        picture = ImageOps.exif_transpose(picture)
        return picture.convert("RGBA" if "A" in picture.getbands() else "RGB")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
    ) as error:
        raise Refused("picture", "picture_unreadable") from error


async def _lock(listing: int, supplier: int) -> None:
    found = await DB.fetch_value(
        "SELECT id FROM listing WHERE id = $1 AND supplier = $2 FOR NO KEY UPDATE",
        listing,
        supplier,
    )
    if found is None:
        raise Missing


async def _place(listing: int, supplier: int, picture: Kept, alt: str) -> None:
    await _lock(listing, supplier)
    places = await DB.fetch(
        "SELECT position FROM listing_image WHERE listing = $1 ORDER BY position",
        listing,
    )
    if len(places) >= MOST_PICTURES:
        raise Refused("picture", "too_many_pictures", most=MOST_PICTURES)
    await DB.execute(
        "INSERT INTO listing_image (listing, position, digest, width, height, alt) VALUES ($1, $2, $3, $4, $5, $6)",
        *(listing, places[-1].position + 1 if places else 1),
        *(picture.digest, picture.width, picture.height, alt),
    )


async def _tell(
    actor: Any,
    listing: int,
    supplier: int,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    await DB.execute(
        "UPDATE listing SET version = version + 1, updated_at = $2 WHERE id = $1",
        listing,
        clock.now(),
    )
    await outbox.put("listing", listing, reason="picture")
    deed = Deed(
        "listing.picture",
        "listing",
        str(listing),
        before,
        after,
        organisations=(supplier,),
    )
    await journal.record(actor, deed)
