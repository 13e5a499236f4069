"""The demo world in the database: every invariant holds, its journal is whole, and its accounts are the contract's."""

import json

import pytest

from emall.accounts.passwords import fits
from emall.database import DB
from emall.journal import audit
from emall.journal.checks import offending
from emall.settings import settings
from emall.world import planting

pytestmark = pytest.mark.world

CONTRACT = [
    "buyer",
    "approver",
    "receiver",
    "accountant",
    "unitadmin",
    "buyer2",
    "approver2",
    "receiver2",
    "accountant2",
    "soebuyer",
    "soeapprover",
    "soereceiver",
    "soeaccountant",
    "supplier",
    "supplier2",
    "county",
    "curator",
    "quality",
    "agriculture",
    "centre",
    "finance",
    "platform",
    "security",
    "auditor",
    "expert",
]


async def test_every_invariant_holds() -> None:
    assert {name: rows for name, rows in (await offending()).items() if rows} == {}


async def test_the_journal_is_whole_and_tells_of_every_order() -> None:
    verdict = await audit.verify()
    assert verdict.ok
    assert verdict.checked > 1_000


async def test_colleagues_asked_and_their_requests_stand_everywhere_a_request_can() -> None:
    found = {row.status for row in await DB.fetch("SELECT DISTINCT status FROM requisition_line")}
    assert {"open", "ordered", "arrived", "refused"} <= found
    asked_twice = await DB.fetch_value(
        "SELECT count(DISTINCT r.requester) FROM requisition_line n JOIN requisition r ON r.id = n.requisition"
        " JOIN post t ON t.organisation = r.organisation JOIN person p ON p.id = t.person"
        " WHERE n.status = 'open' AND n.words = '白板擦' AND p.login = 'buyer'"
    )
    assert asked_twice == 2


async def test_the_accounts_are_those_of_the_contract() -> None:
    found = {account.user_name: account for account in await planting.accounts()}
    assert set(CONTRACT) <= set(found)
    assert found["buyer"].organisation == "丽水市教育局"
    assert found["county"].region == found["buyer2"].region == "331181"
    assert found["supplier"].organisation == "处州办公用品有限公司" != found["supplier2"].organisation


async def test_demo_accounts_have_hashes_of_their_own_and_nobody_else_has_one() -> None:
    rows = await DB.fetch("SELECT login, password FROM person WHERE password <> ''")
    assert {row.login for row in rows} == {account.user_name for account in await planting.accounts()}
    assert len({row.password for row in rows}) == len(rows)
    assert await fits(next(row.password for row in rows if row.login == "buyer"), planting.PASSWORD)


async def test_a_second_planting_is_refused() -> None:
    before = await DB.fetch_value("SELECT count(*) FROM listing")
    with pytest.raises(planting.NotEmpty):
        await planting.seed_demo()
    assert await DB.fetch_value("SELECT count(*) FROM listing") == before


async def test_new_rows_and_numbers_go_on_behind_the_planted() -> None:
    listing = await DB.fetch_value("SELECT nextval(pg_get_serial_sequence('listing', 'id'))")
    assert listing > await DB.fetch_value("SELECT max(id) FROM listing")
    running = await DB.fetch_value("SELECT nextval('order_number')")
    assert running > await DB.fetch_value("SELECT count(*) FROM purchase_order")


async def test_the_list_of_accounts_is_kept_for_people_and_scripts() -> None:
    await planting.write_accounts()
    kept = json.loads((settings().data / planting.ACCOUNTS).read_text(encoding="utf-8"))
    assert {
        "user_name",
        "password",
        "totp_secret",
        "role",
        "organisation",
        "region",
    } <= set(kept[0])
