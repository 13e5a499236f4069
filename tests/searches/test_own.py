"""Everybody's own searches: saving, opening, naming, removing, and the words searched lately."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import httpx
import pytest

from emall.database import DB, counted
from emall.kernel import clock
from emall.searches import actions, queries, tally
from emall.searches.forms import browse_at
from emall.searches.handlers.shown import usual_name
from tests.catalogue.goods import make_listing
from tests.making import make, make_person, make_seat
from tests.searches.desk import CANARY, post
from tests.web.csrf_token import csrf

WHERE = "/mall/searches"
PAPER = "/mall/search?q=%E5%A4%8D%E5%8D%B0%E7%BA%B8&county=331102&max=200&sort=price_asc"


async def save(
    client: httpx.AsyncClient, address: str = PAPER, htmx: str = "", **fields: str
) -> httpx.Response:
    fields.setdefault("submit_token", await token(client))
    return await post(client, WHERE, htmx, address=address, **fields)


async def token(client: httpx.AsyncClient) -> str:
    """A fresh token, as the form on a page of results carries it."""
    from emall.journal import submit_token
    from emall.kernel import ids

    session = next(cookie.value for cookie in client.cookies.jar if cookie.name == "emall_session")
    person = await DB.fetch_value("SELECT person FROM session WHERE token = $1", ids.digest(session or ""))
    return submit_token(person, "search.save")


async def stored() -> list[tuple[str, str]]:
    return [
        (row.name, row.address)
        for row in await DB.fetch("SELECT name, address FROM saved_search ORDER BY id")
    ]


@pytest.fixture
async def buyer(signed_in) -> httpx.AsyncClient:
    return await signed_in("buyer")


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (PAPER, PAPER),
        ("/mall/search", "/mall/search"),
        ("/mall/search?q=a&page=7&view=list&size=48&compare=3&lang=en&utm=x", "/mall/search?q=a"),
        ("/mall/c/A0401", "/mall/c/A0401"),
        ("/mall/c/A0401?brand=x&a.color=%E7%BA%A2", "/mall/c/A0401?brand=x&a.color=%E7%BA%A2"),
        ("/shop/17?q=a&sort=sales", "/shop/17?q=a&sort=sales"),
        ("/mall/search?q=%3Cscript%3E", "/mall/search?q=%3Cscript%3E"),
        ("/mall/search?next=https://evil.example", "/mall/search"),
        ("/mall/c/%2e%2e?q=x", "/mall/search?q=x&category=.."),
    ],
)
def test_an_address_is_put_together_anew_from_what_is_known(address: str, url: str) -> None:
    found = browse_at(address)
    assert found is not None and found.url == url
    assert browse_at(found.url) == found, "reading it again changes nothing"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://evil.example/mall/search",
        "//evil.example/mall/search",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example\\mall\\search",
        "javascript:alert(1)",
        "/mall/search@evil.example",
        "/mall/searches/1",
        "/mall/search/../../logout",
        "/mall/c/../../logout",
        "/mall/c/a%2fb",
        "/mall/c/%00",
        "/mall/c/" + "a" * 33,
        "/shop/0",
        "/shop/-1",
        "/shop/99999999999999999999",
        "/shop/1/x",
        "/login?next=/mall",
        "/mall/search?q=\r\nSet-Cookie: a=b",
        "/mall/search?q=纸",  # never as typed by hand: ours are encoded
        "/mall/search?q=" + "a" * 2_000,
        "http://[x",
    ],
)
def test_any_other_address_is_none(address: str) -> None:
    assert browse_at(address) is None


async def test_a_search_is_saved_listed_opened_renamed_and_removed(buyer):
    answer = await save(buyer, name="纸 " + CANARY)
    assert answer.status_code == 303 and answer.headers["location"] == PAPER
    row = await DB.fetch_row("SELECT * FROM saved_search")
    shown = (await buyer.get(WHERE)).text
    assert CANARY not in shown and "纸 &lt;script&gt;" in shown and "复印纸" in shown and "莲都" in shown
    opened = await buyer.get(f"{WHERE}/{row.id}")
    assert opened.status_code == 303 and opened.headers["location"] == PAPER
    assert await DB.fetch_value("SELECT opened_at FROM saved_search") is not None
    assert (await post(buyer, f"{WHERE}/{row.id}/name", name="纸张")).status_code == 303
    assert (await stored())[0][0] == "纸张"
    assert (await post(buyer, f"{WHERE}/{row.id}/removal")).status_code == 303
    assert await stored() == []
    assert 'href="/mall/search"' in (await buyer.get(WHERE)).text


async def test_without_a_name_it_is_called_after_what_it_asks(buyer):
    await save(buyer, name="  ")
    name = (await stored())[0][0]
    assert name.startswith("复印纸 · ") and "莲都" in name and "200" in name and "<" not in name


async def test_under_htmx_the_form_gives_way_to_a_link(buyer):
    answer = await save(buyer, htmx="save-search", name="纸")
    assert answer.status_code == 200 and "<html" not in answer.text
    assert (
        'id="save-search"' in answer.text and f'href="{WHERE}"' in answer.text and "<form" not in answer.text
    )
    assert '"ui:focus": "#save-search"' in answer.headers["hx-trigger-after-settle"]


async def test_the_usual_name_holds_whole_pieces_only(buyer):
    await make_listing()
    brands = [f"很长的品牌名称第{at}号" * 2 for at in range(3)]
    address = "/mall/search?q=A4&" + "&".join(f"brand={name}" for name in ["山青", *brands])
    shown = (await buyer.get(address)).text
    name = re.search(r'id="f-name" name="name" type="text" value="([^"]+)"', shown)
    assert name and len(name[1]) <= 60 and name[1].startswith("A4 · 山青 · ")
    assert all(piece in ("A4", "山青", *brands) for piece in name[1].split(" · "))
    assert (
        shown.index('id="save-search"') < shown.index('class="results__tools"')
        and shown.count('id="save-search"') == 1
    )
    browse = browse_at(quote(address, safe="/?=&"))
    assert browse is not None and await usual_name(browse) == name[1]


@pytest.mark.parametrize("address", ["https://evil.example/mall/search", "//evil.example", "/logout", ""])
async def test_nothing_but_our_lists_is_saved(buyer, address):
    answer = await save(buyer, address, name="x")
    assert answer.status_code == 422 and await stored() == []


async def test_an_address_tampered_with_in_the_database_leads_nowhere_else(signed_in):
    seat = await make_seat("buyer")
    buyer = await signed_in(seat)
    number = await make(
        "saved_search",
        person=seat.person,
        organisation=seat.organisation,
        name="x",
        address="https://evil.example/",
        created_at=clock.now(),
    )
    assert (await buyer.get(f"{WHERE}/{number}")).status_code == 404
    assert (await buyer.get(WHERE)).status_code == 200


async def test_somebody_elses_answer_like_missing_ones(buyer, signed_in):
    await save(buyer, name="我收的纸")
    number = await DB.fetch_value("SELECT id FROM saved_search")
    for other in (await signed_in("buyer"), await signed_in("seller")):
        assert (await other.get(f"{WHERE}/{number}")).status_code == 404
        assert (await post(other, f"{WHERE}/{number}/name", name="他的")).status_code == 404
        assert (await post(other, f"{WHERE}/{number}/name", name="")).status_code == 404
        assert (await post(other, f"{WHERE}/{number}/removal")).status_code == 404
        assert "我收的纸" not in (await other.get(WHERE)).text
    assert await stored() == [("我收的纸", PAPER)]
    assert await DB.fetch_value("SELECT opened_at FROM saved_search") is None


async def test_another_post_of_the_same_person_keeps_its_own(signed_in):
    from tests.making import make_organisation, make_post

    seat = await make_seat("buyer")
    buyer = await signed_in(seat)
    await save(buyer, name="甲单位的")
    there = await make_organisation()
    post_there = await make_post(person=seat.person, organisation=there, duty="buyer")
    other = await signed_in(type(seat)(seat.person, post_there, there, "buyer"))
    assert "甲单位的" not in (await other.get(WHERE)).text


async def test_the_same_form_twice_saves_once_and_again_takes_the_new_name(buyer):
    once = await token(buyer)
    answers = [await save(buyer, name="一", submit_token=once) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    await save(buyer, name="二")
    assert await stored() == [("二", PAPER)]
    assert (await save(buyer, name="三", submit_token=once)).status_code == 409
    assert (await save(buyer, name="三", submit_token="x")).status_code == 409


async def test_fifty_and_no_more(signed_in):
    seat = await make_seat("buyer")
    buyer = await signed_in(seat)
    for number in range(50):
        address = f"/mall/search?q={number}"
        columns = {"person": seat.person, "organisation": seat.organisation, "created_at": clock.now()}
        await make("saved_search", name=f"{number}", address=address, **columns)
    refused = await save(buyer, name="第五十一个")
    assert refused.status_code == 422 and 'value="第五十一个"' in refused.text and "50" in refused.text
    part = await save(buyer, htmx="save-search", name="第五十一个")
    assert part.status_code == 422 and "<html" not in part.text and 'value="第五十一个"' in part.text
    assert len(await stored()) == 50
    assert (await save(buyer, "/mall/search?q=7", name="改名")).status_code == 303, (
        "one that is there may be renamed"
    )


@pytest.mark.parametrize("name", ["名" * 10_240, "\x07", "名" * 61])
async def test_a_bad_name_comes_back_as_typed(buyer, name):
    answer = await save(buyer, name=name)
    assert answer.status_code == 422 and await stored() == []
    await save(buyer, name="好")
    number = await DB.fetch_value("SELECT id FROM saved_search")
    again = await post(buyer, f"{WHERE}/{number}/name", name=name)
    assert again.status_code == 422 and (await stored())[0][0] == "好"
    if name.isprintable():
        for text in (answer.text, again.text):
            assert name in [unescape(value) for value in re.findall(r'name="name"[^>]*value="([^"]*)"', text)]


async def test_too_many_filters_to_keep_are_said(buyer):
    brands = "&".join("brand=" + "%E7%BA%B8" * 10 + str(number) for number in range(15))
    answer = await save(buyer, f"/mall/search?{brands}", name="x")
    assert answer.status_code == 422 and await stored() == []


async def test_the_page_asks_as_often_for_forty_as_for_one(signed_in):
    seat = await make_seat("buyer")
    buyer = await signed_in(seat)

    async def cost() -> int:
        with counted() as count:
            assert (await buyer.get(WHERE)).status_code == 200
        return count.queries

    async def keep(number: int) -> None:
        columns = {"person": seat.person, "organisation": seat.organisation, "created_at": clock.now()}
        await make("saved_search", name="x", address=f"/shop/{seat.organisation}?q={number}", **columns)

    await keep(0)
    await cost()
    one = await cost()
    for number in range(1, 40):
        await keep(number)
    assert await cost() == one


async def test_nobody_saves_without_signing_in(client):
    answer = await client.post(WHERE, data={"_csrf_token": await csrf(client), "address": PAPER})
    assert answer.status_code in (303, 401) and "login" in answer.headers.get("location", "login")


async def test_the_last_ten_different_words_are_kept_for_their_person(db):
    person, other = await make_person(), await make_person()
    start = clock.now()
    for number in range(14):
        with clock.frozen(start + timedelta(seconds=number)):
            tally.remember(person, f"词{number}x")
            tally.remember(other, "别人的")
        if number % 5 == 0:
            await tally.flush()
    with clock.frozen(start + timedelta(minutes=1)):
        tally.remember(person, " 词5X ")
    await tally.flush()
    expected = ["词5x", *(f"词{number}x" for number in (13, 12, 11, 10, 9, 8, 7, 6, 4))]
    assert await queries.recent_of(person) == expected
    assert await DB.fetch_value("SELECT count(*) FROM recent_search WHERE person = $1", person) == 10
    assert await queries.recent_of(other) == ["别人的"]
    assert await DB.fetch_value("SELECT count(*) FROM search_tally") == 0, "who searched is in no tally"


async def test_words_not_stored_yet_are_already_among_the_recent(db):
    person = await make_person()
    tally.remember(person, "先")
    await tally.flush()
    tally.remember(person, "后")
    assert await queries.recent_of(person) == ["后", "先"]


@pytest.mark.parametrize("words", ["13800001111", "a@b.cn", "", "\x00"])
async def test_personal_words_are_not_remembered(words, db):
    tally.remember(1, words)
    assert not tally.waiting.recent


async def test_clearing_is_at_once_and_for_good(signed_in):
    seat = await make_seat("buyer")
    buyer = await signed_in(seat)
    before = clock.now() - timedelta(seconds=5)
    with clock.frozen(before):
        tally.remember(seat.person, "已存")
        await tally.flush()
        tally.remember(seat.person, "待存")
    elsewhere = {(seat.person, "别的进程"): before}  # waits in the buffer of another process
    assert "已存" in (await buyer.get(WHERE)).text
    answer = await post(buyer, f"{WHERE}/recent/clear")
    assert answer.status_code == 303
    tally.waiting.recent.update(elsewhere)
    await tally.flush()
    assert await queries.recent_of(seat.person) == []
    tally.remember(seat.person, "新的")
    await tally.flush()
    assert await queries.recent_of(seat.person) == ["新的"]
    part = await post(buyer, f"{WHERE}/recent/clear", "recent")
    assert part.status_code == 200 and 'id="recent"' in part.text and "<html" not in part.text


async def test_somebody_deleted_meanwhile_does_not_hold_up_the_others(db):
    person = await make_person()
    tally.remember(2**62, "没有这人")
    tally.remember(person, "复印纸")
    await tally.flush()
    assert await queries.recent_of(person) == ["复印纸"]


async def test_sweeping_leaves_the_mark_of_a_fresh_clearing(db):
    person = await make_person()
    await actions.clear_recent(person=person)
    assert await actions.sweep() == 0
    with clock.frozen(clock.now() + timedelta(days=91)):
        assert await actions.sweep() == 1
