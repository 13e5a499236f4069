"""Invoices and settlements as browsers use them: issuing with and without a file, checking, settling, reviewing, papers."""

import io
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from emall.database import DB, Row, counted
from emall.journal.once import submit_token
from emall.kernel import clock
from emall.settlement import actions
from emall.settlement.kept import stale_files
from emall.web.visitor import Visitor
from tests.making import make_organisation
from tests.orders import town as t
from tests.orders.desk import browser_of, see, send, text_of
from tests.settlement import office, papers
from tests.web.csrf_token import csrf

pytestmark = pytest.mark.usefixtures("db")
NEW = "/supplier/invoices/new?order="


async def issue(
    seller: Visitor,
    client: httpx.AsyncClient,
    order: Row,
    *,
    file: tuple[str, bytes] | None = None,
    **fields: Any,
) -> httpx.Response:
    """Send the form of an invoice, with a file if there is one."""
    browser = await browser_of(seller, client)
    data = {
        "order": order.number,
        "submit_token": submit_token(seller.person, "settlement.issue"),
        "_csrf_token": await csrf(browser),
        **fields,
    }
    files = {"file": file} if file else {"file": ("", b"")}
    return await browser.post("/supplier/invoices", data=data, files=files)


async def parties(order: Row) -> Mapping[str, str]:
    """Tax numbers of both sides of an order, as a right file names them."""
    row = await DB.fetch_row(
        "SELECT u.uscc AS buyer, s.uscc AS seller, u.name AS buyer_name FROM organisation u, organisation s"
        " WHERE u.id = $1 AND s.id = $2",
        *(order.organisation, order.supplier),
    )
    assert row is not None
    return dict(row)


async def test_the_form_is_filled_in_with_what_was_accepted(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    seller, order = town.sellers[0], await office.accepted(town)
    listed = await see(seller, client, "/supplier/invoices")
    assert f'href="{NEW}{order.number}"' in listed.text
    form = await see(seller, client, NEW + order.number)
    assert (
        form.status_code == 200 and 'value="50.00"' in form.text and f'value="{clock.today()}"' in form.text
    )
    done = await issue(
        seller, client, order, number=office.fresh_number(), issued_on=str(clock.today()), amount="50"
    )
    assert done.status_code == 303
    shown = await see(seller, client, done.headers["location"])
    assert (
        shown.status_code == 200
        and 'data-status="issued"' in shown.text
        and "days left" in text_of(await see(seller, client, done.headers["location"] + "?lang=en"))
    )
    gone = await see(seller, client, NEW + order.number)
    assert (gone.status_code, gone.headers["location"]) == (303, "/supplier/invoices")
    assert (await see(town.sellers[1], client, NEW + order.number)).status_code == 303
    assert (await see(town.sellers[1], client, done.headers["location"])).status_code == 404


async def test_several_orders_are_ticked_onto_one_invoice(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    first, second = await office.accepted(town), await office.accepted(town, {town.goods[1]: 2})
    one = await see(town.sellers[0], client, NEW + first.number)
    assert f'name="order" value="{second.number}"' in one.text and 'data-fen="10100"' not in one.text
    both = await see(town.sellers[0], client, f"{NEW}{first.number}&order={second.number}")
    assert 'data-fen="10100"' in both.text and 'value="101.00"' in both.text


async def test_what_is_wrong_is_said_and_what_was_typed_stays_with_the_file(
    client: httpx.AsyncClient,
) -> None:
    town = await t.make_town()
    order = await office.accepted(town)
    wrong = await issue(
        town.sellers[0],
        client,
        order,
        number="123",
        issued_on="2031-01-01",
        amount="51",
        file=("a.pdf", papers.PDF),
    )
    assert wrong.status_code == 422 and 'id="error-summary"' in wrong.text
    assert 'value="123"' in wrong.text and 'value="51"' in wrong.text and "a.pdf" in wrong.text
    seal = wrong.text.partition('name="file_kept" value="')[2].partition('"')[0]
    done = await issue(
        town.sellers[0],
        client,
        order,
        number=office.fresh_number(),
        issued_on=str(clock.today()),
        amount="50",
        file_kept=seal,
    )
    assert done.status_code == 303
    invoice = await DB.fetch_row("SELECT * FROM invoice")
    assert invoice is not None and (invoice.file_kind, invoice.file_name) == ("pdf", "a.pdf")
    other = await issue(town.sellers[1], client, order, file_kept=seal, number=office.fresh_number())
    assert other.status_code in (404, 422)


async def test_a_paper_the_disk_has_lost_is_asked_for_again(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await office.accepted(town)
    wrong = await issue(
        town.sellers[0], client, order, number="123", file=("a.pdf", papers.PDF + b"\n% lost")
    )
    seal = wrong.text.partition('name="file_kept" value="')[2].partition('"')[0]
    facts = {"number": office.fresh_number(), "issued_on": str(clock.today())}
    stale_files(set(), before=clock.now().timestamp() + 60)
    lost = await issue(town.sellers[0], client, order, file_kept=seal, **facts)
    assert lost.status_code == 422 and 'id="error-summary"' in lost.text
    assert await DB.fetch_value("SELECT count(*) FROM invoice") == 0


async def test_an_xml_alone_fills_everything_in(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    seller, order = town.sellers[0], await office.accepted(town)
    number = office.fresh_number()
    content = papers.xml(number=number, day=clock.today(), total="50.00", tax="5.75", **await parties(order))
    read = await issue(seller, client, order, file=("e.xml", content), deed="read")
    assert read.status_code == 200 and f'value="{number}"' in read.text and "file_kept" in read.text
    assert await DB.fetch_value("SELECT count(*) FROM invoice") == 0
    done = await issue(seller, client, order, file=("e.xml", content))
    assert done.status_code == 303
    invoice = await DB.fetch_row("SELECT * FROM invoice")
    assert invoice is not None and (invoice.number, invoice.issued_on) == (number, clock.today())


async def test_a_file_of_another_buyer_or_amount_is_refused(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    seller, order = town.sellers[0], await office.accepted(town)
    for changed in ({"total": "49.99"}, {"buyer": papers.BUYER}, {"seller": papers.SELLER}):
        facts = {"day": clock.today(), "total": "50.00", **await parties(order), **changed}
        answer = await issue(seller, client, order, file=("e.ofd", papers.ofd(papers.xml(**facts))))
        assert answer.status_code == 422 and 'id="error-summary"' in answer.text
    for hostile in (b"<!DOCTYPE a []><a/>", b"MZ\x90", b"<html/>"):
        answer = await issue(seller, client, order, file=("e.xml", hostile), number=office.fresh_number())
        assert answer.status_code == 422
    assert await DB.fetch_value("SELECT count(*) FROM invoice") == 0


async def test_one_form_sent_twice_is_one_invoice(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    seller, order = town.sellers[0], await office.accepted(town)
    token = submit_token(seller.person, "settlement.issue")
    fields = {"number": office.fresh_number(), "issued_on": str(clock.today()), "submit_token": token}
    answers = [await issue(seller, client, order, **fields) for _ in range(2)]
    assert {answer.headers["location"] for answer in answers} == {
        f"/supplier/invoices/{await DB.fetch_value('SELECT max(id) FROM invoice')}"
    }
    again = await issue(seller, client, order, **{**fields, "number": office.fresh_number()})
    assert again.status_code in (409, 422) and await DB.fetch_value("SELECT count(*) FROM invoice") == 1


async def test_the_buyer_sees_the_match_and_settles_in_one_tap(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await office.accepted(town)
    invoice = await office.issued(town, [order])
    assert (await see(town.buyer, client, f"/invoices/by-order/{order.number}")).headers["location"] == (
        f"/invoices/{invoice.id}"
    )
    page = await see(town.buyer, client, f"/invoices/{invoice.id}?lang=en")
    assert "All three agree" in text_of(page) and "Matches: confirm and settle" in text_of(page)
    assert page.text.count("match__tick") == 2  # the line and the total
    done = await send(
        town.buyer, client, f"/invoices/{invoice.id}/settlement", form="invoice.settle", version="1"
    )
    assert done.status_code == 303 and done.headers["location"].startswith("/settlements/JS")
    assert await office.status_of(order) == "settling"
    found = await see(town.buyer, client, f"/settlements/by-order/{order.number}")
    assert found.headers["location"] == done.headers["location"]


async def test_a_difference_shows_in_yuan_and_offers_no_settling(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await office.accepted(town)
    invoice = await office.issued(town, [order])
    await DB.execute('UPDATE order_line SET accepted = 4 WHERE "order" = $1', order.id)
    page = await see(town.buyer, client, f"/invoices/{invoice.id}?lang=en")
    assert "+¥10.00" in text_of(page) and "/settlement" not in page.text.replace("/settlements", "")
    refused = await send(
        town.buyer, client, f"/invoices/{invoice.id}/settlement", form="invoice.settle", version="1"
    )
    assert refused.status_code == 422 and 'id="error-summary"' in refused.text
    new = await see(town.buyer, client, f"/settlements/new?supplier={town.suppliers[0]}&lang=en")
    assert f'name="invoice" value="{invoice.id}" hx-get' in new.text  # there, but not ticked
    back = await send(
        town.buyer,
        client,
        f"/invoices/{invoice.id}/refusal",
        form="invoice.refuse",
        version="1",
        reason="多开一件",
    )
    assert back.status_code == 303 and await office.status_of(order) == "accepted"


async def test_the_journal_keeps_who_tried_to_review_what_they_had_bought(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    sheet = await office.submitted(town, maker=await t.seat("buyer", town.unit))
    buyer = await t.seat("approver", town.unit, person=town.buyer.person)
    url = f"/settlements/{sheet.number}"
    answer = await send(
        buyer, client, f"{url}/review", form="settlement.review", version="1", verdict="agree"
    )
    assert answer.status_code == 422
    tried = await DB.fetch_row(
        "SELECT * FROM journal_entry WHERE result = 'refused' AND ref = $1", sheet.number
    )
    assert tried and (tried.act, tried.actor, tried.after) == (
        "settlement.review",
        town.buyer.person,
        {"refused": "reviewer_apart"},
    )
    assert (
        await see(town.head, client, url)
    ).status_code == 200  # it is no part of what happened to the sheet
    assert await t.offences() == {}


async def test_several_invoices_on_one_sheet_with_a_running_total(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    invoices = [await office.issued(town), await office.issued(town)]
    listed = await see(town.buyer, client, "/settlements")
    assert (
        f'href="/settlements/new?supplier={town.suppliers[0]}"' in listed.text
        and 'data-fen="10000"' in listed.text
    )
    url = f"/settlements/new?supplier={town.suppliers[0]}"
    page = await see(town.buyer, client, url)
    assert page.text.count(" checked") >= 2 and 'data-fen="10000"' in page.text
    fewer = await see(
        town.buyer,
        client,
        f"{url}&counted=1&invoice={invoices[0].id}",
        **{"HX-Request": "true", "HX-Target": "settle-total"},
    )
    assert "<html" not in fewer.text and 'data-fen="5000"' in fewer.text
    none = await see(town.buyer, client, f"{url}&counted=1")
    assert 'data-total="0"' in none.text


async def test_a_sheet_takes_what_was_ticked_as_it_was_seen(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    invoices = [await office.issued(town), await office.issued(town)]
    url = f"/settlements/new?supplier={town.suppliers[0]}"
    versions = {f"version-{one.id}": "1" for one in invoices}
    nothing = await send(
        town.buyer,
        client,
        "/settlements",
        form="settlement.submit",
        supplier=town.suppliers[0],
        counted="1",
        **versions,
    )
    assert nothing.status_code == 422
    stale = await send(
        town.buyer,
        client,
        "/settlements",
        form="settlement.submit",
        supplier=town.suppliers[0],
        invoice=[one.id for one in invoices],
        **{f"version-{one.id}": "7" for one in invoices},
    )
    assert stale.status_code == 409
    done = await send(
        town.buyer,
        client,
        "/settlements",
        form="settlement.submit",
        supplier=town.suppliers[0],
        invoice=[one.id for one in invoices],
        **versions,
    )
    assert done.status_code == 303
    sheet = await office.settlement_of(done.headers["location"].rpartition("/")[2])
    assert sheet.amount_fen == 100_00
    assert (await see(town.buyer, client, url)).status_code == 303  # nothing left
    assert await t.offences() == {}


async def test_the_reviewer_decides_on_one_screen(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    sheet = await office.submitted(town)
    url = f"/settlements/{sheet.number}"
    mine = await see(town.head, client, "/settlements?tab=mine")
    assert f'id="row-{sheet.number}"' in mine.text
    page = await see(town.head, client, url)
    assert (
        'class="action-bar"' in page.text and 'value="agree"' in page.text and "人民币伍拾元整" in page.text
    )
    for reader in (town.buyer, town.receiver, town.sellers[0]):
        seen = await see(reader, client, url)
        assert seen.status_code == 200 and 'value="agree"' not in seen.text
    short = await send(
        town.head, client, f"{url}/review", form="settlement.review", version="1", verdict="return"
    )
    assert short.status_code == 422
    done = await send(
        town.head,
        client,
        f"{url}/review",
        form="settlement.review",
        version="1",
        verdict="agree",
        comment="无误",
    )
    assert done.status_code == 303
    late = await send(
        town.chief,
        client,
        f"{url}/review",
        form="settlement.review",
        version="1",
        verdict="return",
        comment="慢",
    )
    assert late.status_code == 409 and 'data-status="to_pay"' in late.text
    assert "无误" in (await see(town.buyer, client, url)).text
    assert (
        "无误" not in (await see(town.sellers[0], client, url)).text
    )  # what is said inside the unit stays there
    again = await send(town.buyer, client, f"{url}/withdrawal", form="settlement.withdraw", version="1")
    assert again.status_code == 409


async def test_staff_read_their_territory_and_nobody_else_reads(client: httpx.AsyncClient) -> None:
    town, other = await t.make_town(), await t.make_town()
    sheet = await office.submitted(town)
    (invoice,) = await DB.fetch("SELECT * FROM invoice")
    finance = await t.seat("finance", town.unit)
    county = await t.seat("county", await make_organisation(kind="bureau", region="331181"))
    for url in (
        f"/settlements/{sheet.number}",
        f"/invoices/{invoice.id}",
        f"/settlements/{sheet.number}/print",
    ):
        assert (await see(finance, client, url)).status_code == 200
        assert (await see(county, client, url)).status_code == 404
        assert (await see(other.buyer, client, url)).status_code == 404
    assert (await t.deeds_of("settlement", sheet.number)).count("settlement.view") == 1  # a trace, once a day
    assert (await t.deeds_of("invoice", str(invoice.id))).count("invoice.view") == 1
    listed = (await see(finance, client, "/settlements")).text
    assert sheet.number in listed and 'href="/desk/delays"' in listed  # the desk stays around it
    assert sheet.number not in (await see(county, client, "/settlements")).text
    assert sheet.number not in (await see(other.buyer, client, "/settlements")).text
    assert (await see(other.sellers[0], client, f"/settlements/{sheet.number}")).status_code == 404


async def test_the_file_is_saved_never_shown(client: httpx.AsyncClient) -> None:
    town, other = await t.make_town(), await t.make_town()
    order = await office.accepted(town)
    content = papers.xml(day=clock.today(), total="50.00", **await parties(order))
    done = await issue(town.sellers[0], client, order, file=("发票.xml", content))
    invoice = done.headers["location"].rpartition("/")[2]
    url = f"/invoices/{invoice}/file"
    for reader in (town.buyer, town.head, town.sellers[0]):
        answer = await see(reader, client, url)
        assert answer.content == content and answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith('attachment; filename="invoice.xml"')
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
    for stranger in (other.buyer, town.sellers[1]):
        assert (await see(stranger, client, url)).status_code == 404
    bare = await office.issued(town)
    assert (await see(town.buyer, client, f"/invoices/{bare.id}/file")).status_code == 404


async def test_the_paper_says_words_state_orders_and_invoices(client: httpx.AsyncClient) -> None:
    from pypdf import PdfReader

    town = await t.make_town()
    orders = [await office.accepted(town), await office.accepted(town, {town.goods[1]: 3})]
    sheet = await office.to_pay(town, orders)
    invoice = await DB.fetch_value("SELECT number FROM invoice")
    async with DB.transaction():
        for deed in (actions.mark_ordered, actions.mark_paid):
            row = await actions.lock_settlement(sheet.number)
            more = {"interest_fen": 0} if deed is actions.mark_paid else {}
            await deed(row, actor=town.buyer.actor(), now=clock.now(), **more)
    answer = await see(town.buyer, client, f"/settlements/{sheet.number}/pdf")
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    text = "".join(
        "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split()
    )
    text = text.replace("\u200b", "")
    for part in (
        sheet.number,
        "已完结",
        "人民币壹佰贰拾陆元伍角整",
        "126.50",
        invoice,
        *(order.number for order in orders),
    ):
        assert part in text, part
    printed = await see(town.buyer, client, f"/settlements/{sheet.number}/print")
    assert "人民币壹佰贰拾陆元伍角整" in printed.text and invoice in printed.text


async def test_lists_ask_as_much_for_three_as_for_one(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    asked: dict[str, list[int]] = {}
    for _ in range(2):
        await office.submitted(town)
        await office.issued(town)
        for who, url in ((town.buyer, "/settlements"), (town.sellers[0], "/supplier/invoices")):
            browser = await browser_of(who, client)
            with counted() as count:
                assert (await browser.get(url)).status_code == 200
            asked.setdefault(url, []).append(count.queries)
    assert all(len(set(found)) == 1 for found in asked.values()), asked
