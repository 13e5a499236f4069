"""Photos of a delivery: from the page, through a phone, private, few, and frozen with the acceptance."""

from datetime import timedelta
from io import BytesIO

import httpx
import pytest
from PIL import Image

from emall.catalogue.actions.pictures import media_path
from emall.database import DB, Broken
from emall.delivery import actions, queries
from emall.delivery.words import HANDOVER_MINUTES
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.settings import settings
from tests.making import make_organisation
from tests.orders import town as t
from tests.orders.desk import see, send

pytestmark = pytest.mark.usefixtures("db")


def jpeg(shade: int = 90, *, side: int = 640) -> bytes:
    """A photo as a camera writes it, with a place in its metadata."""
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "MakerOfCameras"
    Image.new("RGB", (side, side), (shade, 120, 60)).save(out, "JPEG", exif=exif)
    return out.getvalue()


async def add(town: t.Town, number: str, *shades: int, **more: int) -> int:
    """The receiver adds one photo of each shade."""
    photos = await actions.keep_photos([jpeg(shade) for shade in shades])
    return await actions.add_photos(visitor=town.receiver, number=number, photos=photos, **more)


async def test_photos_are_written_anew_and_frozen_with_the_acceptance() -> None:
    town = await t.make_town()
    order = await town.received()
    (line,) = await t.lines_of(order.number)
    assert await add(town, order.number, 10, 20) == 2
    assert await add(town, order.number, 20, 30, line=line.id) == 1  # the same photo twice is one
    rows = await queries.photos_of(order.id)
    assert [(row.position, row.order_line) for row in rows] == [(1, None), (2, None), (3, line.id)]
    path = media_path(settings().data / "photos", rows[0].digest)
    with Image.open(path) as kept:
        assert kept.format == "WEBP" and not kept.getexif()
    assert b"MakerOfCameras" not in path.read_bytes()
    await actions.remove_photo(visitor=town.receiver, number=order.number, photo=rows[0].id)
    assert not path.exists()
    await t.accept_all(town.receiver, order.number)
    with pytest.raises(Conflict, match="photos_closed"):
        await actions.remove_photo(visitor=town.receiver, number=order.number, photo=rows[1].id)
    for sql in ("DELETE FROM delivery_photo", "UPDATE delivery_photo SET digest = 'x'"):
        with pytest.raises(Broken):
            async with DB.transaction():
                await DB.execute(sql)
    (sheet,) = await queries.sheets_of(order.id)
    assert [photo["title"] for photo in sheet["photos"]] == [None, line.title]
    assert await t.offences() == {}


async def test_few_photos_and_only_pictures() -> None:
    town = await t.make_town()
    order = await town.received()
    assert await add(town, order.number, *range(0, 240, 20)) == 12
    with pytest.raises(Refused, match="too_many_photos"):
        await add(town, order.number, 251)
    unused = await actions.keep_photos([jpeg(252)])
    with pytest.raises(Refused):
        await actions.add_photos(visitor=town.receiver, number=order.number, photos=unused)
    assert not media_path(settings().data / "photos", unused[0].digest).exists()
    for wrong in (b"", b"<svg onload=alert(1)>", jpeg(side=50)):
        with pytest.raises(Refused):
            await actions.keep_photos([wrong] if wrong else [])
    with pytest.raises(Refused, match="line_unknown"):
        await add(town, (await town.received()).number, 40, line=10**9)


async def test_a_unit_has_so_much_a_day() -> None:
    town = await t.make_town()
    order, other = await town.received(), await town.received()
    await add(town, order.number, 10)
    await DB.execute("UPDATE delivery_photo SET size = $1", 30 * 1024 * 1024)
    with pytest.raises(Refused, match="photos_of_the_day"):
        await add(town, other.number, 20)
    photos = await actions.keep_photos([jpeg(20)])
    tomorrow = clock.now() + timedelta(days=1)
    assert (
        await actions.add_photos(visitor=town.receiver, number=other.number, photos=photos, now=tomorrow) == 1
    )


async def test_only_receivers_photograph_and_only_both_sides_look(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await town.received()
    await add(town, order.number, 10)
    (photo,) = await queries.photos_of(order.id)
    both = await t.seat("receiver", town.unit, person=town.buyer.person)
    for who, refusal in ((both, Forbidden), (town.sellers[0], Forbidden), (town.sellers[1], Missing)):
        with pytest.raises(refusal):
            await actions.open_link(visitor=who, number=order.number)
    url = f"/orders/{order.number}/photos/{photo.id}"
    for reader in (town.receiver, town.buyer, town.sellers[0]):
        answer = await see(reader, client, url)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
        assert answer.headers["cache-control"] == "private, no-store"
    stranger = await t.seat("receiver", await make_organisation(kind="public_unit"))
    for outsider in (stranger, town.sellers[1]):
        assert (await see(outsider, client, url)).status_code == 404
    other = await town.received()
    assert (await see(town.buyer, client, f"/orders/{other.number}/photos/{photo.id}")).status_code == 404


async def test_a_phone_sends_photos_without_signing_in(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await town.received()
    desk = f"/orders/{order.number}"
    assert (
        "<svg"
        not in (await see(town.receiver, client, f"{desk}/photos")).text.partition('id="photos"')[2][:300]
    )
    opened = await send(town.receiver, client, f"{desk}/photos/phone", form="photo.phone", target="photos")
    assert opened.status_code == 200 and 'hx-trigger="every 3s"' in opened.text and "<svg" in opened.text
    live = await queries.live_link(order.id, town.receiver.person, clock.now())
    assert live is not None
    row, token = live
    assert row.token != token and token in opened.text
    client.cookies.clear()
    page = await client.get(f"/handover/{token}")
    assert page.status_code == 200 and order.number in page.text and 'capture="environment"' in page.text
    assert page.headers["cache-control"] == "private, no-store" and town.receiver.person_name not in page.text
    fields = {
        name: page.text.partition(f'name="{name}" value="')[2].partition('"')[0]
        for name in ("_csrf_token", "submit_token")
    }
    files = [("photos", ("a.jpg", jpeg(10), "image/jpeg")), ("photos", ("b.jpg", jpeg(20), "image/jpeg"))]
    for _ in range(2):  # sent twice is once
        sent = await client.post(f"/handover/{token}", data=fields, files=files)
        assert sent.status_code == 303, sent.text
    photos = await queries.photos_of(order.id)
    assert [photo.link for photo in photos] == [row.id, row.id]
    assert (await client.get(f"/handover/{token}/photos/{photos[0].id}")).status_code == 200
    listed = await see(town.receiver, client, f"{desk}/photos", target="photos")
    assert f'data-id="{photos[1].id}"' in listed.text
    acts = await t.deeds_of("photo", order.number)
    assert acts == ["photo.open_link", "photo.add"]


async def test_the_way_of_a_phone_ends(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await town.received()
    first = await actions.open_link(visitor=town.receiver, number=order.number)
    assert await queries.receiver_of_link(first, clock.now()) is not None
    second = await actions.open_link(
        visitor=town.receiver, number=order.number, now=clock.now() + timedelta(seconds=1)
    )
    assert await queries.receiver_of_link(first, clock.now() + timedelta(seconds=2)) is None
    late = clock.now() + timedelta(minutes=HANDOVER_MINUTES, seconds=2)
    assert await queries.receiver_of_link(second, late) is None
    await DB.execute("UPDATE post SET active = false WHERE person = $1", town.receiver.person)
    assert await queries.receiver_of_link(second, clock.now() + timedelta(seconds=2)) is None
    await DB.execute("UPDATE post SET active = true WHERE person = $1", town.receiver.person)
    await actions.revoke_link(
        visitor=town.receiver, number=order.number, now=clock.now() + timedelta(seconds=3)
    )
    for token in (second, "0" * 32):
        assert (await client.get(f"/handover/{token}")).status_code == 404
