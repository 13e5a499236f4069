"""The administrator's pages about chains and stand-ins, and what the journal keeps of attempts that were not theirs."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from emall.approvals import queries
from emall.database import DB
from emall.journal.once import submit_token
from emall.kernel import clock
from tests.making import Seat
from tests.orders import town as t
from tests.web.csrf_token import csrf

pytestmark = pytest.mark.usefixtures("db")
Enter = Callable[[str | Seat], Awaitable[httpx.AsyncClient]]


def seat(visitor: t.Visitor) -> Seat:
    """The same visitor as the harness signs them in."""
    assert visitor.post is not None and visitor.organisation is not None
    return Seat(visitor.person, visitor.post, visitor.organisation, visitor.duty)


async def opened(signed_in: Enter, town: t.Town) -> tuple[httpx.AsyncClient, t.Visitor]:
    """The browser of the unit's administrator."""
    admin = await t.seat("unit_admin", town.unit)
    return await signed_in(seat(admin)), admin


async def form_of(browser: httpx.AsyncClient, admin: t.Visitor, query: str = "") -> dict[str, str]:
    """The hidden fields of a chain's form."""
    text = (await browser.get(f"/unit/approvals/chain{query}")).text
    found = re.search(r'name="seen" value="(\w+)"', text)
    assert found
    return {
        "seen": found[1],
        "subject": "purchase",
        "_csrf_token": await csrf(browser),
        "submit_token": submit_token(admin.person, "approval.chain"),
    }


async def test_a_chain_is_written_down_tried_and_takes_effect(signed_in: Enter) -> None:
    town = await t.make_town(levels=(0,))
    browser, admin = await opened(signed_in, town)
    form = await form_of(browser, admin)
    sent = form | {
        "up_to_fen": "1,000",
        "title-1": "科长",
        "from_fen-1": "1000.01",
        "post-1": str(town.head.post),
        "title-3": "主任",
        "from_fen-3": "20000",
        "post-3": str(town.chief.post),
    }
    answer = await browser.post("/unit/approvals/chain", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/unit/approvals")
    page = (await browser.get("/unit/approvals?amount=25000")).text
    assert "主任" in page and 'data-fen="100000"' in page
    assert "needs no approval" in (await browser.get("/unit/approvals?amount=1000&lang=en")).text
    small, large = await town.submit({town.goods[0]: 100}), await town.submit({town.goods[1]: 100})
    assert (await t.purchase_of(small)).status == "released"  # ¥1,000 passes
    assert (await t.purchase_of(large)).status == "pending_approval"
    told = await DB.fetch_row("SELECT * FROM journal_entry WHERE kind = 'approval_chain'")
    assert told is not None and told.ref == f"{town.unit}:purchase:*:*"
    assert told.before["levels"][0]["from_fen"] == 0 and told.after["exempt_fen"] == 1_000_00
    buyer = await signed_in(seat(town.buyer))
    order = (await t.orders_of(small))[0]
    assert "not needed" in (await buyer.get(f"/orders/{order.number}?lang=en")).text
    assert await t.offences() == {}


async def test_what_cannot_be_is_refused_with_what_was_typed(signed_in: Enter) -> None:
    town = await t.make_town(levels=(0,))
    browser, admin = await opened(signed_in, town)
    form = await form_of(browser, admin)
    for fields, said in (
        ({}, "Name at least one approver"),
        ({"title-1": "科长", "from_fen-1": "5"}, "needs a name, an amount and an approver"),
        ({"title-1": "科长", "from_fen-1": "5", "post-1": str(town.head.post)}, "The first level begins at"),
        ({"title-1": "科长", "from_fen-1": "0", "post-1": str(town.receiver.post)}, "who is in service"),
    ):
        answer = await browser.post("/unit/approvals/chain?lang=en", data=form | fields)
        assert answer.status_code == 422 and said in answer.text, answer.text[:300]
        assert "科长" in answer.text or not fields
    assert [one.title for one in (await queries.levels_of(town.unit))] == ["第1级"]


async def test_two_administrators_do_not_overwrite_each_other(signed_in: Enter) -> None:
    town = await t.make_town(levels=(0,))
    browser, admin = await opened(signed_in, town)
    first, second = await form_of(browser, admin), await form_of(browser, admin)
    fields = {"title-1": "科长", "from_fen-1": "0", "post-1": str(town.head.post)}
    assert (await browser.post("/unit/approvals/chain", data=first | fields)).status_code == 303
    late = await browser.post("/unit/approvals/chain", data=second | fields | {"title-1": "局长"})
    assert late.status_code == 409 and "局长" in late.text


async def test_a_narrow_chain_is_made_and_given_up(signed_in: Enter) -> None:
    town = await t.make_town(levels=(0,))
    await DB.execute(
        "INSERT INTO official_category (edition, code, name, level) VALUES ('2022', 'A0201', '信息化设备', 3)"
        " ON CONFLICT DO NOTHING"
    )
    browser, admin = await opened(signed_in, town)
    form = await form_of(browser, admin, "?category=A0201") | {"category": "A0201"}
    fields = {"title-1": "信息科", "from_fen-1": "0", "post-1": str(town.chief.post)}
    answer = await browser.post("/unit/approvals/chain", data=form | fields)
    assert answer.status_code == 303, answer.text
    number = await town.submit({town.goods[0]: 1})
    with pytest.raises(Exception, match="approver"):
        await town.agree(number)
    await town.agree(number, town.chief)
    form = await form_of(browser, admin, "?category=A0201") | {"category": "A0201"}
    assert (await browser.post("/unit/approvals/chain/removal", data=form)).status_code == 303
    await town.agree(await town.submit({town.goods[0]: 1}))


async def test_standing_in_on_pages(signed_in: Enter) -> None:
    town = await t.make_town(levels=(0,))
    head = await signed_in(seat(town.head))
    today = clock.today()
    sent = {
        "delegate": str(town.chief.post),
        "first_day": today.isoformat(),
        "last_day": (today + timedelta(days=3)).isoformat(),
        "reason": "年休假",
        "_csrf_token": await csrf(head),
        "submit_token": submit_token(town.head.person, "approval.stand_in"),
    }
    lacking = await head.post("/account/delegations?lang=en", data=sent | {"reason": ""})
    assert lacking.status_code == 422 and "Say why" in lacking.text
    assert (await head.post("/account/delegations", data=sent)).status_code == 303
    number = await town.submit({town.goods[0]: 1})
    chief = await signed_in(seat(town.chief))
    name = await DB.fetch_value("SELECT name FROM person WHERE id = $1", town.head.person)
    inbox = (await chief.get("/approvals?lang=en")).text
    assert number in inbox and f'for <span lang="zh-CN">{name[0]}*' in inbox
    sheet = (await chief.get(f"/approvals/{number}?lang=en")).text
    assert "You stand in for" in sheet
    page = (await head.get("/account/delegations?lang=en")).text
    assert "In force" in page and "年休假" in page
    await town.agree(number, town.chief)
    buyer = await signed_in(seat(town.buyer))
    order = (await t.orders_of(number))[0]
    assert f'for <span lang="zh-CN">{name[0]}*' in (await buyer.get(f"/orders/{order.number}?lang=en")).text
    stranger = await t.seat("approver", (await t.make_town()).unit)
    other = await signed_in(seat(stranger))
    delegation = await DB.fetch_value("SELECT id FROM delegation")
    answer = await other.post(
        f"/account/delegations/{delegation}/end", data={"_csrf_token": await csrf(other)}
    )
    assert answer.status_code == 404


async def refused_deeds(number: str) -> list[tuple[str, str]]:
    """Attempts the journal keeps as refused: act and reason."""
    rows = await DB.fetch(
        "SELECT act, after FROM journal_entry WHERE ref = $1 AND result = 'refused' ORDER BY sequence", number
    )
    return [(row.act, row.after["refused"]) for row in rows]


async def test_attempts_against_the_separation_of_duties_are_kept(signed_in: Enter) -> None:
    town = await t.make_town(levels=(0,))
    number = await town.submit({town.goods[0]: 1})
    sheet = await t.purchase_of(number)
    step = await DB.fetch_value("SELECT id FROM approval_step")

    async def attempt(who: t.Visitor, verdict: str = "agree") -> int:
        browser = await signed_in(seat(who))
        sent = {
            "step": str(step),
            "version": str(sheet.version),
            "verdict": verdict,
            "_csrf_token": await csrf(browser),
            "submit_token": submit_token(who.person, "approval.decide"),
        }
        return (await browser.post(f"/approvals/{number}/decision", data=sent)).status_code

    assert await attempt(town.chief) == 403
    twin = await t.seat("approver", town.unit)
    await DB.execute(
        "UPDATE person SET identity = 'same' WHERE id = ANY($1::bigint[])", [town.buyer.person, twin.person]
    )
    assert await attempt(twin) == 422
    assert await attempt(town.head, "return") == 422  # nothing said: filled in wrongly, no attempt on duties
    assert await refused_deeds(number) == [
        ("purchase.agree", "not_their_duty"),
        ("purchase.agree", "same_human"),
    ]
    buyer = await signed_in(seat(town.buyer))
    order = (await t.orders_of(number))[0]
    assert "Agreed" not in (await buyer.get(f"/orders/{order.number}?lang=en")).text
    assert await t.offences() == {}


async def test_identity_is_recorded_and_never_shown(signed_in: Enter) -> None:
    town = await t.make_town()
    browser, _ = await opened(signed_in, town)
    page = f"/unit/people/{town.buyer.person}"
    token = {"_csrf_token": await csrf(browser)}
    wrong = await browser.post(f"{page}/identity", data=token | {"id_number": "110105194912310021"})
    assert wrong.status_code == 422 and "110105194912310021" not in wrong.text
    good = await browser.post(f"{page}/identity", data=token | {"id_number": "11010519491231002x"})
    assert good.status_code == 303
    shown = (await browser.get(f"{page}?lang=en")).text
    assert "Recorded" in shown and "1231" not in shown and f"{page}/identity" not in shown
    stranger = (await t.make_town()).buyer.person
    assert (await browser.post(f"/unit/people/{stranger}/identity", data=token)).status_code == 404
