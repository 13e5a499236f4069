"""Contracts as browsers see them: lists, one contract, papers, what buyers decide, and what is open to everybody."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from emall.contracts import actions
from emall.database import DB
from tests.contracts.making import cancelled, concluded, contract_of
from tests.making import make_organisation
from tests.orders import town as t
from tests.orders.desk import see, send, text_of

pytestmark = pytest.mark.usefixtures("db")
HOSTILE = '<script>alert(1)</script> #import "x" \\ ' + "W" * 80


def order_of(contract: Any) -> str:
    return str(json.loads(contract.document)["order"])


async def finance() -> Any:
    return await t.seat("finance", await make_organisation(kind="bureau"))


async def test_both_sides_and_staff_read_a_contract(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    await DB.execute(
        "UPDATE supplier_profile SET bank = '丽水农商银行', account = '201000012345678', contact = '吴晓',"
        " contact_phone = '13857800001' WHERE organisation = $1",
        town.suppliers[0],
    )
    contract = await concluded(town, {town.goods[0]: 3})
    for reader in (town.buyer, town.head, town.receiver, town.sellers[0], await finance()):
        page = await see(reader, client, f"/contracts/{contract.number}")
        assert page.status_code == 200 and 'data-status="in_force"' in page.text
        assert "人民币叁拾元整" in page.text and f'data-fen="{contract.amount_fen}"' in page.text
        assert "201000012345678" not in page.text and "****5678" in page.text
        assert "13857800001" not in page.text and "138****0001" in page.text
    assert await DB.fetch_value("SELECT count(*) FROM journal_entry WHERE act = 'order.view'") == 1
    stranger = await t.seat("buyer", await make_organisation())
    for other in (stranger, town.sellers[1]):
        for address in ("", "/print", "/pdf", "/signatures"):
            assert (await see(other, client, f"/contracts/{contract.number}{address}")).status_code == 404


async def test_lists_show_own_contracts_by_tab(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    running, ended = await concluded(town), await concluded(town)
    await cancelled(town, order_of(ended))
    page = await see(town.buyer, client, "/contracts")
    assert f'data-id="{running.number}"' in page.text and f'data-id="{ended.number}"' in page.text
    tab = await see(town.buyer, client, "/contracts?tab=ended")
    assert f'data-id="{running.number}"' not in tab.text and f'data-id="{ended.number}"' in tab.text
    found = await see(town.buyer, client, f"/contracts?q={order_of(running)}")
    assert f'data-id="{running.number}"' in found.text and f'data-id="{ended.number}"' not in found.text
    assert f'data-id="{running.number}"' in (await see(town.sellers[0], client, "/supplier/contracts")).text
    assert running.number not in (await see(town.sellers[1], client, "/supplier/contracts")).text
    other = await t.seat("buyer", await make_organisation())
    assert running.number not in (await see(other, client, "/contracts")).text
    assert (await see(town.buyer, client, "/desk/contracts")).status_code == 403


async def test_the_desk_shows_clocks_and_what_is_late(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    contract = await concluded(town)
    staff = await finance()
    page = await see(staff, client, "/desk/contracts?tab=to_file")
    assert f'data-id="{contract.number}"' in page.text
    await actions.run_due()
    assert contract.number not in (await see(staff, client, "/desk/contracts?tab=to_file")).text
    assert contract.number not in (await see(staff, client, "/desk/contracts?tab=late")).text
    await DB.execute(
        "UPDATE contract SET announce_due_at = now() - interval '1 day' WHERE id = $1", contract.id
    )
    late = await see(staff, client, "/desk/contracts?tab=late")
    assert f'data-id="{contract.number}"' in late.text and "badge--bad" in late.text
    elsewhere = await t.seat(
        "county", await make_organisation(kind="bureau", region="331181"), region="331181"
    )
    assert contract.number not in (await see(elsewhere, client, "/desk/contracts")).text


async def test_what_is_signed_is_read_before(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    number = await town.submit({town.goods[0]: 3})
    (order,) = await t.orders_of(number)
    sheet = await see(town.head, client, f"/approvals/{number}")
    assert f"/contracts/preview?order={order.number}" in sheet.text
    preview = await see(town.head, client, f"/contracts/preview?order={order.number}")
    assert preview.status_code == 200 and "人民币叁拾元整" in preview.text and "适用法律" in preview.text
    assert (await see(town.sellers[0], client, f"/contracts/preview?order={order.number}")).status_code == 404
    to_preview = await see(town.buyer, client, f"/contracts/by-order/{order.number}")
    assert to_preview.headers["location"] == f"/contracts/preview?order={order.number}"
    await town.agree(number)
    sale = await see(town.sellers[0], client, f"/supplier/orders/{order.number}")
    assert f"/contracts/by-order/{order.number}" in sale.text
    contract = await contract_of(order.number)
    for reader in (town.buyer, town.sellers[0]):
        there = await see(reader, client, f"/contracts/by-order/{order.number}")
        assert there.headers["location"] == f"/contracts/{contract.number}"
    assert (await see(town.sellers[1], client, f"/contracts/by-order/{order.number}")).status_code == 404


async def test_two_steps_ask_for_reading_at_the_last_one_only(client: httpx.AsyncClient) -> None:
    town = await t.make_town(levels=(0, 1_00))
    number = await town.submit({town.goods[0]: 3})
    assert "/contracts/preview" not in (await see(town.head, client, f"/approvals/{number}")).text
    await town.agree(number)
    assert "/contracts/preview" in (await see(town.chief, client, f"/approvals/{number}")).text


async def test_the_buyer_keeps_a_contract_secret(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    contract = await concluded(town)
    url = f"/contracts/{contract.number}/secrecy"
    page = await see(town.buyer, client, f"/contracts/{contract.number}")
    assert url in page.text
    assert url not in (await see(town.head, client, f"/contracts/{contract.number}")).text
    empty = await send(town.buyer, client, url, form="contract.secrecy", version=contract.version)
    assert empty.status_code == 422
    said = {"secret_reason": "涉及安防布局", "version": contract.version}
    done = await send(town.buyer, client, url, form="contract.secrecy", **said)
    assert done.status_code == 303
    assert "涉及安防布局" in (await see(await finance(), client, f"/contracts/{contract.number}")).text
    assert "涉及安防布局" not in (await see(town.sellers[0], client, f"/contracts/{contract.number}")).text
    again = await send(town.buyer, client, url, form="contract.secrecy", **said)
    assert again.status_code == 409
    assert (await send(town.head, client, url, form="contract.secrecy", **said)).status_code == 403


async def test_announced_is_public_without_persons(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    contract = await concluded(town, {town.goods[0]: 3})
    assert (await client.get(f"/open/contracts/{contract.number}")).status_code == 404
    url = f"/contracts/{contract.number}/announcement"
    stale = await send(town.buyer, client, url, form="contract.announce", version=contract.version - 1)
    assert stale.status_code == 409
    done = await send(town.buyer, client, url, form="contract.announce", version=contract.version)
    assert done.status_code == 303
    client.cookies.clear()
    document = json.loads(contract.document)
    page = await client.get(f"/open/contracts/{contract.number}")
    assert page.status_code == 200 and document["unit"]["name"] in page.text and "30.00" in page.text
    for hidden in (document["delivery"]["phone"], document["unit"]["contact"], document["delivery"]["place"]):
        assert not hidden or hidden not in page.text
    listed = await client.get("/open/contracts")
    assert f'data-id="{contract.number}"' in listed.text
    assert contract.number not in (await client.get("/open/contracts?county=longquan")).text
    assert contract.number not in (await client.get("/open/contracts?q=没有这家")).text


async def test_a_paper_is_checked_by_its_digest(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    contract = await concluded(town, {town.goods[0]: 3})
    good = await client.get(f"/verify/{contract.number}?digest={contract.digest}")
    assert "notice--done" in good.text and f'data-id="{contract.number}"' in good.text
    short = await client.get(f"/verify/{contract.number}?digest={contract.digest[:16].upper()}")
    assert "notice--done" in short.text
    for digest in ("", contract.digest[:6], "0" * 64):
        page = await client.get(f"/verify/{contract.number}?digest={digest}")
        assert page.status_code == 200 and "notice--done" not in page.text
        assert "30.00" not in page.text and json.loads(contract.document)["unit"]["name"] not in page.text
    nobody = await client.get(f"/verify/HT999912310001?digest={contract.digest}")
    assert "notice--bad" in nobody.text


async def tampered(sql: str, table: str, trigger: str, *args: Any) -> None:
    """Change what the application itself cannot change, as somebody with the database's own password could."""
    await DB.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
    await DB.execute(sql, *args)
    await DB.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


@pytest.mark.parametrize("what", ["text", "amount_and_digest", "signer", "key"])
async def test_whatever_is_tampered_with_does_not_verify(client: httpx.AsyncClient, what: str) -> None:
    town = await t.make_town()
    contract = await concluded(town, {town.goods[0]: 3})
    if what == "text":
        sql = "UPDATE contract SET document = replace(document, '30.00', '90.00') WHERE id = $1"
        await tampered(sql, "contract", "contract_frozen", contract.id)
    elif what == "amount_and_digest":
        sql = "UPDATE contract SET document = document || ' ', digest = repeat('0', 64) WHERE id = $1"
        await tampered(sql, "contract", "contract_frozen", contract.id)
    elif what == "signer":
        sql = "UPDATE signature SET person_name = '冒名' WHERE contract = $1"
        await tampered(sql, "signature", "signature_append_only", contract.id)
    else:
        sql = "UPDATE signing_key SET public = repeat('0', 64) WHERE side = 'unit'"
        await tampered(sql, "signing_key", "signing_key_append_only")
    page = await see(town.buyer, client, f"/contracts/{contract.number}/signatures")
    assert "notice--bad" in page.text and "notice--done" not in page.text
    paper = await client.get(f"/verify/{contract.number}?digest={contract.digest}")
    assert "notice--bad" in paper.text and "notice--done" not in paper.text


async def test_the_frozen_rows_refuse_the_application() -> None:
    town = await t.make_town()
    contract = await concluded(town)
    for sql in (
        "UPDATE contract SET document = '{}' WHERE id = $1",
        "DELETE FROM contract WHERE id = $1",
        "UPDATE signature SET person_name = 'x' WHERE contract = $1",
        "DELETE FROM signature WHERE contract = $1",
    ):
        with pytest.raises(Exception, match=r"frozen|append|changed|only"):
            await DB.execute(sql, contract.id)


async def test_a_supplement_from_the_page(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    contract = await concluded(town, {town.goods[0]: 40})
    (line,) = await t.lines_of(order_of(contract))
    url = f"/contracts/{contract.number}/supplement"
    form = await see(town.buyer, client, url)
    assert form.status_code == 200 and f'name="quantity-{line.id}"' in form.text and "40.00" in form.text
    much = {f"quantity-{line.id}": "5", "reason": "人员增加"}
    refused = await send(town.buyer, client, url, form="contract.supplement", **much)
    assert refused.status_code == 422 and 'value="5"' in refused.text and "人员增加" in refused.text
    done = await send(
        town.buyer, client, url, form="contract.supplement", **{**much, f"quantity-{line.id}": "4"}
    )
    assert done.status_code == 303 and done.headers["location"].startswith("/checkout/CG")
    page = await see(town.buyer, client, f"/contracts/{contract.number}")
    assert 'data-status="pending_approval"' in page.text
    assert (await see(town.buyer, client, url)).status_code == 404
    assert (await see(town.head, client, url)).status_code == 403


async def test_text_of_suppliers_stays_text(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    await DB.execute("UPDATE listing SET title = $2 WHERE id = $1", town.goods[0], HOSTILE)
    contract = await concluded(town)
    await DB.execute(
        "UPDATE contract SET announce_from = now() - interval '1 hour' WHERE id = $1", contract.id
    )
    await actions.run_due()
    await actions.run_due()
    for address in (
        f"/contracts/{contract.number}",
        f"/contracts/{contract.number}/print",
        f"/open/contracts/{contract.number}",
    ):
        page = await see(town.buyer, client, address)
        assert page.status_code == 200 and "<script>alert(1)" not in page.text and "#import" in page.text
    assert (await see(town.buyer, client, f"/contracts/{contract.number}/pdf")).status_code == 200


async def test_pages_in_english_keep_chinese_marked(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    contract = await concluded(town)
    page = text_of(await see(town.buyer, client, f"/contracts/{contract.number}?lang=en"))
    assert "In force since" in page and "Verified" in page


async def test_lists_ask_as_often_for_one_as_for_three(client: httpx.AsyncClient) -> None:
    from emall.contracts.queries import contracts_page
    from emall.database import counted

    town = await t.make_town()
    asked = []
    for _ in range(2):
        await concluded(town, {town.goods[0]: 1})
        with counted() as count:
            await contracts_page(visitor=town.buyer)
        asked.append(count.queries)
    assert asked == [2, 2]


async def test_a_contract_announced_late_stays_red(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    contract = await concluded(town)
    await actions.run_due(contract.announce_due_at + timedelta(days=1))
    await actions.run_due(contract.announce_due_at + timedelta(days=1))
    page = await see(await finance(), client, "/desk/contracts?tab=late")
    assert f'data-id="{contract.number}"' in page.text
