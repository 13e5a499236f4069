"""Signing in, being locked out, and what a session is worth."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from emall.accounts import sessions
from emall.database import DB
from emall.kernel import clock, ids
from tests.accounts.conftest import PASSWORD, try_password
from tests.making import Seat
from tests.web.csrf_token import csrf

Employed = Callable[..., Awaitable[Seat]]
Visit = Callable[[], httpx.AsyncClient]
Enter = Callable[[str | Seat], Awaitable[httpx.AsyncClient]]


async def test_the_right_password_opens_a_session_and_leads_back(
    client: httpx.AsyncClient, employed: Employed
) -> None:
    await employed("buyer", login="wang")
    answer = await try_password(client, " Wang ", PASSWORD, next="/account?lang=en")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?lang=en")
    assert (await client.get("/account")).status_code == 200


@pytest.mark.parametrize(
    "wrong", ["//evil.test/x", "https://evil.test", "/\\evil.test", "javascript:alert(1)", ""]
)
async def test_signing_in_leads_only_to_our_own_pages(
    client: httpx.AsyncClient, employed: Employed, wrong: str
) -> None:
    await employed("approver", login="li")
    answer = await try_password(client, "li", PASSWORD, next=wrong)
    assert answer.headers["location"] == "/approvals"


async def test_every_failure_looks_the_same(visit: Visit, employed: Employed) -> None:
    await employed("buyer", login="wang")
    await employed("buyer", login="gone", active=False)
    await employed("buyer", login="shut-out", locked_until=clock.now() + timedelta(minutes=9))
    await employed("buyer", login="newcomer")
    await DB.execute("UPDATE person SET password = '' WHERE login = 'newcomer'")
    said = set()
    tries = [("wang", "x"), ("nobody", "x"), ("gone", PASSWORD), ("shut-out", PASSWORD), ("newcomer", "")]
    for login, password in [*tries, ("newcomer", "x")]:
        client = visit()
        answer = await try_password(client, login, password or " ")
        assert answer.status_code == 422, login
        assert sessions.COOKIE not in client.cookies
        said.add(answer.text.partition('id="error-summary"')[2].partition("</div>")[0])
    assert len(said) == 1


async def test_failures_and_sign_ins_stand_in_the_journal(
    client: httpx.AsyncClient, employed: Employed
) -> None:
    seat = await employed("buyer", login="wang")
    await try_password(client, "wang", "wrong password")
    await try_password(client, "wang", PASSWORD)
    rows = await DB.fetch(
        "SELECT result, actor FROM journal_entry WHERE act = 'session.open' ORDER BY sequence"
    )
    assert [(row.result, row.actor) for row in rows] == [("refused", None), ("done", seat.person)]
    text = str(await DB.fetch("SELECT * FROM journal_entry"))
    assert "wrong password" not in text and PASSWORD not in text


async def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(
    client: httpx.AsyncClient, employed: Employed
) -> None:
    await employed("buyer", login="wang")
    for _ in range(5):
        await try_password(client, "wang", "wrong")
    assert (await try_password(client, "wang", PASSWORD)).status_code == 422
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert (await try_password(client, "wang", "wrong")).status_code == 422
        assert await DB.fetch_value("SELECT failures FROM person WHERE login = 'wang'") == 1
        assert (await try_password(client, "wang", PASSWORD)).status_code == 303
        assert await DB.fetch_value("SELECT failures FROM person WHERE login = 'wang'") == 0


@pytest.mark.committed
async def test_fifty_guesses_at_once_lock_the_account_and_let_none_in(
    visit: Visit, employed: Employed
) -> None:
    await employed("buyer", login="wang")
    answers = await asyncio.gather(
        *(try_password(visit(), "wang", f"guess {number}") for number in range(50))
    )
    assert {answer.status_code for answer in answers} == {422}
    row = await DB.fetch_row(
        "SELECT failures, locked_until > now() AS locked FROM person WHERE login = 'wang'"
    )
    assert row is not None and (row.failures, row.locked) == (5, True)
    assert (await try_password(visit(), "wang", PASSWORD)).status_code == 422


async def test_an_address_that_fails_often_has_to_wait(visit: Visit, employed: Employed) -> None:
    await employed("buyer", login="wang")
    await DB.execute(
        "INSERT INTO sign_in_attempt (address, login, at) SELECT '127.0.0.1', '', $1 FROM generate_series(1, 25)",
        clock.now(),
    )
    answer = await try_password(visit(), "wang", PASSWORD)
    assert answer.status_code == 422 and "16" in answer.text
    with clock.frozen(clock.now() + timedelta(seconds=17)):
        assert (await try_password(visit(), "wang", PASSWORD)).status_code == 303


async def test_a_session_chosen_by_somebody_else_is_never_adopted(
    client: httpx.AsyncClient, employed: Employed
) -> None:
    await employed("buyer", login="wang")
    client.cookies.set(sessions.COOKIE, "chosen-by-somebody-else", domain="127.0.0.1")
    assert (await client.get("/account")).status_code == 303
    client.cookies.delete(sessions.COOKIE)
    await try_password(client, "wang", PASSWORD)
    assert client.cookies[sessions.COOKIE] != "chosen-by-somebody-else"
    stored = await DB.fetch("SELECT token FROM session")
    assert [row.token for row in stored] == [ids.digest(client.cookies[sessions.COOKIE])]


async def test_signing_in_again_ends_the_session_before(
    client: httpx.AsyncClient, employed: Employed
) -> None:
    await employed("buyer", login="wang")
    await try_password(client, "wang", PASSWORD)
    before = client.cookies[sessions.COOKIE]
    await try_password(client, "wang", PASSWORD)
    assert client.cookies[sessions.COOKIE] != before
    assert await DB.fetch_value("SELECT count(*) FROM session") == 1


async def test_pages_without_a_form_leave_no_cookie_and_no_session(
    client: httpx.AsyncClient, db: None
) -> None:
    for path in ("/healthz", "/", "/nowhere"):
        assert "set-cookie" not in (await client.get(path)).headers
    assert await DB.fetch_value("SELECT count(*) FROM session") == 0


@pytest.mark.parametrize(
    ("duty", "minutes"), [("buyer", 30), ("finance", 15), ("security", 15), ("audit", 15)]
)
async def test_a_session_ends_when_nobody_uses_it(signed_in: Enter, duty: str, minutes: int) -> None:
    client = await signed_in(duty)
    with clock.frozen(clock.now() + timedelta(minutes=minutes - 1)):
        assert (await client.get("/account")).status_code == 200
        with clock.frozen(clock.now() + timedelta(minutes=minutes - 1)):
            assert (await client.get("/account")).status_code == 200
            with clock.frozen(clock.now() + timedelta(minutes=minutes + 1)):
                assert (await client.get("/account")).status_code == 303


async def test_a_session_ends_after_twelve_hours_however_busy(signed_in: Enter) -> None:
    client, begun = await signed_in("buyer"), clock.now()
    for minutes in range(20, 12 * 60, 20):
        with clock.frozen(begun + timedelta(minutes=minutes)):
            assert (await client.get("/account", headers={"HX-Request": "true"})).status_code == 200
    with clock.frozen(begun + timedelta(hours=12, minutes=1)):
        assert (await client.get("/account")).status_code == 303


async def test_signing_out_ends_the_session_for_good(signed_in: Enter) -> None:
    client = await signed_in("buyer")
    token = client.cookies[sessions.COOKIE]
    assert (await client.get("/logout")).status_code == 405
    await client.post("/logout", data={"_csrf_token": await csrf(client)})
    client.cookies.set(sessions.COOKIE, token, domain="127.0.0.1")
    assert (await client.get("/account")).status_code == 303


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE person SET active = false WHERE id = $1",
        "DELETE FROM session WHERE person = $1",
    ],
)
async def test_a_shut_account_is_out_at_the_next_click(signed_in: Enter, change: str) -> None:
    client = await signed_in("buyer")
    person = await DB.fetch_value("SELECT person FROM session")
    await DB.execute(change, person)
    assert (await client.get("/account")).status_code == 303


async def test_a_post_taken_away_is_gone_at_the_next_click(signed_in: Enter) -> None:
    client = await signed_in("unit_admin")
    assert (await client.get("/unit")).status_code == 200
    await DB.execute("UPDATE post SET active = false")
    assert (await client.get("/unit")).status_code == 403


async def sign_in_on_the_page(client: httpx.AsyncClient, login: str) -> None:
    """Sign in as a browser does whose session has run out: with the token of the page."""
    token = re.search(r'name="_csrf_token" value="([^"]+)"', (await client.get("/login")).text)
    assert token is not None
    data = {"login": login, "password": PASSWORD, "_csrf_token": token[1]}
    assert (await client.post("/login", data=data)).status_code == 303


async def test_what_was_typed_comes_back_after_signing_in_again(visit: Visit, employed: Employed) -> None:
    await employed("unit_admin", login="wang")
    client = visit()
    await try_password(client, "wang", PASSWORD)
    token = await csrf(client)
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        typed = {"receiver": "王<小>", "street": "中东路1号", "password": "never kept", "_csrf_token": token}
        page = {"Referer": "http://127.0.0.1/unit"}
        answer = await client.post("/unit/addresses", data=typed, headers=page)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Funit")
        assert "never kept" not in str(await DB.fetch("SELECT fields FROM kept_form"))
        await sign_in_on_the_page(client, "wang")
        assert await DB.fetch_value("SELECT count(*) FROM kept_form") == 1
        await client.get("/account")
        assert 'value="中东路1号"' in (await client.get("/unit")).text
        assert await DB.fetch_value("SELECT count(*) FROM kept_form") == 0
        assert "中东路1号" not in (await client.get("/unit")).text


async def test_nobody_else_gets_what_was_typed(visit: Visit, employed: Employed) -> None:
    await employed("unit_admin", login="wang")
    await employed("unit_admin", login="li")
    client = visit()
    await try_password(client, "wang", PASSWORD)
    token = await csrf(client)
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        data = {"street": "中东路1号", "_csrf_token": token}
        await client.post("/unit/addresses", data=data, headers={"Referer": "http://127.0.0.1/unit"})
        await sign_in_on_the_page(client, "li")
        assert "中东路" not in (await client.get("/unit")).text


async def test_a_form_from_another_site_is_not_kept(signed_in: Enter) -> None:
    client = await signed_in("unit_admin")
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        headers = {"Referer": "http://127.0.0.1/unit", "Sec-Fetch-Site": "cross-site"}
        assert (
            await client.post("/unit/addresses", data={"street": "x"}, headers=headers)
        ).status_code == 403
    assert await DB.fetch_value("SELECT count(*) FROM kept_form") == 0
