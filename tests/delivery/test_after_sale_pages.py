"""After-sales, signatures and endings as browsers use them, and the acceptance sheet as PDF."""

from io import BytesIO

import httpx
import pytest

from emall.database import DB
from emall.delivery import actions
from emall.journal.once import submit_token
from emall.kernel import clock
from tests.delivery.test_ending import late
from tests.delivery.test_photos import jpeg
from tests.making import CITY, make_organisation
from tests.orders import town as t
from tests.orders.desk import see, send

pytestmark = pytest.mark.usefixtures("db")


async def test_a_return_from_the_question_to_the_money(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await town.received({town.goods[0]: 5})
    await t.accept_all(town.receiver, order.number, reject=2)
    (line,) = await t.lines_of(order.number)
    url, seller = f"/orders/{order.number}/after-sale", town.sellers[0]
    form = await see(town.buyer, client, f"{url}/new")
    assert form.status_code == 200 and f'name="quantity-{line.id}" value="2"' in form.text
    said = {"kind": "return", "source": "rejected", f"quantity-{line.id}": "3", "reason": "两件压坏"}
    for target in ("", "asking-page"):
        wrong = await send(town.buyer, client, url, form="after_sale.ask", target=target, **said)
        assert wrong.status_code == 422 and "两件压坏" in wrong.text and 'value="3"' in wrong.text
    said |= {f"quantity-{line.id}": "2", "reason_code": "damaged"}
    token = submit_token(town.buyer.person, "after_sale.ask")
    for _ in range(2):
        asked = await send(town.buyer, client, url, form="after_sale.ask", token=token, **said)
        assert asked.status_code == 303
    case = asked.headers["location"]
    assert await DB.fetch_value("SELECT count(*) FROM after_sale WHERE kind = 'return'") == 1
    order_page = await see(town.buyer, client, f"/orders/{order.number}")
    assert case in order_page.text and 'data-status="after_sale"' in order_page.text
    own = await see(seller, client, case)
    assert 'value="agree"' in own.text and 'value="agree"' not in (await see(town.buyer, client, case)).text
    steps = (
        (seller, "answer", {"verdict": "agree", "version": "1"}),
        (town.receiver, "sending", {"carrier": "顺丰", "version": "2"}),
        (seller, "inspection", {"verdict": "fine", "resaleable": "1", "version": "3"}),
    )
    for who, step, fields in steps:
        assert (await see(who, client, case)).status_code == 200
        done = await send(who, client, f"{case}/{step}", form=f"after_sale.{step}", **fields)
        assert (done.status_code, done.headers.get("location")) == (303, case), done.text[:2000]
    assert 'data-fen="2000"' in (await see(town.buyer, client, case)).text
    late_answer = await send(
        seller, client, f"{case}/answer", form="after_sale.answer", verdict="agree", version="1"
    )
    assert late_answer.status_code == 409
    stranger = await t.seat("buyer", await make_organisation(kind="public_unit"))
    assert (await see(stranger, client, case)).status_code == 404
    assert (await see(town.sellers[1], client, case)).status_code == 404


async def test_the_centre_decides_and_ends(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    centre = await t.seat("centre", await make_organisation(kind="government", region=CITY))
    order = await town.received({town.goods[0]: 5})
    await t.accept_all(town.receiver, order.number, reject=2)
    (line,) = await t.lines_of(order.number)
    case = await actions.ask_back(
        visitor=town.buyer,
        number=order.number,
        kind="return",
        source="rejected",
        quantities={line.id: 2},
        reason_code="damaged",
    )
    await actions.answer_back(visitor=town.sellers[0], number=case, agree=False, text="外力损坏")
    refused = await send(
        town.buyer, client, f"/after-sales/{case}/escalation", form="after_sale.escalation", version="2"
    )
    assert refused.status_code == 422
    await actions.escalate(visitor=town.buyer, number=case, text="请裁定")
    page = await see(centre, client, f"/after-sales/{case}")
    assert 'value="grant"' in page.text and "请裁定" in page.text
    denied = await send(
        centre,
        client,
        f"/after-sales/{case}/decision",
        form="after_sale.decision",
        verdict="deny",
        text="证据不足",
        version="3",
    )
    assert denied.status_code == 303
    ending = f"/desk/orders/{order.number}/ending"
    assert 'name="reason"' not in (await see(centre, client, ending)).text
    with clock.frozen(await late(order.number)):
        assert 'name="reason"' in (await see(centre, client, ending)).text
        version = str((await t.order_of(order.number)).version)
        empty = await send(centre, client, ending, form="order.end", version=version)
        assert empty.status_code == 422
        ended = await send(centre, client, ending, form="order.end", version=version, reason="失联")
        assert ended.status_code == 303
    assert (await t.order_of(order.number)).status == "accepted"
    assert await t.offences() == {}


async def test_signing_on_the_page(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await town.received({town.goods[0]: 5})
    (line,) = await t.lines_of(order.number)
    url = f"/orders/{order.number}/acceptance"
    fields = {f"accepted-{line.id}": "5", f"check-{line.id}-2": "failed"}
    unexplained = await send(
        town.receiver, client, url, form="delivery.accept", members=str(town.head.person), **fields
    )
    assert unexplained.status_code == 422 and f'id="f-check-{line.id}-2"' in unexplained.text
    fields[f"found-{line.id}-2"] = "轻微划痕"
    done = await send(
        town.receiver, client, url, form="delivery.accept", members=str(town.head.person), **fields
    )
    assert done.status_code == 303
    sheet = await see(town.head, client, f"{url}/signature")
    assert "轻微划痕" in sheet.text and 'value="sign"' in sheet.text
    assert 'value="sign"' not in (await see(town.receiver, client, f"{url}/signature")).text
    paper = await DB.fetch_value("SELECT number FROM acceptance")
    objected = await send(
        town.head, client, f"{url}/signature", form="delivery.sign", paper=paper, verdict="object"
    )
    assert objected.status_code == 422
    signed = await send(
        town.head, client, f"{url}/signature", form="delivery.sign", paper=paper, verdict="sign"
    )
    assert signed.status_code == 303
    assert (await t.order_of(order.number)).status == "accepted"
    again = await send(
        town.head, client, f"{url}/signature", form="delivery.sign", paper=paper, verdict="sign"
    )
    assert again.status_code == 303 and again.headers["location"] == f"/orders/{order.number}"


async def test_one_tap_accepts_everything_as_ordered(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    order = await town.received({town.goods[0]: 5, town.goods[1]: 2})
    url = f"/orders/{order.number}/acceptance"
    assert 'value="as_ordered"' in (await see(town.receiver, client, url)).text
    done = await send(town.receiver, client, url, form="delivery.accept", verdict="as_ordered")
    assert done.status_code == 303
    assert (await t.order_of(order.number)).status == "accepted"
    found = await DB.fetch_row(
        "SELECT count(*) AS items, count(*) FILTER (WHERE result = 'passed') AS passed FROM acceptance_check"
    )
    assert found is not None and found["items"] == found.passed == 10


async def test_the_sheet_as_pdf_says_what_the_page_says(client: httpx.AsyncClient) -> None:
    pypdf = pytest.importorskip("pypdf")
    town = await t.make_town()
    order = await town.received({town.goods[0]: 5})
    url = f"/orders/{order.number}/acceptance"
    assert (await see(town.buyer, client, f"{url}/pdf")).status_code == 404
    photos = await actions.keep_photos([jpeg(10), jpeg(20)])
    await actions.add_photos(visitor=town.receiver, number=order.number, photos=photos)
    paper = await t.accept_all(town.receiver, order.number, reject=1)
    answer = await see(town.sellers[0], client, f"{url}/pdf")
    assert answer.headers["content-type"] == "application/pdf"
    pages = pypdf.PdfReader(BytesIO(answer.content)).pages
    text = "".join(page.extract_text() for page in pages).replace("\n", "")
    for words in (paper, order.number, "肆拾元整", "破损", town.receiver.person_name[:2]):
        assert words in text, words
    assert len(pages[-1].images) == 2
