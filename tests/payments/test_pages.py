"""The pages of payments, as the people who use them see them."""

import re
from dataclasses import replace
from typing import Any

import httpx
import pytest

from emall.app import create_app
from emall.database import DB, counted
from emall.kernel import clock
from emall.payments.actions import releasing
from emall.routes import routes_of
from emall.settings import settings
from tests.making import Seat, make_seat
from tests.orders import town as t
from tests.payments import cashier as c
from tests.web.csrf_token import csrf

pytestmark = pytest.mark.usefixtures("db")
NUMBER = re.compile(r"ZF\d{12,}")


def seat(visitor: t.Visitor) -> Seat:
    return Seat(visitor.person, visitor.post or 0, visitor.organisation or 0, visitor.duty)


async def send(client: httpx.AsyncClient, page: str, action: str, **fields: Any) -> httpx.Response:
    """Fill in a form of a page and send it."""
    text = (await client.get(page)).text
    found = re.search(r'name="submit_token" value="([^"]+)"', text.partition(f'action="{action}"')[2])
    assert found, f"no form {action} on {page}"
    data = {"_csrf_token": await csrf(client), "submit_token": found[1], **fields}
    return await client.post(action, data=data)


def key(sheet: t.Row) -> str:
    return f"{sheet.number}:{sheet.version}"


async def test_the_journal_keeps_who_tried_to_pay_what_they_had_approved(signed_in: Any) -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    head = await t.seat("accountant", cashier.town.unit, person=cashier.town.head.person)
    client = await signed_in(seat(head))
    answer = await send(client, "/payments", "/payments", numbers=key(sheet))
    assert answer.status_code == 422
    tried = await DB.fetch_row(
        "SELECT * FROM journal_entry WHERE result = 'refused' AND ref = $1", sheet.number
    )
    assert tried and (tried.act, tried.after) == ("payment.release", {"refused": "payment_by_a_third"})


async def test_the_accountant_sees_sums_and_releases_with_one_tap(signed_in: Any) -> None:
    cashier = await c.make_cashier()
    sheets = [await cashier.sheet() for _ in range(2)]
    client = await signed_in(seat(cashier.accountant))
    page = (await client.get("/payments?lang=en")).text
    assert 'data-fen="10000" data-sum' in page and all(sheet.number in page for sheet in sheets)
    assert "3456" in page and c.ACCOUNT not in page
    answer = await send(client, "/payments", "/payments", numbers=key(sheets[0]))
    assert answer.status_code == 303 and NUMBER.search(answer.headers["location"])
    shown = (await client.get(answer.headers["location"])).text
    assert "Sent for payment" in shown and c.ACCOUNT not in shown and "****3456" in shown
    assert 'data-fen="5000"' in (await client.get("/payments?tab=ordered")).text


async def test_several_ticked_at_once_and_the_same_form_again(signed_in: Any) -> None:
    cashier = await c.make_cashier()
    sheets = [await cashier.sheet() for _ in range(3)]
    client = await signed_in(seat(cashier.accountant))
    text = (await client.get("/payments")).text
    token = re.search(r'name="submit_token" value="([^"]+)"', text)
    assert token
    counted = re.findall(r'class="tick"[^>]+name="numbers"[^>]+form="release-some"', text)
    assert len(counted) == 3  # by the bar above the list
    data = {
        "_csrf_token": await csrf(client),
        "submit_token": token[1],
        "numbers": [key(one) for one in sheets[:2]],
    }
    answers = [await client.post("/payments", data=data) for _ in range(2)]
    assert [one.headers["location"] for one in answers] == ["/payments?tab=ordered"] * 2
    assert await DB.fetch_value("SELECT count(*) FROM payment") == 2
    other = await client.post("/payments", data={**data, "numbers": [key(sheets[2])]})
    assert other.status_code == 409


async def test_what_speaks_against_it_is_said(signed_in: Any) -> None:
    cashier = await c.make_cashier(bank=False)
    sheet = await cashier.sheet()
    client = await signed_in(seat(cashier.accountant))
    page = (await client.get("/payments?lang=en")).text
    assert "no bank account yet" in page and f'value="{key(sheet)}"' not in page
    csrf_token = await csrf(client)
    token = re.search(r'name="submit_token" value="([^"]+)"', page)
    assert token
    data = {"_csrf_token": csrf_token, "submit_token": token[1], "numbers": key(sheet)}
    answer = await client.post("/payments", data=data)
    assert answer.status_code == 422 and "Its administrator enters it" in answer.text
    nothing = await client.post("/payments", data={**data, "numbers": []})
    assert nothing.status_code == 422 and "Tick at least one" in nothing.text
    odd = await client.post("/payments", data={**data, "numbers": "JS1'; DROP"})
    assert odd.status_code == 422


async def test_an_old_version_is_refused(signed_in: Any) -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    client = await signed_in(seat(cashier.accountant))
    other = await cashier.sheet()
    numbers = [f"{sheet.number}:{sheet.version + 1}", key(other)]
    answer = await send(client, "/payments", "/payments", numbers=numbers)
    assert answer.status_code == 409 and 'id="error-summary"' in answer.text
    assert re.search(rf'value="{key(other)}" checked', answer.text), "the tick stays where it still fits"
    assert f'value="{key(sheet)}" form' in answer.text, "what has changed is looked at before it is ticked"


async def test_forms_used_before_answer_with_their_page_and_what_was_typed(signed_in: Any) -> None:
    cashier = await c.make_cashier(kind="state_enterprise")
    payment = await cashier.released()
    admin = await signed_in(seat(await t.seat("seller_admin", cashier.town.suppliers[0])))
    unit, finance = await signed_in(seat(cashier.accountant)), await signed_in(seat(cashier.finance))
    here = f"/payments/{payment.number}"
    outcome = {"outcome": "paid", "bank_reference": "ICBC-000009", "on": str(clock.today())}
    account = {"bank": "农行丽水分行", "account": "6222 0212 1234 5678"}
    for client, page, action, fields in (
        (unit, here, f"{here}/outcome", outcome),
        (admin, "/supplier/account", "/supplier/account", account),
        (finance, "/desk/treasury", "/desk/treasury/batches", {}),
    ):
        data = {"_csrf_token": await csrf(client), "submit_token": "used", **fields}
        answer = await client.post(action, data=data)
        assert answer.status_code == 409 and 'id="error-summary"' in answer.text, action
        assert "<title>" in answer.text and (await client.get(page)).status_code == 200
        assert all(f'value="{typed}"' in answer.text for typed in fields.values()), action


async def test_a_payment_answered_meanwhile_is_shown_as_it_is_with_what_was_typed(signed_in: Any) -> None:
    cashier = await c.make_cashier(kind="state_enterprise")
    payment = await cashier.released()
    client = await signed_in(seat(cashier.accountant))
    here = f"/payments/{payment.number}"
    fields = {"outcome": "paid", "on": str(clock.today())}
    assert (
        await send(client, here, f"{here}/outcome", **fields, bank_reference="ICBC-01")
    ).status_code == 303
    late = await send(client, here, f"{here}/outcome", **fields, bank_reference="ICBC-02")
    assert late.status_code == 409 and 'data-status="paid"' in late.text and 'value="ICBC-02"' in late.text


async def test_a_wall_of_the_database_answers_with_the_list_and_its_sentence(
    signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    twin = await t.seat("accountant", cashier.town.unit)
    await DB.execute(
        "UPDATE person SET identity = 'same' WHERE id = ANY($1::bigint[])",
        [cashier.town.buyer.person, twin.person],
    )
    monkeypatch.setattr(
        releasing, "refusals_for_release", lambda *_, **__: []
    )  # it was not known a moment ago
    client = await signed_in(seat(twin))
    answer = await send(client, "/payments?lang=en", "/payments", numbers=key(sheet))
    assert answer.status_code == 422 and 'id="error-summary"' in answer.text and sheet.number in answer.text
    assert "You took an earlier part in this yourself" in answer.text
    assert await DB.fetch_value("SELECT count(*) FROM payment") == 0


async def test_payments_of_others_are_missing(signed_in: Any) -> None:
    cashier = await c.make_cashier()
    payment = await cashier.released()
    elsewhere = await t.seat("accountant", await t.make_organisation(kind="public_unit"))
    stranger = await signed_in(seat(elsewhere))
    assert (await stranger.get(f"/payments/{payment.number}")).status_code == 404
    assert payment.number not in (await stranger.get("/payments?tab=ordered")).text
    for duty in ("buyer", "head"):
        own = await signed_in(seat(getattr(cashier.town, duty)))
        assert (await own.get(f"/payments/{payment.number}")).status_code == 200


async def test_enterprises_enter_and_correct_by_an_opposite_entry(signed_in: Any) -> None:
    cashier = await c.make_cashier(kind="state_enterprise")
    sheet = await cashier.sheet()
    payment = await cashier.released(sheet)
    client = await signed_in(seat(cashier.accountant))
    here = f"/payments/{payment.number}"
    fields = {"outcome": "paid", "bank_reference": "ICBC-000001", "on": str(clock.today())}
    bad = await send(client, here, f"{here}/outcome", **{**fields, "bank_reference": "<b>"})
    assert bad.status_code == 422 and "&lt;b&gt;" in bad.text
    assert (await send(client, here, f"{here}/outcome", **fields)).status_code == 303
    back = await send(
        client, here, f"{here}/outcome", **{**fields, "outcome": "returned", "reason": "重复付款"}
    )
    assert back.status_code == 303
    assert await c.ledger(sheet) == [("pay", 50_00), ("refund", 50_00)]
    page = (await client.get(here)).text
    assert f'action="{here}/outcome"' not in page and "重复付款" in page


async def test_the_supplier_enters_its_account_and_sees_what_came(signed_in: Any) -> None:
    cashier = await c.make_cashier(bank=False)
    await cashier.sheet()
    admin = await t.seat("seller_admin", cashier.town.suppliers[0])
    client = await signed_in(seat(admin))
    page = (await client.get("/supplier/account?lang=en")).text
    assert "nothing can be paid to you" in page and 'data-fen="5000"' in page
    bad = await send(client, "/supplier/account", "/supplier/account", bank="工行", account="12 34")
    assert bad.status_code == 422 and 'value="12 34"' in bad.text and "you entered 4" in bad.text
    good = await send(
        client, "/supplier/account", "/supplier/account", bank=c.BANK, account="6222 0212 1234 5678"
    )
    assert good.status_code == 303
    payment = await cashier.paid(cashier.sheets[0])
    shown = (await client.get("/supplier/account")).text
    assert payment.bank_reference in shown and "****5678" in shown and "6222021212345678" not in shown
    clerk = await signed_in(seat(cashier.town.sellers[0]))
    text = (await clerk.get("/supplier/account")).text
    assert (
        payment.bank_reference in text
        and "<form" not in text.partition('id="account-title"')[2].partition("</section>")[0]
    )
    elsewhere = await signed_in(seat(cashier.town.sellers[1]))
    assert payment.bank_reference not in (await elsewhere.get("/supplier/account")).text


async def test_finance_hands_over_takes_in_and_the_books_agree(signed_in: Any) -> None:
    cashier = await c.make_cashier()
    payments = [await cashier.released() for _ in range(3)]
    client = await signed_in(seat(cashier.finance))
    answer = await send(client, "/desk/treasury", "/desk/treasury/batches")
    batch = answer.headers["location"]
    assert answer.status_code == 303 and 'data-fen="15000"' in (await client.get(batch)).text
    files = [(await client.get(f"{batch}/file")).content for _ in range(2)]
    assert files[0] == files[1] and files[0].count(b"\n") == 5 and c.ACCOUNT.encode() in files[0]
    content = c.file_of(
        c.answer_for(payments[0]),
        c.answer_for(payments[1], "returned"),
        c.answer_for(payments[2], amount_fen=1),
    )
    sent = {"data": {"_csrf_token": await csrf(client)}, "files": {"file": ("answers.jsonl", content)}}
    taken = await client.post("/desk/treasury/answers", **sent)
    assert taken.status_code == 303
    rows = (await client.get(taken.headers["location"] + "?lang=en")).text
    assert 'data-total="3"' in rows and "The amount is not the amount of the payment." in rows
    desk = (await client.get("/desk/treasury")).text
    assert "everything agrees" in desk and payments[2].number in desk
    listed = await client.get(
        f"/desk/treasury/payments?status=paid&day={clock.today()}&unit={cashier.town.unit}"
    )
    assert 'data-fen="5000"' in listed.text and payments[1].number not in listed.text
    unit = await signed_in(seat(cashier.accountant))
    own = (await unit.get("/payments/reconciliation?lang=en")).text
    assert "everything agrees" in own and 'data-fen="15000"' in own and "Answers without effect" in own


async def test_a_file_that_is_none_is_refused_whole(signed_in: Any) -> None:
    cashier = await c.make_cashier()
    client = await signed_in(seat(cashier.finance))
    token = {"_csrf_token": await csrf(client), "lang": "en"}
    for content, words in ((b"PK\x03\x04", "no answer file"), (c.file_of()[:-5], "no closing line")):
        answer = await client.post(
            "/desk/treasury/answers?lang=en", data=token, files={"file": ("x.jsonl", content)}
        )
        assert answer.status_code == 422 and words in answer.text
    none = await client.post("/desk/treasury/answers?lang=en", data=token)
    assert none.status_code == 422 and "Choose the answer file" in none.text
    assert await DB.fetch_value("SELECT count(*) FROM treasury_answer") == 0


async def test_counties_read_their_own_and_enterprises_are_nobody_s_business(signed_in: Any) -> None:
    cashier = await c.make_cashier()
    payment = await cashier.released()
    region = "331181"
    await DB.execute("UPDATE organisation SET region = $2 WHERE id = $1", cashier.town.unit, region)
    office = [await t.make_organisation(kind="bureau", region=one) for one in (region, "331121")]
    seen = []
    for one in office:
        client = await signed_in(await make_seat("county", organisation=one))
        seen.append((await client.get(f"/desk/treasury/payments/{payment.number}")).status_code)
        assert (payment.number in (await client.get("/desk/treasury/payments")).text) == (seen[-1] == 200)
        assert "/desk/treasury/batches" not in (await client.get("/desk/treasury")).text
    assert seen == [200, 404]
    firm = await c.make_cashier(kind="state_enterprise")
    own = await firm.released()
    finance = await signed_in(seat(cashier.finance))
    assert (await finance.get(f"/desk/treasury/payments/{own.number}")).status_code == 404
    assert own.number not in (await finance.get("/desk/treasury/payments")).text


async def test_a_fen_astray_is_found_by_books_and_checks(signed_in: Any) -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    payment = await cashier.paid(sheet)
    await DB.execute("UPDATE hold SET paid_fen = paid_fen - 1, released_fen = released_fen + 1")
    client = await signed_in(seat(cashier.finance))
    page = (await client.get("/desk/treasury?lang=en")).text
    assert "1 payment differs" in page and "Amounts that differ" in page and payment.number in page
    await DB.execute(
        "INSERT INTO ledger_entry (budget_line, plan, order_id, kind, amount_fen, reason, at) SELECT budget_line, plan,"
        " order_id, 'refund', 1, '', now() FROM hold"
    )
    assert "ledger_equals_payments" in await t.offences()


async def test_checks_find_a_payment_nobody_answered() -> None:
    cashier = await c.make_cashier()
    payment = await cashier.released()
    await DB.execute(
        "UPDATE payment SET status = 'paid', bank_reference = 'GK000000' WHERE id = $1", payment.id
    )
    assert {
        "settlement_paid_means_payment_paid",
        "ledger_equals_payments",
        "payment_stands_where_the_last_answer_says",
        "orders_paying_means_payment_ordered",
    } <= set(await t.offences())


async def test_lists_ask_the_same_however_long_they_are(signed_in: Any) -> None:
    cashier = await c.make_cashier()
    finance, unit = await signed_in(seat(cashier.finance)), await signed_in(seat(cashier.accountant))
    addresses = [
        (unit, "/payments"),
        (unit, "/payments?tab=ordered"),
        (unit, "/payments/reconciliation"),
        (finance, "/desk/treasury"),
        (finance, "/desk/treasury/payments"),
    ]
    numbers = []
    for _ in range(2):
        for _ in range(2):
            await cashier.released()
        await cashier.sheet()
        asked = []
        for client, address in addresses:
            with counted() as count:
                assert (await client.get(address)).status_code == 200
            asked.append(count.queries)
        numbers.append(asked)
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize(
    ("play", "outcomes"),
    [
        ("pay", ["taken"]),
        ("return", ["taken"]),
        ("twice", ["taken", "repeated"]),
        ("replay", ["taken", "refused"]),
        ("amount", ["refused"]),
        ("forged", ["refused"]),
        ("late", ["refused"]),
    ],
)
async def test_the_simulator_shows_what_becomes_of_each_letter(
    signed_in: Any, play: str, outcomes: list[str]
) -> None:
    cashier = await c.make_cashier()
    payment = await cashier.released()
    client = await signed_in(seat(cashier.finance))
    assert payment.number in (await client.get("/demo/treasury")).text
    data = {"_csrf_token": await csrf(client), "payment": payment.number, "play": play}
    answer = await client.post("/demo/treasury", data=data)
    assert re.findall(r'data-outcome="(\w+)"', answer.text) == outcomes
    expected = {"pay": "paid", "twice": "paid", "replay": "paid", "return": "failed"}.get(play, "ordered")
    assert (await c.payment_of(payment.number)).status == expected
    assert await t.offences() == {}


def test_there_is_no_simulator_in_production() -> None:
    paths = {row["path"] for row in routes_of(create_app(replace(settings(), env="production")))}
    assert "/api/v1/treasury/answers" in paths and not any(path.startswith("/demo/") for path in paths)
