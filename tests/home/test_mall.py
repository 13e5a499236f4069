"""The first page: what waits, what is bought often, what is announced, and figures that are true."""

import re
from datetime import timedelta

import httpx
import pytest

from emall.database import DB, counted
from emall.home import queries
from emall.kernel import clock
from tests.making import Seat, make
from tests.orders import town as t
from tests.settlement import office


@pytest.mark.world
async def test_anybody_sees_the_mall_with_four_steps(client: httpx.AsyncClient):
    shown = (await client.get("/mall?lang=en")).text
    for part in ("todo", "reorder", "notices"):
        assert f'id="{part}"' in shown
    assert "How buying works" in shown and 'href="/login"' in shown
    assert shown.count('class="categories__row"') >= 8 and shown.count("/mall/c/") > 40


@pytest.mark.world
@pytest.mark.parametrize(("login", "most"), [("", 3), ("buyer", 5), ("approver", 5), ("supplier", 5)])
async def test_the_page_asks_the_database_little(client, signed_in, login, most, monkeypatch):
    browser = await signed_in(login) if login else client
    fresh = queries.Kept(queries._read_public)
    value = await fresh.get()

    async def warm():
        return value

    monkeypatch.setattr(queries.public, "get", warm)
    await browser.get("/mall")
    with counted() as count:
        answer = await browser.get("/mall")
    assert answer.status_code == 200
    tree_and_last_seen = 1 + bool(login)  # read again inside a test's transaction, kept outside of it
    assert count.queries <= most + tree_and_last_seen - 1


@pytest.mark.world
async def test_what_waits_is_all_there(signed_in):
    from emall.orders.queries import todo
    from emall.settlement.queries import to_review
    from emall.web.visitor import Visitor
    from tests.making import seat_of

    for login in ("buyer", "approver", "receiver", "supplier"):
        seat = await seat_of(login)
        row = await DB.fetch_row("SELECT kind, region FROM organisation WHERE id = $1", seat.organisation)
        visitor = Visitor(
            seat.person, login, "", post=seat.post, duty=seat.duty, organisation=seat.organisation,
            organisation_kind=row.kind, region=row.region,
        )  # fmt: skip
        kinds = [await todo(visitor, most=3), await to_review(visitor, most=3)]
        rows = sorted(
            (row for kind in kinds for row in kind), key=lambda row: (row.due_at is None, row.due_at)
        )
        shown = (await (await signed_in(login)).get("/mall?lang=en")).text
        tile = re.search(r'<section[^>]*id="todo".*?</section>', shown, re.DOTALL)[0]
        assert f'data-total="{sum(kind[0].matching for kind in kinds if kind)}"' in tile
        for each in rows[:3]:
            assert f'data-id="{each.number}"' in tile and f'href="{each.link}"' in tile
            assert f'data-fen="{each.total_fen}"' in tile


async def test_settlements_to_review_wait_among_what_an_approver_has_to_do(db, signed_in):
    town = await t.make_town()
    sheet = await office.submitted(town)
    browsers = {
        name: await signed_in(Seat(who.person, who.post, who.organisation, who.duty))
        for name, who in (("head", town.head), ("buyer", town.buyer))
    }

    async def tile(name):
        with counted() as count:
            shown = (await browsers[name].get("/mall?lang=en")).text
        return re.search(r'<section[^>]*id="todo".*?</section>', shown, re.DOTALL)[0], count.queries

    await tile("head")
    found, asked = await tile("head")
    assert f'data-id="{sheet.number}"' in found and f'href="/settlements/{sheet.number}"' in found
    assert f'data-fen="{sheet.amount_fen}"' in found and 'data-total="1"' in found
    assert sheet.due_at and str(sheet.due_at.astimezone(clock.BEIJING).day) in found
    assert sheet.number not in (await tile("buyer"))[0]
    sheets = {"organisation": town.unit, "supplier": sheet.supplier, "made_by": town.buyer.person}
    for place in range(39):
        due = sheet.due_at - timedelta(hours=place + 1)
        await make(
            "settlement", number=f"JS{place}", amount_fen=100, made_at=clock.now(), due_at=due, **sheets
        )
    many, again = await tile("head")
    assert (again, 'data-total="40"' in many) == (asked, True)
    assert re.findall(r'data-id="(\w+)"', many) == ["JS38", "JS37", "JS36"], "most urgent first"
    own = {**sheets, "made_by": town.head.person}  # which nobody reviews themselves
    await make("settlement", number="JSX", amount_fen=100, made_at=clock.now(), due_at=clock.now(), **own)
    assert (await tile("head"))[0] == many


@pytest.mark.world
async def test_figures_are_those_of_the_orders(client: httpx.AsyncClient):
    since = queries.month_start(clock.now())
    total = await DB.fetch_value(
        "SELECT coalesce(sum(total_fen), 0)::bigint FROM purchase_order WHERE confirmed_at >= $1"
        " AND status <> 'cancelled'",
        since,
    )
    shown = (await client.get("/mall")).text
    assert f'<dd data-fen="{total}"' in shown


@pytest.mark.world
async def test_policy_counts_are_what_the_search_finds(client: httpx.AsyncClient):
    shown = (await client.get("/mall")).text
    doors = re.findall(
        r'class="door-link" href="([^"]+)".*?door-link__count" data-total="(\d+)"', shown, re.DOTALL
    )
    assert len(doors) == 4
    for address, count in doors:
        found = (await client.get(address.replace("&amp;", "&"))).text
        assert int(re.search(r'data-total="(\d+)"', found)[1]) == int(count), address


@pytest.mark.world
async def test_a_unit_sees_what_it_bought(signed_in):
    from tests.making import seat_of

    seat = await seat_of("buyer")
    rows = await queries.own_shelf(seat.organisation)
    shown = (await (await signed_in("buyer")).get("/mall")).text
    assert rows, "the demo world has orders of the buyer's unit"
    for row in rows:
        assert f'href="/mall/p/{row.id}"' in shown
    assert await queries.own_shelf(seat.organisation, now=clock.now() + timedelta(days=800)) == []


async def test_an_empty_mall_still_opens(client: httpx.AsyncClient):
    answer = await client.get("/mall")
    assert answer.status_code == 200 and 'id="local-title"' not in answer.text


async def test_kept_values_are_read_once(monkeypatch):
    monkeypatch.setattr(type(DB), "transaction_exists", lambda self: False)
    reads = []

    async def read():
        reads.append(1)
        return len(reads)

    kept = queries.Kept(read, seconds=60)
    assert [await kept.get(), await kept.get()] == [1, 1]
    kept.until = 0.0
    assert await kept.get() == 2


async def test_a_failed_reading_is_tried_again(monkeypatch):
    monkeypatch.setattr(type(DB), "transaction_exists", lambda self: False)
    answers = iter([RuntimeError("away"), "here"])

    async def read():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    kept = queries.Kept(read)
    with pytest.raises(RuntimeError):
        await kept.get()
    assert await kept.get() == "here"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_path_of_a_purchase_is_an_ordered_list(client, language):
    shown = (await client.get(f"/help/flow/goods?lang={language}")).text
    assert (
        shown.index('data-id="draft"') < shown.index('data-id="shipped"') < shown.index('data-id="accepted"')
    )
    assert 'data-status="declined"' in shown


async def test_the_kit_is_for_demonstrations_only(client):
    from dataclasses import replace

    from emall.app import create_app
    from emall.settings import settings

    assert (await client.get("/dev/kit")).status_code == 200
    real = create_app(replace(settings(), env="production"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(real), base_url="http://127.0.0.1") as outside:
        assert (await outside.get("/dev/kit")).status_code == 404
