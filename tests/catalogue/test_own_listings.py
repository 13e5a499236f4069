"""A supplier's own listings: seen and changed by its own people alone, each change in the record."""

import re
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from emall.catalogue.handlers import own
from emall.database import DB
from emall.journal import entries_of
from emall.settings import settings
from tests.catalogue.goods import make_listing
from tests.making import Seat, make_seat, make_supplier
from tests.web.csrf_token import csrf

pytestmark = pytest.mark.usefixtures("db")
DESK = "/supplier/listings"


@pytest.fixture
async def seat() -> Seat:
    return await make_seat("seller", organisation=await make_supplier(region="331102"))


@pytest.fixture
async def seller(signed_in: Any, seat: Seat) -> httpx.AsyncClient:
    client: httpx.AsyncClient = await signed_in(seat)
    return client


async def send(client: httpx.AsyncClient, listing: int, form: str, **fields: Any) -> httpx.Response:
    """Fill a form of the listing's page in and send it."""
    page = (await client.get(f"{DESK}/{listing}")).text
    body = page.partition(f'action="{DESK}/{listing}/{form}"')[2].partition("</form>")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', body))
    assert hidden["submit_token"]
    files = {name: fields.pop(name) for name in list(fields) if isinstance(fields[name], tuple)}
    data = {**hidden, "_csrf_token": await csrf(client), **fields}
    return await client.post(f"{DESK}/{listing}/{form}", data=data, files=files or None)


async def row(listing: int) -> Any:
    return await DB.fetch_row("SELECT * FROM listing WHERE id = $1", listing)


async def acts(listing: int) -> list[str]:
    return [entry.act for entry in await entries_of("listing", listing)]


async def test_the_desk_counts_and_filters_its_own(seller: httpx.AsyncClient, seat: Seat) -> None:
    mine = {"supplier": seat.organisation}
    live = await make_listing(**mine, sku_code="CZ-7391", price_fen=13000)
    out = await make_listing(**mine, stock_on_hand=0)
    off = await make_listing(**mine, status="off_shelf")
    await make_listing()

    async def shown(query: str) -> set[int]:
        page = await seller.get(f"{DESK}?{query}")
        assert page.status_code == 200
        return {int(number) for number in re.findall(r'<tr data-id="(\d+)"', page.text)}

    assert await shown("") == {live, out, off}
    assert await shown("status=off_shelf") == {off}
    assert await shown("q=cz-73") == {live}
    assert await shown("stock=out") == {out}
    assert await shown("gap=above") == {live}
    assert await shown("q=%25") == set()


async def test_a_new_price_is_on_sale_in_the_history_and_in_the_record(
    seller: httpx.AsyncClient, seat: Seat
) -> None:
    listing = await make_listing(supplier=seat.organisation, price_fen=11800, tiers=[(10, 11500)])
    answer = await send(
        seller,
        listing,
        "price",
        price="¥112.50",
        reason="原料降价",
        **{"from_quantity-1": "20", "tier_price-1": "110"},
    )
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"{DESK}/{listing}",
    )
    after = await row(listing)
    assert (after.price_fen, after.price_version, after.version) == (11250, 2, 2)
    tiers = await DB.fetch("SELECT from_quantity, price_fen FROM price_tier WHERE listing = $1", listing)
    assert [tuple(tier) for tier in tiers] == [(20, 11000)]
    changes = await DB.fetch(
        "SELECT version, price_fen FROM price_change WHERE listing = $1 ORDER BY version",
        listing,
    )
    assert [tuple(change) for change in changes] == [(1, 11800), (2, 11250)]
    assert await acts(listing) == ["listing.price"]
    assert await DB.fetch_value("SELECT count(*) FROM outbox WHERE topic = 'listing'") == 1


async def test_a_refused_price_keeps_what_was_typed(seller: httpx.AsyncClient, seat: Seat) -> None:
    listing = await make_listing(supplier=seat.organisation, price_fen=11800)
    answer = await send(
        seller,
        listing,
        "price",
        price="99.00",
        **{"from_quantity-1": "10", "tier_price-1": "120"},
    )
    assert answer.status_code == 422
    assert (
        'value="99.00"' in answer.text
        and 'value="120"' in answer.text
        and 'id="error-summary"' in answer.text
    )
    assert (await row(listing)).price_fen == 11800 and await acts(listing) == []


async def test_an_outdated_form_shows_both_values(seller: httpx.AsyncClient, seat: Seat) -> None:
    listing = await make_listing(supplier=seat.organisation, price_fen=11800, version=5)
    answer = await send(seller, listing, "price", price="99.00", reason="x", version="4")
    assert answer.status_code == 409
    overtaken = answer.text.partition("notice--act")[2]
    assert "118.00" in overtaken and "99.00" in overtaken
    assert (await row(listing)).price_fen == 11800


async def test_the_same_form_sent_twice_changes_once(seller: httpx.AsyncClient, seat: Seat) -> None:
    listing = await make_listing(supplier=seat.organisation)
    page = (await seller.get(f"{DESK}/{listing}")).text.partition(f'{DESK}/{listing}/stock"')[2]
    token = re.search(r'name="submit_token" value="([^"]+)"', page)
    assert token
    data = {
        "submit_token": token[1],
        "version": "1",
        "on_hand": "7",
        "_csrf_token": await csrf(seller),
    }
    answers = [await seller.post(f"{DESK}/{listing}/stock", data=data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (await row(listing)).stock_on_hand == 7 and await acts(listing) == ["listing.stock"]


async def test_stock_stays_above_what_orders_hold(seller: httpx.AsyncClient, seat: Seat) -> None:
    listing = await make_listing(supplier=seat.organisation, stock_on_hand=10, stock_held=6)
    assert (await send(seller, listing, "stock", on_hand="5")).status_code == 422
    assert (await send(seller, listing, "stock", on_hand="6")).status_code == 303
    assert (await row(listing)).stock_on_hand == 6


async def test_off_the_shelf_with_a_reason_and_back(seller: httpx.AsyncClient, seat: Seat) -> None:
    listing = await make_listing(supplier=seat.organisation)
    assert (await send(seller, listing, "shelf", to="off_shelf")).status_code == 422
    assert (await send(seller, listing, "shelf", to="off_shelf", reason="换季盘点")).status_code == 303
    assert ((await row(listing)).status, (await row(listing)).off_reason) == (
        "off_shelf",
        "换季盘点",
    )
    assert (await send(seller, listing, "shelf", to="live")).status_code == 303
    assert ((await row(listing)).status, (await row(listing)).off_reason) == (
        "live",
        "",
    )
    assert await acts(listing) == ["listing.shelf", "listing.shelf"]


def picture(size: tuple[int, int] = (1600, 900), kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#33806C").save(out, kind)
    return out.getvalue()


async def test_a_picture_is_written_anew_and_served(seller: httpx.AsyncClient, seat: Seat) -> None:
    listing = await make_listing(supplier=seat.organisation)
    answer = await send(
        seller,
        listing,
        "pictures",
        picture=("../../a.php", picture(), "text/html"),
        alt="正面",
    )
    assert answer.status_code == 303
    image = await DB.fetch_row("SELECT * FROM listing_image WHERE listing = $1", listing)
    assert image is not None and (image.width, image.height, image.alt) == (
        1200,
        675,
        "正面",
    )
    served = await seller.get(f"/media/{image.digest}.webp")
    assert served.status_code == 200 and served.headers["content-type"] == "image/webp"
    assert Image.open(BytesIO(served.content)).format == "WEBP"
    assert (settings().data / "media" / image.digest[:2] / f"{image.digest}.webp").is_file()
    page = await seller.get(f"/mall/p/{listing}")
    assert f"/media/{image.digest}.webp" in page.text
    assert (await send(seller, listing, f"pictures/{image.id}/removal")).status_code == 303
    assert await DB.fetch_value("SELECT count(*) FROM listing_image WHERE listing = $1", listing) == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg onload=alert(1)>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        picture((100, 100)),
        picture((9000, 9000)),
    ],
)
async def test_what_is_no_picture_is_refused(seller: httpx.AsyncClient, seat: Seat, content: bytes) -> None:
    listing = await make_listing(supplier=seat.organisation)
    answer = await send(seller, listing, "pictures", picture=("a.png", content, "image/png"))
    assert answer.status_code == 422
    assert await DB.fetch_value("SELECT count(*) FROM listing_image WHERE listing = $1", listing) == 0


async def test_a_picture_is_decoded_before_its_transaction_begins(
    seller: httpx.AsyncClient, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    def noted(name: str, function: Any) -> Any:
        async def call(*given: Any, **named: Any) -> Any:
            order.append(name)
            return await function(*given, **named)

        return call

    monkeypatch.setattr(own.actions, "keep_picture", noted("decode", own.actions.keep_picture))
    monkeypatch.setattr(own, "once", noted("begin", own.once))
    listing = await make_listing(supplier=seat.organisation)
    answer = await send(seller, listing, "pictures", picture=("a.png", picture(), "image/png"))
    assert (answer.status_code, order) == (303, ["decode", "begin"])


async def test_a_picture_for_someone_elses_listing_leaves_no_file(seller: httpx.AsyncClient) -> None:
    other, sent = await make_listing(), picture((321, 300))
    before = set((settings().data / "media").rglob("*"))
    answer = await seller.post(
        f"{DESK}/{other}/pictures",
        data={"_csrf_token": await csrf(seller)},
        files={"picture": ("a.png", sent, "image/png")},
    )
    assert answer.status_code == 404
    assert set((settings().data / "media").rglob("*")) == before


async def test_someone_elses_listing_is_not_there(seller: httpx.AsyncClient, seat: Seat) -> None:
    other = await make_listing()
    assert (await seller.get(f"{DESK}/{other}")).status_code == 404
    token = await csrf(seller)
    for form in ("price", "stock", "shelf", "pictures", "pictures/1/removal"):
        answer = await seller.post(f"{DESK}/{other}/{form}", data={"_csrf_token": token, "version": "1"})
        assert answer.status_code in (404, 409, 422), form
        assert str((await row(other)).title) not in answer.text
    assert await acts(other) == []


async def test_the_desk_is_for_suppliers(client: httpx.AsyncClient, signed_in: Any) -> None:
    assert (await client.get(DESK)).status_code == 303
    assert (await (await signed_in("buyer")).get(DESK)).status_code == 403


async def test_names_of_pictures_lead_nowhere_else(client: httpx.AsyncClient) -> None:
    for name in (
        "x",
        "..%2f..%2fsecret",
        "a" * 64,
        f"{'g' * 64}.webp",
        f"{'a' * 64}.webp",
    ):
        assert (await client.get(f"/media/{name}")).status_code == 404
