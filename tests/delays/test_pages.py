"""The lists of late things, their files, the form that explains, and the sheet that is stopped."""

from datetime import timedelta

import httpx
import pytest

from emall.contracts import actions as contracts
from emall.kernel import clock
from emall.orders import actions as orders
from tests.making import make_organisation
from tests.orders import town as t
from tests.orders.desk import see, send, text_of

pytestmark = pytest.mark.usefixtures("db")


async def late_orders(town: t.Town, count: int) -> list[str]:
    """Orders that wait for their receiver; their contracts are filed and announced, as the clock does it."""
    numbers = [(await town.received({town.goods[0]: 1})).number for _ in range(count)]
    await contracts.run_due(clock.now() + timedelta(days=45))
    return numbers


async def test_each_reads_the_list_with_its_light_and_its_file(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    (number,) = await late_orders(town, 1)
    finance = await t.seat("finance", await make_organisation(kind="bureau"))
    with clock.frozen(clock.now() + timedelta(days=45)):
        for visitor, path in (
            (town.buyer, "/delays"),
            (finance, "/desk/delays"),
            (town.sellers[0], "/supplier/delays"),
        ):
            shown = await see(visitor, client, path)
            assert shown.status_code == 200 and f'data-id="order-{number}"' in shown.text
            assert "lit--past" in shown.text and 'data-total="1"' in shown.text
            file = await see(visitor, client, f"{path}/list.csv")
            assert file.headers["content-type"].startswith("text/csv") and number in file.content.decode(
                "utf-8-sig"
            )
        none = await see(town.buyer, client, "/delays?party=supplier&kind=nonsense")
        assert f"order-{number}" not in none.text and none.status_code == 200
        other = await see(town.sellers[1], client, "/supplier/delays")
        assert number not in other.text


async def test_the_names_of_people_of_the_unit_are_not_shown_to_suppliers(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    await town.submit({town.goods[0]: 1})
    with clock.frozen(clock.now() + timedelta(days=45)):
        assert 'data-id="sheet-' in (await see(town.head, client, "/delays")).text
        assert 'data-id="sheet-' not in (await see(town.sellers[0], client, "/supplier/delays")).text


async def test_a_buyer_explains_and_supervisors_read_it(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    (number,) = await late_orders(town, 1)
    url = f"/delays/order/{number}/explanation"
    assert (await see(town.buyer, client, url)).status_code == 404, "it is not late yet"
    with clock.frozen(clock.now() + timedelta(days=45)):
        assert number in (await see(town.buyer, client, url)).text
        assert (await see(town.receiver, client, url)).status_code == 403
        other = await t.make_town()
        assert (await see(other.buyer, client, url)).status_code == 404
        empty = await send(town.buyer, client, url, form="delays.explanation", reason=" ")
        assert empty.status_code == 422 and 'id="f-reason-error"' in empty.text
        done = await send(town.buyer, client, url, form="delays.explanation", reason="仓库盘点，下周一验收")
        assert (done.status_code, done.headers["location"]) == (303, "/delays")
        again = await send(town.buyer, client, url, form="delays.explanation", reason="再说一次")
        assert again.status_code == 409 and "再说一次" in again.text
        county = await t.seat("county", await make_organisation(kind="bureau"))
        assert "仓库盘点，下周一验收" in text_of(await see(county, client, "/desk/delays"))


async def test_a_stopped_sheet_says_why_and_the_way_out(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    numbers = await late_orders(town, 3)
    sheet = (await orders.draft(visitor=town.buyer, quantities={town.goods[1]: 1})).number
    url = f"/checkout/{sheet}"
    assert 'class="stopped"' not in (await see(town.buyer, client, url)).text
    with clock.frozen(clock.now() + timedelta(days=45)):
        shown = await see(town.buyer, client, url)
        assert all(f"/delays/order/{number}/explanation" in shown.text for number in numbers)
        version = (await t.purchase_of(sheet)).version
        refused = await send(
            town.buyer, client, f"{url}/submission", form="cart.submit", version=str(version), reason="买"
        )
        assert refused.status_code == 422 and 'class="stopped"' in refused.text
    assert (await t.purchase_of(sheet)).status == "draft"
