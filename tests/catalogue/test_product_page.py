"""The page of one listing: prices, references, delivery, substitutes, comparison, and what they cost."""

import re
from datetime import datetime

import httpx
import pytest

from emall.catalogue.queries import use_deals
from emall.database import DB, counted
from emall.kernel import clock
from tests.catalogue.goods import make_listing, make_product
from tests.making import make, make_supplier

pytestmark = pytest.mark.usefixtures("db")
MONDAY = datetime(2026, 11, 23, 10, tzinfo=clock.BEIJING)


async def test_the_page_shows_the_step_in_use_and_the_sum(
    client: httpx.AsyncClient,
) -> None:
    listing = await make_listing(price_fen=11800, tiers=[(10, 11500), (50, 11200)])
    page = await client.get(f"/mall/p/{listing}?quantity=10&lang=en")
    assert page.status_code == 200
    now = page.text.partition('class="is-now"')[2].partition("</li>")[0]
    assert "10–49" in now and 'data-fen="11500"' in now
    assert 'data-fen="115000"' in page.text


async def test_references_carry_source_and_day_and_the_difference_is_in_words(
    client: httpx.AsyncClient,
) -> None:
    product = await make_product(reference_fen=12100)
    for kind, fen in (("maker_site", 12900), ("etailer", 12100)):
        await make(
            "reference_price",
            product=product,
            kind=kind,
            source="来源",
            price_fen=fen,
            observed_on=clock.today(),
        )
    listing = await make_listing(product=product, price_fen=11500)
    page = await client.get(f"/mall/p/{listing}?lang=en")
    assert 'data-fen="12900"' in page.text and 'data-fen="12100"' in page.text
    assert "5.0% lower" in page.text and clock.today().isoformat() in page.text


async def test_delivery_counts_working_days_and_knows_the_county(
    client: httpx.AsyncClient,
) -> None:
    listing = await make_listing(delivery_days=5, regions=["331181"])
    with clock.frozen(MONDAY):
        there = await client.get(f"/mall/p/{listing}?county=331181")
        elsewhere = await client.get(f"/mall/p/{listing}?county=331102&lang=en")
    assert "11月30日（周一）" in there.text  # the weekend does not count
    assert "Not delivered there" in elsewhere.text


async def test_the_price_line_starts_with_the_price_before_the_half_year(
    client: httpx.AsyncClient,
) -> None:
    listing = await make_listing(price_fen=11000, history=[(400, 13000), (90, 12000)])
    page = await client.get(f"/mall/p/{listing}?lang=en")
    assert re.search(r'class="step-line__line" d="M0 \d+H10[56]V\d+H212V\d+"', page.text)
    assert "from ¥110.00 to ¥130.00" in page.text


async def test_what_left_the_shelf_keeps_its_page_and_offers_others(
    client: httpx.AsyncClient,
) -> None:
    product = await make_product()
    gone = await make_listing(product=product, status="off_shelf", off_reason="停产")
    other = await make_listing(product=product)
    page = await client.get(f"/mall/p/{gone}")
    assert page.status_code == 200
    assert "停产" in page.text and f'data-id="{other}"' in page.text
    assert 'id="buy"' not in page.text


async def test_drafts_and_unknown_numbers_are_not_there(
    client: httpx.AsyncClient,
) -> None:
    for status in ("draft", "in_review", "refused"):
        assert (await client.get(f"/mall/p/{await make_listing(status=status)}")).status_code == 404
    for number in ("0", "99999999", "99999999999999999999", "x"):
        assert (await client.get(f"/mall/p/{number}")).status_code == 404


async def test_deals_come_from_the_room_that_knows_them(
    client: httpx.AsyncClient,
) -> None:
    listing = await make_listing(price_fen=11500)

    async def deals(product: int) -> list[object]:
        return await DB.fetch(
            "SELECT date '2026-11-19' AS day, 'school' AS unit_kind, '331121' AS region, 20 AS quantity,"
            " 11600::bigint AS price_fen"
        )

    async def none(product: int) -> list[object]:
        return []

    use_deals(deals)
    try:
        page = await client.get(f"/mall/p/{listing}?lang=en")
    finally:
        use_deals(none)
    row = page.text.partition('id="deals"')[2]
    assert "2026-11-19" in row and "School" in row and "today ¥1.00 less" in row


@pytest.mark.parametrize("others", [0, 20])
async def test_the_page_takes_three_queries_however_much_is_beside_it(
    client: httpx.AsyncClient, others: int
) -> None:
    product = await make_product(family="A4", variant="70 g")
    listing = await make_listing(product=product, tags=["sme"])
    for number in range(others):
        await make_listing(product=product)
        await make_listing(product=await make_product(family="A4", variant=f"{number} g"))
    with counted() as count:
        assert (await client.get(f"/mall/p/{listing}")).status_code == 200
    assert count.queries <= 3


async def test_columns_say_what_differs_and_what_is_missing(
    client: httpx.AsyncClient,
) -> None:
    first = await make_listing(brand="山青", spec=[["规格", "A4"], ["定量", "70 g/m²"]])
    second = await make_listing(brand="瓯江", spec=[["规格", "A4"]])
    page = await client.get(f"/mall/compare?ids={first}&ids={second}&lang=en")
    assert [f'data-id="{number}"' in page.text for number in (first, second)] == [
        True,
        True,
    ]
    assert page.text.count("not filled in") >= 1
    narrowed = await client.get(f"/mall/compare?ids={first}&ids={second}&different=1&lang=en")
    assert "定量" in narrowed.text and "规格" not in narrowed.text


async def test_more_than_four_or_strange_columns_are_left_out(
    client: httpx.AsyncClient,
) -> None:
    numbers = [await make_listing() for _ in range(6)]
    page = await client.get("/mall/compare?" + "&".join(f"ids={number}" for number in numbers))
    assert len(re.findall(r'<th scope="col" data-id="', page.text)) == 4
    assert (await client.get("/mall/compare?ids=x&ids=-1&ids=99999999999999999999")).status_code == 200
    assert (await client.get("/mall/compare")).status_code == 200


async def test_a_shop_shows_its_facts_and_only_its_goods(
    client: httpx.AsyncClient,
) -> None:
    supplier = await make_supplier(region="331102", name="处州办公用品有限公司", short_name="处州办公")
    await DB.execute(
        "UPDATE supplier_profile SET contact = '李明', contact_phone = '13812345678' WHERE organisation = $1",
        supplier,
    )
    own = await make_listing(supplier=supplier)
    await make_listing()
    page = await client.get(f"/shop/{supplier}")
    assert page.status_code == 200
    assert re.findall(r'class="card" data-id="(\d+)"', page.text) == [str(own)]
    assert "处州办公用品有限公司" in page.text and "李" not in page.text and "5678" not in page.text


async def test_a_contact_is_masked_even_for_those_signed_in(signed_in: object) -> None:
    supplier = await make_supplier(region="331102")
    await DB.execute(
        "UPDATE supplier_profile SET contact = '李明', contact_phone = '13812345678' WHERE organisation = $1",
        supplier,
    )
    buyer = await signed_in("buyer")  # type: ignore[operator]
    page = await buyer.get(f"/shop/{supplier}")
    assert "138****5678" in page.text and "李*" in page.text and "李明" not in page.text


async def test_a_unit_or_an_exited_supplier_has_no_shop(
    client: httpx.AsyncClient,
) -> None:
    gone = await make_supplier(standing="exited")
    assert (await client.get(f"/shop/{gone}")).status_code == 404
    assert (await client.get("/shop/99999")).status_code == 404
