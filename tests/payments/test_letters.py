"""Letters over HTTP: believed only with the right signature, each once, whatever else they carry."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import msgspec
import pytest

from emall.database import DB
from emall.kernel import clock
from emall.payments.handlers import letters
from emall.payments.rules import Letter, sign
from emall.settings import settings
from tests.orders import town as t
from tests.payments import cashier as c
from tests.payments.cashier import headers_of

pytestmark = pytest.mark.usefixtures("db")


def written(body: bytes | dict[str, Any] | Any, **other: Any) -> Letter:
    """A letter signed with the secret of this site."""
    content = body if isinstance(body, bytes) else msgspec.json.encode(body, order="sorted")
    return c.letter(content, secret=settings().treasury_secret, **other)


async def post(client: httpx.AsyncClient, one: Letter, **headers: str) -> httpx.Response:
    return await client.post(c.PATH, content=one.body, headers={**headers_of(one), **headers})


def said(answer: httpx.Response) -> tuple[int, str, str]:
    body = answer.json()
    return answer.status_code, body["outcome"], body["code"]


async def kept() -> list[tuple[str, str, str]]:
    rows = await DB.fetch("SELECT outcome, reason, nonce FROM treasury_answer ORDER BY id")
    return [(row.outcome, row.reason, row.nonce) for row in rows]


async def test_a_genuine_letter_pays_without_session_or_form_token(client: httpx.AsyncClient) -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    payment = await cashier.released(sheet)
    answer = await post(client, written(c.answer_for(payment), sign_with="HMAC-SM3"))
    assert answer.status_code == 200
    assert answer.json() == {"outcome": "taken", "code": "", "payment": payment.number, "status": "paid"}
    assert "set-cookie" not in answer.headers
    assert await c.ledger(sheet) == [("pay", 50_00)]
    entry = await DB.fetch_row("SELECT actor, actor_name, duty FROM journal_entry WHERE act = 'payment.pay'")
    assert entry is not None and (entry.actor, entry.duty) == (None, "treasury_interface")
    assert await t.offences() == {}


async def test_what_a_browser_would_say_of_another_site_changes_nothing(client: httpx.AsyncClient) -> None:
    cashier = await c.make_cashier()
    payment = await cashier.released()
    one = written(c.answer_for(payment))
    answer = await post(
        client, one, **{"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
    )
    assert said(answer) == (200, "taken", "")


async def test_sent_again_with_a_new_signature_it_is_repeated(client: httpx.AsyncClient) -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    answer = c.answer_for(await cashier.released(sheet))
    found = [said(await post(client, written(answer))) for _ in range(3)]
    assert found == [(200, "taken", ""), (200, "repeated", ""), (200, "repeated", "")]
    assert await c.ledger(sheet) == [("pay", 50_00)]


async def test_the_very_same_letter_again_is_refused(client: httpx.AsyncClient) -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    one = written(c.answer_for(await cashier.released(sheet)))
    found = [said(await post(client, one)) for _ in range(2)]
    assert found == [(200, "taken", ""), (409, "refused", "nonce_used")]
    other = written(c.answer_for(await cashier.released()), nonce=one.nonce)
    assert said(await post(client, other)) == (409, "refused", "nonce_used")
    assert await c.ledger(sheet) == [("pay", 50_00)]
    assert await kept() == [
        ("taken", "", one.nonce),
        ("refused", "nonce_used", ""),
        ("refused", "nonce_used", ""),
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda one: replace(one, body=one.body.replace(b'"amount_fen":5000', b'"amount_fen":1')), "forged"),
        (lambda one: replace(one, signature="0" * 64), "forged"),
        (lambda one: replace(one, nonce="another-nonce-000001"), "forged"),
        (lambda one: replace(one, algorithm="HMAC-MD5"), "unsigned"),
        (lambda one: replace(one, signature=""), "unsigned"),
        (lambda one: replace(one, timestamp="yesterday"), "unsigned"),
    ],
)
async def test_a_forged_letter_is_kept_and_touches_nothing(
    client: httpx.AsyncClient, change: Callable[[Letter], Letter], code: str
) -> None:
    cashier = await c.make_cashier()
    sheet = await cashier.sheet()
    payment = await cashier.released(sheet)
    answer = await post(client, change(written(c.answer_for(payment))))
    assert said(answer) == (401, "refused", code)
    assert "HMAC-SM3" in answer.headers["www-authenticate"]
    assert (await c.payment_of(payment.number)).status == "ordered" and await c.ledger(sheet) == []
    assert await kept() == [
        ("refused", code, "")
    ]  # the number of a forged letter stays free for the real one


@pytest.mark.parametrize("seconds", [-360, 360])
async def test_a_stale_letter_is_refused(client: httpx.AsyncClient, seconds: int) -> None:
    cashier = await c.make_cashier()
    payment = await cashier.released()
    one = written(c.answer_for(payment), at=clock.now().timestamp() + seconds)
    assert said(await post(client, one)) == (401, "refused", "clock_off")
    assert (await c.payment_of(payment.number)).status == "ordered"


async def test_contradictions_have_codes_and_no_effect(client: httpx.AsyncClient) -> None:
    cashier = await c.make_cashier()
    paid, open_ = await cashier.paid(), await cashier.released()
    contradictions = {
        (422, "amount_differs"): c.answer_for(open_, amount_fen=1),
        (404, "payment_unknown"): c.answer_for(open_, payment="ZF202601010001"),
        (409, "reference_taken"): c.answer_for(open_, bank_reference=paid.bank_reference),
        (409, "paid_already"): c.answer_for(paid, bank_reference=c.reference()),
        (422, "day_impossible"): c.answer_for(open_, on=clock.today().replace(year=2020)),
    }
    for (status, code), answer in contradictions.items():
        assert said(await post(client, written(answer))) == (status, "refused", code)
    assert (await c.payment_of(open_.number)).status == "ordered"
    assert await t.offences() == {}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"outcome=paid", b"\xff\xfe\x00", b'{"amount_fen":1}'])
async def test_a_signed_letter_that_is_no_answer_is_kept_as_unreadable(
    client: httpx.AsyncClient, body: bytes
) -> None:
    one = written(body)
    assert said(await post(client, one)) == (400, "refused", "unreadable")
    assert await kept() == [("refused", "unreadable", one.nonce)]
    assert said(await post(client, one)) == (409, "refused", "nonce_used")


async def test_more_than_64_kilobytes_are_not_read(client: httpx.AsyncClient) -> None:
    answer = await post(client, written(b"x" * (64 * 1024 + 1)))
    assert answer.status_code == 413 and await kept() == []


async def test_forged_letters_do_not_fill_the_record(client: httpx.AsyncClient) -> None:
    one = replace(written(b"{}"), signature="0" * 64)
    found = [(await post(client, one)).status_code]
    await DB.execute("UPDATE call_count SET span = span + 86400")  # no minute ends while this is counted
    found += [(await post(client, one)).status_code for _ in range(24)]
    assert found[:20] == [401] * 20 and set(found[20:]) == {429}
    assert len(await kept()) == 20


async def test_without_a_secret_only_files_work(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = written(b"{}")
    monkeypatch.setattr(letters, "settings", lambda: replace(settings(), treasury_secret=b""))
    assert said(await post(client, one)) == (503, "refused", "letters_not_set_up")
    assert await kept() == []


def asking(number: str, **other: Any) -> dict[str, str]:
    path = f"/api/v1/treasury/payments/{number}"
    at, nonce = int(clock.now().timestamp()), "0123456789abcdef"
    made = sign(
        secret=settings().treasury_secret,
        algorithm="HMAC-SHA256",
        method="GET",
        path=path,
        timestamp=at,
        nonce=nonce,
    )
    return headers_of(Letter("HMAC-SHA256", str(at), nonce, made, "GET", path))


async def test_the_treasury_can_ask_before_it_pays_again(client: httpx.AsyncClient) -> None:
    cashier = await c.make_cashier()
    payment = await cashier.paid()
    path = f"/api/v1/treasury/payments/{payment.number}"
    found = await client.get(path, headers=asking(payment.number))
    assert found.json() == {
        "payment": payment.number,
        "status": "paid",
        "amount_fen": 50_00,
        "bank_reference": payment.bank_reference,
        "batch": "",
        "settlement": cashier.sheets[0].number,
    }
    assert (await client.get(path, headers=asking(payment.number))).status_code == 200
    assert (await client.get(path)).status_code == 401
    assert (await client.get(path, headers=asking("ZF202601010001"))).status_code == 401
    other = "ZF202601010001"
    missing = await client.get(f"/api/v1/treasury/payments/{other}", headers=asking(other))
    assert missing.status_code == 404
