"""The pages of messages: unread first, opened by a form, never anybody else's."""

import httpx

from emall.database import DB
from emall.kernel import clock
from tests.making import make, make_seat
from tests.web.csrf_token import csrf


async def letter(seat, *, kind="approved", link="/orders", facts=None) -> int:
    facts = facts or {"number": "CG202611230001"}
    return await make(
        "message", person=seat.person, organisation=seat.organisation, kind=kind, facts=facts, link=link,
        created_at=clock.now(),
    )  # fmt: skip


async def post(client: httpx.AsyncClient, address: str) -> httpx.Response:
    return await client.post(address, data={"_csrf_token": await csrf(client)})


async def test_nothing_yet_says_so(signed_in):
    shown = (await (await signed_in("buyer")).get("/messages?lang=en")).text
    assert "No messages yet" in shown


async def test_opening_marks_read_and_leads_on(db, signed_in):
    seat = await make_seat("buyer")
    client = await signed_in(seat)
    first, second = await letter(seat), await letter(seat, link="/notices")
    opened = await post(client, f"/messages/{second}/reading")
    assert (opened.status_code, opened.headers["location"]) == (303, "/notices")
    shown = (await client.get("/messages?lang=en")).text
    assert shown.index(f'data-id="{first}"') < shown.index(f'data-id="{second}"'), "unread first"
    assert "1 unread message" in shown and "CG202611230001" in shown
    only = (await client.get("/messages?unread=1")).text
    assert f'data-id="{first}"' in only and f'data-id="{second}"' not in only


async def test_all_can_be_marked_read_at_once(db, signed_in):
    seat = await make_seat("buyer")
    client = await signed_in(seat)
    for _ in range(3):
        await letter(seat)
    assert (await post(client, "/messages/reading")).status_code == 303
    assert await DB.fetch_value("SELECT count(*) FROM message WHERE read_at IS NULL") == 0
    assert "All read" in (await client.get("/messages?lang=en")).text


async def test_letters_of_others_are_missing(db, signed_in):
    theirs = await letter(await make_seat("buyer"))
    other = await signed_in(await make_seat("approver"))
    assert (await post(other, f"/messages/{theirs}/reading")).status_code == 404
    assert await DB.fetch_value("SELECT read_at FROM message WHERE id = $1", theirs) is None


async def test_what_is_in_facts_is_shown_as_text(db, signed_in):
    seat = await make_seat("buyer")
    await letter(seat, facts={"number": "<script>x</script>"})
    shown = (await (await signed_in(seat)).get("/messages")).text
    assert "<script>x" not in shown and "&lt;script&gt;x" in shown


async def test_looking_changes_nothing(db, signed_in):
    seat = await make_seat("buyer")
    await letter(seat)
    client = await signed_in(seat)
    await client.get("/messages")
    assert await DB.fetch_value("SELECT count(*) FROM message WHERE read_at IS NULL") == 1
