"""The budget desk: what staff read of their territory, and finance's decisions as forms."""

import re
from typing import Any

import httpx
import pytest

from emall.database import DB, counted
from tests.budget.test_money import Purse, make_purse
from tests.making import make_organisation, make_seat
from tests.orders import town as t
from tests.web.csrf_token import csrf

pytestmark = pytest.mark.usefixtures("db")
LONGQUAN = "331181"


@pytest.fixture
async def purse() -> Purse:
    return await make_purse(fen=100_00)


async def token(client: httpx.AsyncClient, address: str, action: str) -> str:
    page = (await client.get(address)).text
    form = page.partition(f'action="{action}"')[2]
    found = re.search(r'name="submit_token" value="([^"]+)"', form)
    assert found, f"no form {action} on {address}"
    return found[1]


async def decide(client: httpx.AsyncClient, line: int, deed: str, **fields: object) -> httpx.Response:
    here = f"/desk/budget/lines/{line}"
    data = {
        "submit_token": await token(client, here, f"{here}/{deed}"),
        "_csrf_token": await csrf(client),
        **fields,
    }
    return await client.post(f"{here}/{deed}", data=data)


async def granted(line: int) -> int:
    return await DB.fetch_value("SELECT appropriated_fen FROM budget_line WHERE id = $1", line)


async def test_finance_reads_all_and_decides(signed_in: Any, purse: Purse) -> None:
    client = await signed_in("finance")
    units = (await client.get("/desk/budget?lang=en")).text
    assert 'data-fen="100000"' in units and f"/desk/budget/units/{purse.unit}" in units
    unit = (await client.get(f"/desk/budget/units/{purse.unit}")).text
    assert f'href="/desk/budget/lines/{purse.line}"' in unit
    answer = await decide(client, purse.line, "amount", amount="1,500", reason="年中追加")
    assert (answer.status_code, await granted(purse.line)) == (303, 1_500_00)
    shown = (await client.get(answer.headers["location"])).text
    number = re.search(r"/desk/budget/vouchers/(ZB\d+)", shown)
    assert number and "年中追加" in shown
    voucher = await client.get(f"/desk/budget/vouchers/{number[1]}")
    assert voucher.status_code == 200 and 'data-fen="50000"' in voucher.text


async def test_a_refusal_stands_at_its_form_with_what_was_typed(signed_in: Any, purse: Purse) -> None:
    await purse.reserve(1, 80_00)
    client = await signed_in("finance")
    answer = await decide(client, purse.line, "amount", amount="12.5", reason="核减<b>", lang="en")
    assert answer.status_code == 422
    assert 'value="12.5"' in answer.text and "核减&lt;b&gt;" in answer.text
    assert "<details open>" in answer.text
    assert await granted(purse.line) == 1_000_00


async def test_the_same_form_sent_twice_moves_money_once(signed_in: Any, purse: Purse) -> None:
    other = await t.line(purse.unit, fen=50_00)
    client = await signed_in("finance")
    here = f"/desk/budget/lines/{purse.line}"
    sent = {"target": other, "amount": "10", "reason": "调剂", "_csrf_token": await csrf(client)}
    sent["submit_token"] = await token(client, here, f"{here}/transfer")
    answers = [await client.post(f"{here}/transfer", data=sent) for _ in range(2)]
    assert [one.headers.get("location") for one in answers] == [here, here]
    assert (await granted(purse.line), await granted(other)) == (990_00, 60_00)
    changed = await client.post(f"{here}/transfer", data={**sent, "amount": "20.5"})
    assert changed.status_code == 409 and 'id="error-summary"' in changed.text
    assert 'value="20.5"' in changed.text and "<details open>" in changed.text
    assert 'data-fen="99000"' in changed.text, "the line as it stands now"


@pytest.mark.parametrize("deed", ["amount", "transfer", "freezing", "thawing"])
async def test_a_decision_whose_form_is_too_old_keeps_what_was_typed(
    signed_in: Any, purse: Purse, deed: str
) -> None:
    target = await t.line(purse.unit, fen=50_00)
    if deed == "thawing":
        await DB.execute("UPDATE budget_line SET frozen = true WHERE id = $1", purse.line)
    client = await signed_in("finance")
    sent = {"target": target, "amount": "10", "reason": "年中调剂", "_csrf_token": await csrf(client)}
    answer = await client.post(
        f"/desk/budget/lines/{purse.line}/{deed}", data={**sent, "submit_token": "old"}
    )
    assert answer.status_code == 409 and 'id="error-summary"' in answer.text
    assert 'value="年中调剂"' in answer.text and "<details open>" in answer.text


async def test_a_line_is_frozen_and_let_go_again(signed_in: Any, purse: Purse) -> None:
    client = await signed_in("finance")
    assert (await decide(client, purse.line, "freezing", reason="核查")).status_code == 303
    assert await DB.fetch_value("SELECT frozen FROM budget_line WHERE id = $1", purse.line)
    assert (await decide(client, purse.line, "thawing", reason="核查完毕")).status_code == 303
    assert not await DB.fetch_value("SELECT frozen FROM budget_line WHERE id = $1", purse.line)


async def test_county_staff_read_their_county_and_decide_nothing(signed_in: Any, purse: Purse) -> None:
    unit = await make_organisation(kind="public_unit", region=LONGQUAN)
    line = await t.line(unit, fen=7_00)
    office = await make_organisation(kind="bureau", region=LONGQUAN)
    client = await signed_in(await make_seat("county", organisation=office))
    listed = (await client.get("/desk/budget")).text
    assert f"/desk/budget/units/{unit}" in listed and f"/desk/budget/units/{purse.unit}" not in listed
    assert 'data-fen="700"' in listed and "100000" not in listed
    own = await client.get(f"/desk/budget/lines/{line}")
    assert own.status_code == 200 and "/amount" not in own.text
    for address in (f"/desk/budget/lines/{purse.line}", f"/desk/budget/units/{purse.unit}"):
        assert (await client.get(address)).status_code == 404
    assert (await client.post(f"/desk/budget/lines/{line}/amount", data={})).status_code == 403


async def test_staff_of_no_region_read_nothing(signed_in: Any, purse: Purse) -> None:
    office = await make_organisation(kind="bureau", region="")
    client = await signed_in(await make_seat("county", organisation=office))
    assert f"/desk/budget/units/{purse.unit}" not in (await client.get("/desk/budget")).text
    assert (await client.get(f"/desk/budget/lines/{purse.line}")).status_code == 404


@pytest.mark.parametrize("rest", ["carry", "lapse"])
async def test_a_past_year_is_closed_from_its_page(signed_in: Any, rest: str) -> None:
    unit, before = await make_organisation(), t.YEAR - 1
    line = await t.line(unit, fen=30_00, year=before)
    client = await signed_in("finance")
    here = f"/desk/budget/years/{before}"
    sent = {"rest": rest, "reason": "年终", "_csrf_token": await csrf(client)}
    old = await client.post(f"{here}/closing", data={**sent, "reason": "年终结转", "submit_token": "old"})
    assert old.status_code == 409 and 'id="error-summary"' in old.text and 'value="年终结转"' in old.text
    sent["submit_token"] = await token(client, here, f"{here}/closing")
    assert (await client.post(f"{here}/closing", data=sent)).status_code == 303
    assert await granted(line) == 0
    kept = await DB.fetch_value("SELECT sum(appropriated_fen) FROM budget_line WHERE carried_from = $1", line)
    assert kept == (30_00 if rest == "carry" else None)
    shown = (await client.get(here)).text
    assert "ZB" in shown and f'action="{here}/closing"' not in shown


async def test_this_year_has_no_closing_form_and_a_strange_one_no_page(signed_in: Any, purse: Purse) -> None:
    client = await signed_in("finance")
    assert "/closing" not in (await client.get(f"/desk/budget/years/{t.YEAR}")).text
    assert (await client.get("/desk/budget/years/2001")).status_code == 404


async def test_only_budgets_come_in_by_finance_and_only_units_by_the_centre(signed_in: Any) -> None:
    finance = await signed_in("finance")
    assert (await finance.get("/desk/onboarding/template/budget")).status_code == 200
    assert (await finance.get("/desk/onboarding/template/units")).status_code == 404
    page = (await finance.get("/desk/onboarding")).text
    mark = re.search(r'name="submit_token" value="([^"]+)"', page)
    assert mark
    sent = {"kind": "people", "submit_token": mark[1], "_csrf_token": await csrf(finance)}
    answer = await finance.post("/desk/onboarding", data=sent, files={"file": ("p.csv", b"a", "text/csv")})
    assert answer.status_code == 422
    centre = await signed_in("centre")
    assert (await centre.get("/desk/onboarding/template/budget")).status_code == 404


async def test_as_many_queries_for_one_unit_as_for_forty(signed_in: Any) -> None:
    client, counts = await signed_in("finance"), []
    for units in (1, 40):
        for _ in range(units):
            await t.line(await make_organisation(), fen=1_00)
        await client.get("/desk/budget")
        with counted() as count:
            await client.get("/desk/budget")
        counts.append(count.queries)
    assert counts[0] == counts[1] <= 6
