"""Plans on pages: who sees what, forms that work once, refusals that keep what was typed, and ways out at checkout."""

import re
from typing import Any

import httpx
import pytest

from emall.database import DB, counted
from emall.web.visitor import Visitor
from tests.cart.shop import browser_of, fill, make_shop
from tests.making import make_organisation
from tests.orders import town as t
from tests.plans import office as o
from tests.web.csrf_token import csrf

pytestmark = pytest.mark.usefixtures("db")


async def sent(
    client: httpx.AsyncClient, page: str, action: str, token_of: str = "", **fields: object
) -> httpx.Response:
    """Send the form of a page with its hidden fields and these."""
    text = (await client.get(page)).text
    form = text.partition(f'action="{action}"')[2].partition("</form>")[0]
    assert form, f"no form {action} on {page}"
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    return await client.post(action, data={**hidden, "_csrf_token": await csrf(client), **fields})


def typed(office: o.Office, **more: object) -> dict[str, object]:
    return {
        "title": "办公电脑",
        "line": office.line,
        "code": "A02010105",
        "amount": "10,000",
        "reason": "更新",
        "then": "submit",
        **more,
    }


@pytest.fixture
async def office() -> o.Office:
    return await o.make_office()


async def test_a_plan_goes_its_whole_way_over_pages(office: o.Office, visit: Any) -> None:
    buyer, head = await browser_of(office.buyer, visit()), await browser_of(office.head, visit())
    made = await sent(buyer, "/plans/new", "/plans", **typed(office, imported="1"))
    assert made.status_code == 303, made.text
    here = made.headers["location"]
    number = here.rsplit("/", 1)[1]
    mine = (await head.get("/plans?tab=mine&lang=en")).text
    assert number in mine and "Your turn" in mine
    assert (await sent(head, here, f"{here}/decision", verdict="agree")).status_code == 303
    finance = await browser_of(office.finance, visit())
    desk = (await finance.get("/desk/plans?status=mine")).text
    assert f'href="{here}"' in desk and 'data-fen="1000000"' in desk
    assert (
        await sent(finance, here, f"{here}/decision", verdict="agree", comment="准予备案")
    ).status_code == 303
    shown = (await buyer.get(f"{here}?lang=en")).text
    assert "丽财采确" in shown and "准予备案" in shown and "Filed" in shown
    assert (await buyer.get("/plans?tab=usable")).text.count(number) >= 1


async def test_the_same_form_twice_makes_one_plan(office: o.Office, client: httpx.AsyncClient) -> None:
    buyer = await browser_of(office.buyer, client)
    text = (await buyer.get("/plans/new")).text
    token = re.search(r'name="submit_token" value="([^"]+)"', text)
    assert token
    data = {**typed(office), "submit_token": token[1], "_csrf_token": await csrf(buyer)}
    answers = [await buyer.post("/plans", data=data) for _ in range(2)]
    assert {one.headers["location"] for one in answers} == {answers[0].headers["location"]}
    assert await DB.fetch_value("SELECT count(*) FROM plan") == 1
    assert (await buyer.post("/plans", data={**data, "amount": "1"})).status_code == 409


async def test_what_is_wrong_is_said_and_what_was_typed_stays(
    office: o.Office, client: httpx.AsyncClient
) -> None:
    buyer = await browser_of(office.buyer, client)
    answer = await sent(
        buyer,
        "/plans/new",
        "/plans",
        **typed(office, amount="200000", code="A9", title="<b>电脑", method="auction"),
    )
    assert answer.status_code == 422
    assert 'value="200000"' in answer.text and "&lt;b&gt;电脑" in answer.text
    assert re.search(r'value="auction" checked', answer.text)
    assert answer.text.count('href="#f-') == 2


async def test_a_category_is_found_by_its_name(office: o.Office, client: httpx.AsyncClient) -> None:
    buyer = await browser_of(office.buyer, client)
    data = {**typed(office, title="两台", code=""), "find": "台式", "_csrf_token": await csrf(buyer)}
    found = await buyer.post("/plans/categories", data=data)
    assert found.status_code == 200 and "A02010105" in found.text and 'value="两台"' in found.text
    picked = await buyer.post("/plans/categories", data={**data, "pick": "A02010105"})
    assert re.search(r'name="code"[^>]*value="A02010105"', picked.text)
    piece = await buyer.post(
        "/plans/categories", data=data, headers={"HX-Request": "true", "HX-Target": "category"}
    )
    assert "A02010105" in piece.text and "<html" not in piece.text


async def test_a_stale_page_decides_nothing(office: o.Office, visit: Any) -> None:
    buyer, head = await browser_of(office.buyer, visit()), await browser_of(office.head, visit())
    number = await office.submitted()
    here = f"/plans/{number}"
    page = (await head.get(here)).text
    await sent(buyer, here, f"{here}/withdrawal")
    await office.change(number, amount=9_000_00)
    form = page.partition(f'action="{here}/decision"')[2].partition("</form>")[0]
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    data = {**hidden, "verdict": "agree", "_csrf_token": await csrf(head)}
    answer = await head.post(f"{here}/decision", data=data)
    assert answer.status_code == 409 and 'id="error-summary"' in answer.text
    assert (await o.plan(number)).status == "unit_review"


async def test_a_returned_plan_says_why_and_where_it_goes(
    office: o.Office, client: httpx.AsyncClient
) -> None:
    number = await office.submitted(imported=True)
    await office.agree(number)
    await office.send_back(number)
    buyer = await browser_of(office.buyer, client)
    edit = (await buyer.get(f"/plans/{number}/edit?lang=en")).text
    assert "请更正" in edit and "it comes straight back to: Filing by finance" in edit
    answer = await sent(
        buyer, f"/plans/{number}/edit", f"/plans/{number}/edit", **typed(office, imported="1", amount="9999")
    )
    assert answer.status_code == 303
    assert (await o.plan(number)).status == "finance_review"


async def test_only_those_concerned_see_a_plan(visit: Any) -> None:
    office, other = await o.make_office(parent=True), await o.make_office()
    draft = await o.actions.draft(visitor=office.buyer, wish=office.wish(), submit=False)
    number = await office.submitted()

    async def codes(who: Visitor) -> list[int]:
        browser = await browser_of(who, visit())
        return [(await browser.get(f"/plans/{one}")).status_code for one in (number, draft)]

    assert office.director is not None
    assert await codes(office.colleague) == [200, 200]
    assert await codes(office.director) == [200, 404]
    assert await codes(office.finance) == [200, 404]
    assert await codes(other.head) == [404, 404]
    longquan = await make_organisation(kind="bureau", region="331181")
    assert await codes(await t.seat("county", longquan, region="331181")) == [404, 404]


async def test_a_county_reads_its_own_plans_and_no_drafts(visit: Any) -> None:
    far, near = await o.make_office(region="331181"), await o.make_office()
    own, others = await far.submitted(), await near.submitted()
    draft = await o.actions.draft(visitor=far.buyer, wish=far.wish(), submit=False)
    bureau = await make_organisation(kind="bureau", region="331181")
    browser = await browser_of(await t.seat("county", bureau, region="331181"), visit())
    listed = (await browser.get(f"/desk/plans?year={t.YEAR}")).text
    assert own in listed and others not in listed and draft not in listed
    assert others not in (await browser.get("/desk/plans?region=331100")).text
    finance = await browser_of(near.finance, visit())
    assert others not in (await finance.get("/desk/plans?region=331181")).text
    assert own in (await finance.get("/desk/plans?status=unit_review")).text
    assert own not in (await finance.get("/desk/plans?status=filed")).text


async def test_deeds_on_a_filed_plan(office: o.Office, visit: Any) -> None:
    plan = await office.filed()
    here, keeper = f"/plans/{plan.number}", await browser_of(office.accountant, visit())
    wrong = await sent(keeper, here, f"{here}/parts", **{"part-1": "10000", "part-2": "x"})
    assert wrong.status_code == 422 and 'value="x"' in wrong.text
    parts = {"part-1": "1,000", "to-1": str(office.colleague.person), "part-2": "500.50"}
    assert (await sent(keeper, here, f"{here}/parts", **parts)).status_code == 303
    assert 'data-fen="100000"' in (await keeper.get(here)).text
    assert (await sent(keeper, here, f"{here}/assignment", person=office.buyer.person)).status_code == 303
    assert (await o.plan(plan.number)).assigned_to == office.buyer.person
    buyer = await browser_of(office.buyer, visit())
    assert (await sent(buyer, here, f"{here}/correction", code="A02010104")).status_code == 303
    assert (await o.plan(plan.number)).official_code == "A02010104"
    refused = await sent(buyer, here, f"{here}/handing-back", reason="")
    assert refused.status_code == 422 and "<details open>" in refused.text
    assert (await sent(buyer, here, f"{here}/handing-back", reason="不再需要")).status_code == 303
    assert (await o.plan(plan.number)).status == "returned"
    assert not await t.offences()


async def test_another_code_is_answered_on_the_plans_page(office: o.Office, visit: Any) -> None:
    plan = await office.filed()
    here, buyer = f"/plans/{plan.number}", await browser_of(office.buyer, visit())
    await sent(buyer, here, f"{here}/correction", code="A05040101", reason="买纸")
    head = await browser_of(office.head, visit())
    assert plan.number in (await head.get("/plans?tab=mine")).text
    assert "买纸" in (await head.get(here)).text
    assert (await sent(head, here, f"{here}/correction/answer", verdict="agree")).status_code == 303
    assert (await o.plan(plan.number)).official_code == "A05040101"


async def test_enterprises_are_told_that_they_have_none(visit: Any) -> None:
    firm = await make_organisation(kind="state_enterprise")
    browser = await browser_of(await t.seat("buyer", firm), visit())
    for address in ("/plans", "/plans/new"):
        text = (await browser.get(f"{address}?lang=en")).text
        assert "Enterprises make no purchase plans" in text and "<form" not in text.partition("<main")[2]


async def test_a_plan_is_filled_in_from_a_product_and_from_the_cart(visit: Any) -> None:
    town = await make_shop()
    await o.make_office()  # brings the catalogue
    paper = await t.listing(town.suppliers[0], fen=20_00, code="A05040101")
    buyer = await browser_of(town.buyer, visit())
    one = (await buyer.get(f"/plans/new?listing={paper}&quantity=3")).text
    assert 'value="A05040101"' in one and 'value="60.00"' in one
    await fill(town.buyer, {town.goods[0]: 2, paper: 1})
    page = (await buyer.get("/plans/new?from=cart&lang=en")).text
    assert "These goods need 2 plans" in page
    other = (await buyer.get("/plans/new?from=cart&group=A05")).text
    assert 'value="A05040101"' in other
    assert 'data-id="A02"' in page


async def test_checkout_mends_a_code_in_place_and_offers_a_plan(visit: Any) -> None:
    town = await make_shop()
    await o.make_office()
    await DB.execute("UPDATE plan SET official_code = 'A02010105', official_edition = '2022'")
    buyer = await browser_of(town.buyer, visit())
    await fill(town.buyer, {town.goods[0]: 2})
    from emall.cart.actions.sheet import open_sheet

    sheet = await open_sheet(visitor=town.buyer)
    number = await DB.fetch_value("SELECT number FROM plan WHERE id = $1", town.plan)
    text = (await buyer.get(f"/checkout/{sheet}")).text
    assert f'href="/plans/new?from={sheet}"' in text and 'value="A02010104"' in text
    made = (await buyer.get(f"/plans/new?from={sheet}")).text
    assert 'value="A02010104"' in made and 'value="20.00"' in made
    mended = await sent(buyer, f"/checkout/{sheet}", f"/plans/{number}/correction", code="A02010104")
    assert (mended.status_code, mended.headers["location"]) == (303, f"/checkout/{sheet}")
    assert (
        f'id="plan-{town.plan}" value="{town.plan}" checked' in (await buyer.get(f"/checkout/{sheet}")).text
    )


async def test_one_plan_or_forty_take_the_same_queries(office: o.Office, visit: Any) -> None:
    buyer, finance = await browser_of(office.buyer, visit()), await browser_of(office.finance, visit())
    counts: list[tuple[int, ...]] = []
    for more in (1, 39):
        for _ in range(more):
            await office.submitted(amount=1_00)
        found = []
        for browser, address in ((buyer, "/plans"), (finance, "/desk/plans")):
            await browser.get(address)
            with counted() as count:
                assert (await browser.get(address)).status_code == 200
            found.append(count.queries)
        counts.append(tuple(found))
    assert counts[0] == counts[1] and max(counts[0]) <= 6
