"""Orders as a file and as JSON: the same orders and the same fen as on the pages, for nobody else."""

import csv
import io

import httpx
import pytest

from emall.database import DB
from emall.kernel.money import format_fen
from emall.orders import actions as orders
from tests.orders import town as t
from tests.orders.desk import see
from tests.orders.test_sight import busy_town, everybody

pytestmark = pytest.mark.usefixtures("db")


def lines_of(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_the_file_holds_what_each_reader_may_see(client: httpx.AsyncClient) -> None:
    town = await busy_town()
    for reader in await everybody(town):
        answer = await see(reader, client, "/orders/export.csv?lang=en")
        if reader.duty in ("curator", "system", "expert"):
            assert answer.status_code == 403, reader.duty
            continue
        seen = {line["Order"] for line in lines_of(answer)}
        for row in await DB.fetch("SELECT number FROM purchase_order"):
            page = await see(reader, client, f"/api/v1/orders/{row.number}")
            assert (page.status_code == 200) == (row.number in seen), (reader.duty, row.number)


async def test_a_supplier_is_not_told_what_pays(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    await town.released()
    (line, *_) = lines_of(await see(town.sellers[0], client, "/orders/export.csv?lang=en"))
    assert "Plan" not in line and "Budget line" not in line
    (line, *_) = lines_of(await see(town.buyer, client, "/orders/export.csv?lang=en"))
    assert line["Plan"]


async def test_the_tab_and_the_words_of_the_list_hold_for_the_file(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    (order,) = await town.released()
    assert lines_of(await see(town.buyer, client, "/orders/export.csv?tab=ended&lang=en")) == []
    assert len(lines_of(await see(town.buyer, client, f"/orders/export.csv?q={order.number}&lang=en"))) == 1
    page = await see(town.buyer, client, "/orders?tab=to_confirm")
    assert "/orders/export.csv?tab=to_confirm" in page.text


@pytest.mark.parametrize(
    ("quantity", "price_fen", "plain"),
    [
        (1, 1, "0.01"),
        (1_000, 10, "100.00"),
        (3, 33_33, "99.99"),
        (1, 99_999_999_999_99, "99999999999.99"),
    ],
)
async def test_amounts_are_the_same_on_page_file_and_api(
    client: httpx.AsyncClient, quantity: int, price_fen: int, plain: str
) -> None:
    town = await t.make_town()
    sheet = await orders.draft(visitor=town.buyer, quantities={town.goods[0]: quantity})
    total = quantity * price_fen
    await DB.execute(
        'UPDATE order_line SET price_fen = $2, line_fen = $3 WHERE "order" IN'
        " (SELECT id FROM purchase_order WHERE purchase = $1)",
        *(sheet.id, price_fen, total),
    )
    await DB.execute(
        "UPDATE purchase_order SET goods_fen = $2, freight_fen = 0, total_fen = $2 WHERE purchase = $1",
        *(sheet.id, total),
    )
    number = await DB.fetch_value("SELECT number FROM purchase_order WHERE purchase = $1", sheet.id)
    (line,) = lines_of(await see(town.buyer, client, "/orders/export.csv?lang=en"))
    answer = (await see(town.buyer, client, f"/api/v1/orders/{number}")).json()
    page = (await see(town.buyer, client, f"/orders/{number}")).text
    assert (line["Amount (¥)"], line["Order total (¥)"]) == (plain, plain)
    assert answer["total_fen"] == answer["lines"][0]["line_fen"] == total
    assert f'data-fen="{total}"' in page and format_fen(total) in page
