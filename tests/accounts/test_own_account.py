"""The own account: password, sessions, posts, and the link with which one comes in."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from emall.accounts import sessions
from emall.accounts.rules import page_after_switch, refusals_for_password, wait_seconds
from emall.accounts.words import COMMON_PAGES, HOME, HOMES
from emall.database import DB
from emall.kernel import clock
from tests import making
from tests.accounts.conftest import PASSWORD, try_password
from tests.web.csrf_token import csrf

Employed = Callable[..., Awaitable[making.Seat]]
Visit = Callable[[], httpx.AsyncClient]
Enter = Callable[[str | making.Seat], Awaitable[httpx.AsyncClient]]
OTHER = "Green-kiln 2027 tea"


@pytest.mark.parametrize(
    ("password", "keys"),
    [
        (OTHER, set()),
        ("密码一共十二个字符Ab1", set()),
        ("Ab1!", {"password_too_short"}),
        ("abcdefghijkl", {"password_too_simple"}),
        ("abcdefghijk1", {"password_too_simple"}),
        ("Password123!", {"password_blocked"}),
        ("Ab1!Ab1!Ab1!", {"password_blocked"}),
        ("Xx-zhangwei-99", {"password_holds_name"}),
    ],
)
def test_what_a_new_password_must_be(password: str, keys: set[str]) -> None:
    refusals = refusals_for_password(password=password, again=password, login="zhangwei")
    assert {refusal.key for refusal in refusals} == keys


@pytest.mark.parametrize(
    ("path", "duty", "same", "page"),
    [
        ("/mall/p/7?q=1", "approver", False, "/mall/p/7?q=1"),
        ("/orders/LS1", "buyer", True, "/orders"),
        ("/orders/LS1", "approver", False, "/approvals"),
        ("/", "buyer", True, "/mall"),
        ("/login?next=/x", "seller", True, "/supplier"),
        ("/unit/people/5", "unit_admin", True, "/unit"),
    ],
)
def test_the_page_after_a_switch_means_the_same(path: str, duty: str, same: bool, page: str) -> None:
    assert page_after_switch(path, duty=duty, same_duty=same) == page


@pytest.mark.parametrize("page", sorted({HOME, *HOMES.values(), *COMMON_PAGES} - {"/hall", "/shop"}))
async def test_every_home_and_common_page_is_there(signed_in: Enter, page: str) -> None:
    duty = next((duty for duty, home in HOMES.items() if home == page), "buyer")
    client = await signed_in(duty)
    assert (await client.get(page)).status_code == 200


def test_waiting_doubles_up_to_a_minute() -> None:
    waits = [wait_seconds(failures=20 + number, free=20, since_last=0) for number in range(9)]
    assert waits == [0, 1, 2, 4, 8, 16, 32, 60, 60]
    assert wait_seconds(failures=25, free=20, since_last=16) == 0


async def change(client: httpx.AsyncClient, current: str, password: str, again: str) -> httpx.Response:
    data = {"current": current, "password": password, "again": again, "_csrf_token": await csrf(client)}
    return await client.post("/account/password", data=data)


async def test_a_new_password_ends_all_other_sessions_and_renews_this_one(
    visit: Visit, employed: Employed
) -> None:
    await employed("buyer", login="wang")
    here, elsewhere = visit(), visit()
    for client in (here, elsewhere):
        await try_password(client, "wang", PASSWORD)
    before = here.cookies[sessions.COOKIE]
    assert (await change(here, PASSWORD, OTHER, OTHER)).status_code == 303
    assert here.cookies[sessions.COOKIE] != before
    assert (await here.get("/account")).status_code == 200
    assert (await elsewhere.get("/account")).status_code == 303
    here.cookies.set(sessions.COOKIE, before, domain="127.0.0.1")
    assert (await here.get("/account")).status_code == 303
    assert (await try_password(visit(), "wang", PASSWORD)).status_code == 422
    assert (await try_password(visit(), "wang", OTHER)).status_code == 303


async def test_a_password_is_changed_only_with_the_present_one(visit: Visit, employed: Employed) -> None:
    await employed("buyer", login="wang")
    client = visit()
    await try_password(client, "wang", PASSWORD)
    for current, password, again in [
        ("wrong", OTHER, OTHER),
        (PASSWORD, PASSWORD, PASSWORD),
        (PASSWORD, OTHER, "x"),
    ]:
        answer = await change(client, current, password, again)
        assert answer.status_code == 422 and OTHER not in answer.text and PASSWORD not in answer.text
    assert (await try_password(visit(), "wang", PASSWORD)).status_code == 303


async def test_own_data_is_masked(visit: Visit, employed: Employed) -> None:
    await employed("buyer", login="wang", phone="13812345678", email="wang.xiao@example.cn")
    client = visit()
    await try_password(client, "wang", PASSWORD)
    text = (await client.get("/account")).text
    assert "138****5678" in text and "w***@example.cn" in text
    assert "13812345678" not in text and "wang.xiao@" not in text


async def test_sessions_are_listed_and_ended_and_only_the_own_ones(visit: Visit, employed: Employed) -> None:
    await employed("buyer", login="wang")
    await employed("buyer", login="li")
    here, elsewhere, stranger = visit(), visit(), visit()
    for client, login in ((here, "wang"), (elsewhere, "wang"), (stranger, "li")):
        await try_password(client, login, PASSWORD)
    numbers = await DB.fetch("SELECT id FROM session ORDER BY id")
    other, foreign = numbers[1].id, numbers[2].id
    token = {"_csrf_token": await csrf(here)}
    assert (await here.post(f"/account/sessions/{foreign}/end", data=token)).status_code == 404
    assert (await stranger.get("/account")).status_code == 200
    assert (await here.post(f"/account/sessions/{other}/end", data=token)).status_code == 303
    assert (await elsewhere.get("/account")).status_code == 303
    assert (await here.get("/account")).status_code == 200


async def test_switching_posts_renews_the_session(signed_in: Enter) -> None:
    seat = await making.make_seat("buyer")
    unit = await making.make_organisation()
    second = await making.make_post(person=seat.person, organisation=unit, duty="approver")
    client = await signed_in(seat)
    before, token = client.cookies[sessions.COOKIE], await csrf(client)
    answer = await client.post("/org/switch", data={"post": second, "next": "/help", "_csrf_token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/help")
    assert client.cookies[sessions.COOKIE] != before
    assert await DB.fetch_value("SELECT post FROM session WHERE person = $1", seat.person) == second
    client.cookies.set(sessions.COOKIE, before, domain="127.0.0.1")
    assert (await client.get("/account")).status_code == 303


async def test_nobody_switches_to_a_post_of_somebody_else(signed_in: Enter) -> None:
    mine, theirs = await making.make_seat("buyer"), await making.make_seat("finance")
    client = await signed_in(mine)
    answer = await client.post("/org/switch", data={"post": theirs.post, "_csrf_token": await csrf(client)})
    assert answer.status_code == 404
    assert await DB.fetch_value("SELECT post FROM session WHERE person = $1", mine.person) == mine.post


async def join(client: httpx.AsyncClient, link: str, password: str) -> httpx.Response:
    return await client.post(
        link, data={"password": password, "again": password, "_csrf_token": await csrf(client)}
    )


async def test_an_invited_person_sets_a_password_once_and_comes_in(signed_in: Enter, visit: Visit) -> None:
    admin = await signed_in("unit_admin")
    form = {
        "login": "Zhao.Min",
        "name": "赵敏",
        "duties": ["buyer", "receiver"],
        "phone": "+86 138 1234 5678",
    }
    answer = await admin.post("/unit/people", data={**form, "_csrf_token": await csrf(admin)})
    assert answer.status_code == 303
    page = (await admin.get(answer.headers["location"])).text
    link = re.search(r'href="(/join/[^"]+)"', page)
    assert link is not None
    newcomer = visit()
    assert (await newcomer.get(link[1])).status_code == 200
    assert (await join(newcomer, link[1], "short")).status_code == 422
    assert (await join(newcomer, link[1], OTHER)).status_code == 303
    assert (await try_password(newcomer, "zhao.min", OTHER)).status_code == 303
    assert (await join(visit(), link[1], PASSWORD)).status_code == 404
    assert (await newcomer.get("/account")).status_code == 200
    assert (await visit().get(link[1])).status_code == 404


async def test_a_link_runs_out_and_a_newer_one_replaces_it(signed_in: Enter, visit: Visit) -> None:
    admin = await signed_in("unit_admin")
    form = {"login": "zhao", "name": "赵敏", "duties": "buyer"}
    answer = await admin.post("/unit/people", data={**form, "_csrf_token": await csrf(admin)})
    own = answer.headers["location"]
    first = re.search(r'href="(/join/[^"]+)"', (await admin.get(own)).text)
    await admin.post(f"{own}/link", data={"_csrf_token": await csrf(admin)})
    second = re.search(r'href="(/join/[^"]+)"', (await admin.get(own)).text)
    assert first and second and first[1] != second[1]
    assert (await visit().get(first[1])).status_code == 404
    assert (await visit().get(second[1])).status_code == 200
    with clock.frozen(clock.now() + timedelta(days=7, minutes=1)):
        assert (await visit().get(second[1])).status_code == 404
    assert (await visit().get(second[1][:-1] + "0")).status_code == 404 or second[1].endswith("0")
