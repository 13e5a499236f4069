"""The onboarding desk from upload to invitation links, on the database."""

import asyncio
import csv
import io
import re
from datetime import UTC, datetime

import httpx
import pytest

from emall.accounts.actions import own_account
from emall.budget.actions import close_year
from emall.database import DB
from emall.journal import audit
from emall.kernel import clock
from emall.kernel.codes import uscc_of
from emall.onboarding import command_line
from emall.onboarding.access import COMMAND_LINE
from emall.onboarding.actions import jobs, run_due
from emall.onboarding.actions.taking import digest_of, take_file
from emall.onboarding.reading import read_sheet
from emall.onboarding.words import FileKind
from emall.web.visitor import Visitor
from tests.making import make_organisation, make_seat
from tests.web.csrf_token import csrf

UNITS = "统一社会信用代码,单位名称,类型,县市,电话"
LINES = "单位统一社会信用代码,年度,经济科目,指标名称,功能科目,资金性质,项目,金额(元),金额(万元)"
PEOPLE = "账号,姓名,单位统一社会信用代码,岗位,手机"
LIANDU, LONGQUAN = "331102", "331181"


def code(number: int) -> str:
    return uscc_of("12", LIANDU, number)


def table(*lines: str) -> bytes:
    return "\r\n".join(lines).encode("utf-8-sig")


def unit(number: int, region: str = "莲都区", phone: str = "") -> str:
    return f"{code(number)},第{number}学校,行政事业单位,{region},{phone}"


async def token_of(client: httpx.AsyncClient, address: str) -> str:
    shown = (await client.get(address)).text
    found = re.search(r'name="submit_token" value="([^"]+)"', shown)
    assert found, f"no form on {address}"
    return found[1]


async def send(
    client: httpx.AsyncClient, content: bytes, kind: str = "units", name: str = "单位.csv", **more: str
):
    fields = {"kind": kind, "_csrf_token": await csrf(client), **more}
    fields.setdefault("submit_token", await token_of(client, "/desk/onboarding"))
    return await client.post("/desk/onboarding", data=fields, files={"file": (name, content, "text/plain")})


async def uploaded(client: httpx.AsyncClient, content: bytes, kind: str = "units") -> str:
    answer = await send(client, content, kind)
    assert answer.status_code == 303, answer.text
    await run_due()
    return answer.headers["location"]


async def post(client: httpx.AsyncClient, address: str, **fields: str) -> httpx.Response:
    return await client.post(address, data={"_csrf_token": await csrf(client), **fields})


async def import_all(client: httpx.AsyncClient, address: str) -> None:
    answer = await post(client, f"{address}/import", submit_token=await token_of(client, address))
    assert answer.status_code == 303
    await run_due()


async def standing(address: str) -> dict[str, int]:
    rows = await DB.fetch(
        "SELECT status, count(*) AS n FROM import_row WHERE file = $1 GROUP BY status",
        int(address.rsplit("/", 1)[1]),
    )
    return {row.status: row.n for row in rows}


@pytest.fixture
async def centre(signed_in) -> httpx.AsyncClient:
    return await signed_in("centre")


async def test_units_come_in_and_again_nothing_changes(centre):
    content = table(UNITS, unit(1, phone="0578-2091234"), unit(2))
    first = await uploaded(centre, content)
    assert await standing(first) == {"good": 2}
    assert await DB.fetch_value("SELECT count(*) FROM organisation WHERE uscc = $1", code(1)) == 0
    await import_all(centre, first)
    assert await standing(first) == {"written": 2}
    row = await DB.fetch_row(
        "SELECT id, name, region, phone, kind FROM organisation WHERE uscc = $1", code(1)
    )
    assert (row.name, row.region, row.phone, row.kind) == ("第1学校", LIANDU, "0578-2091234", "public_unit")
    deeds = await DB.fetch("SELECT ref FROM journal_entry WHERE act = 'organisation.create'")
    assert len(deeds) == 2 and str(row.id) in {deed.ref for deed in deeds}
    again = await uploaded(centre, content)
    assert await standing(again) == {"known": 2}
    assert "submit_token" not in (await centre.get(again)).text, "there is nothing left to import"


async def test_bad_cells_are_mended_in_place(centre):
    address = await uploaded(centre, table(UNITS, unit(1, region="杭州", phone="12"), unit(2)))
    shown = (await centre.get(address)).text
    assert 'name="region"' in shown and 'name="phone"' in shown and 'name="name"' not in shown
    row = re.search(r'id="row-(\d+)"', shown)[1]
    half = await post(centre, f"{address}/rows/{row}", region="莲都")
    assert half.status_code == 303 and await standing(address) == {"bad": 1, "good": 1}
    headers = {"HX-Request": "true", "HX-Target": f"row-{row}"}
    fields = {"_csrf_token": await csrf(centre), "phone": ""}
    fixed = await centre.post(f"{address}/rows/{row}", data=fields, headers=headers)
    assert fixed.text.lstrip().startswith("<tr") and 'data-status="good"' in fixed.text
    assert 'id="import-deeds" hx-swap-oob="true"' in fixed.text
    assert await standing(address) == {"good": 2}


async def test_rows_with_problems_can_be_downloaded_mended_and_sent_again(centre):
    address = await uploaded(centre, table(UNITS, unit(1, region="=HYPERLINK()"), unit(2)))
    answer = await centre.get(f"{address}/problems.csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(lines) == 2 and lines[1][4] == "'=HYPERLINK()" and lines[1][-1]
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    mended = answer.content.replace(b"'=HYPERLINK()", "云和".encode())
    assert await standing(await uploaded(centre, mended)) == {"good": 1}


async def test_people_come_in_with_posts_and_links_handed_out_once(centre, visit):
    school = await make_organisation(uscc=code(7), region=LIANDU)
    address = await uploaded(
        centre,
        table(PEOPLE, f"wang.wu,王五,{code(7)},经办人、验收人,13800000001", f"li.si,李四,{code(7)},审批人,"),
        "people",
    )
    await import_all(centre, address)
    posts = await DB.fetch(
        "SELECT t.duty, t.organisation FROM post t JOIN person p ON p.id = t.person WHERE p.login = 'wang.wu'"
    )
    assert {(post.duty, post.organisation) for post in posts} == {("buyer", school), ("receiver", school)}
    links = await post(centre, f"{address}/links")
    lines = list(csv.reader(io.StringIO(links.content.decode("utf-8-sig"))))
    assert [line[2] for line in lines[1:]] == ["wang.wu", "li.si"]
    path = httpx.URL(lines[1][3]).path
    assert (await visit().get(path)).status_code == 200, "the link opens the page to choose a password"
    stored = await DB.fetch("SELECT token FROM invitation")
    assert not any(row.token in lines[1][3] for row in stored)
    again = await post(centre, f"{address}/links")
    assert again.status_code == 422 and 'id="error-summary"' in again.text
    assert await DB.fetch_value("SELECT count(*) FROM journal_entry WHERE act = 'person.invite'") == 2
    assert (await audit.verify(None)).ok


async def test_people_already_there_are_left_as_they_are(centre):
    school = await make_organisation(uscc=code(7))
    seat = await make_seat("buyer", organisation=school, name="王五")
    login = await DB.fetch_value("SELECT login FROM person WHERE id = $1", seat.person)
    address = await uploaded(
        centre, table(PEOPLE, f"{login},王五,{code(7)},审批人,", f"{login},赵六,{code(7)},审批人,"), "people"
    )
    assert await standing(address) == {"known": 1, "bad": 1}
    assert [row.duty for row in await DB.fetch("SELECT duty FROM post WHERE person = $1", seat.person)] == [
        "buyer"
    ]


async def test_what_came_in_meanwhile_is_not_written_twice(centre):
    one, two = await uploaded(centre, table(UNITS, unit(1))), await uploaded(centre, table(UNITS, unit(1)))
    await import_all(centre, one)
    await import_all(centre, two)
    assert await standing(two) == {"known": 1}
    assert await DB.fetch_value("SELECT count(*) FROM organisation WHERE uscc = $1", code(1)) == 1


async def test_a_repeated_form_makes_one_file(centre):
    token = await token_of(centre, "/desk/onboarding")
    answers = [await send(centre, table(UNITS, unit(1)), submit_token=token) for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert await DB.fetch_value("SELECT count(*) FROM import_file") == 1
    other = await send(centre, table(UNITS, unit(2)), submit_token=token)
    assert (
        other.status_code == 409 and 'id="error-summary"' in other.text and 'id="upload-form"' in other.text
    )


async def test_an_import_somebody_else_has_started_is_shown_as_it_stands(centre):
    address = await uploaded(centre, table(UNITS, unit(1)))
    token = await token_of(centre, address)
    other = await token_of(centre, address)
    assert (await post(centre, f"{address}/import", submit_token=token)).status_code == 303
    late = await post(centre, f"{address}/import", submit_token=other)
    assert late.status_code == 409 and 'id="error-summary"' in late.text
    assert 'data-status="to_write"' in late.text and 'id="import-progress"' in late.text


async def test_a_file_that_cannot_be_read_is_refused_at_the_form(centre):
    for content, name in ((b"\x00\x01", "x.csv"), (b"", "empty.csv"), (table("甲,乙", "1,2"), "wrong.csv")):
        answer = await send(centre, content, name=name)
        assert answer.status_code == 422 and 'id="error-summary"' in answer.text, name
    assert await DB.fetch_value("SELECT count(*) FROM import_file") == 0


async def test_five_megabytes_are_read_and_more_is_not(centre):
    inside = table(UNITS, *(f"{unit(number)},{'x' * 48_000}" for number in range(100)))
    assert (await send(centre, inside)).status_code == 303
    assert (await send(centre, b"x" * 5_050_000)).status_code == 422
    assert (await send(centre, b"x" * 6_000_000)).status_code == 413


async def test_a_county_brings_in_its_own_only(signed_in):
    office = await make_organisation(kind="bureau", region=LONGQUAN)
    county = await signed_in(await make_seat("county", organisation=office))
    address = await uploaded(
        county, table(UNITS, unit(1, region="龙泉市"), unit(2, region="莲都区"), unit(3, region="丽水"))
    )
    assert await standing(address) == {"good": 1, "bad": 2}


async def test_files_of_another_office_are_missing(centre, signed_in):
    address = await uploaded(centre, table(UNITS, unit(1)))
    office = await make_organisation(kind="bureau", region=LONGQUAN)
    county = await signed_in(await make_seat("county", organisation=office))
    number = address.rsplit("/", 1)[1]
    row = await DB.fetch_value("SELECT id FROM import_row WHERE file = $1", int(number))
    for path in (address, f"{address}/problems.csv"):
        assert (await county.get(path)).status_code == 404
    for path in (f"{address}/rows/{row}", f"{address}/links"):
        assert (await post(county, path, region="莲都")).status_code == 404
    token = await token_of(centre, address)
    assert (await post(county, f"{address}/import", submit_token=token)).status_code == 404
    assert await standing(address) == {"good": 1}


async def test_colleagues_see_a_file_but_do_not_get_its_links(centre, signed_in):
    await make_organisation(uscc=code(7))
    address = await uploaded(centre, table(PEOPLE, f"wang.wu,王五,{code(7)},经办人,"), "people")
    await import_all(centre, address)
    colleague = await signed_in("centre")
    shown = await colleague.get(address)
    assert shown.status_code == 200 and f"{address}/links" not in shown.text
    assert (await post(colleague, f"{address}/links")).status_code == 404


async def test_a_link_to_set_a_new_password_is_not_handed_to_the_uploader(centre):
    await make_organisation(uscc=code(7))
    address = await uploaded(centre, table(PEOPLE, f"wang.wu,王五,{code(7)},经办人,"), "people")
    await import_all(centre, address)
    await post(centre, f"{address}/links")
    person = await DB.fetch_value("SELECT id FROM person WHERE login = 'wang.wu'")
    await DB.execute("UPDATE person SET password = 'set' WHERE id = $1", person)
    await own_account.invite(person, by=None, purpose="reset")
    assert (await post(centre, f"{address}/links")).status_code == 422


async def test_progress_is_polled_until_the_work_is_done(centre):
    answer = await send(centre, table(UNITS, unit(1)))
    address = answer.headers["location"]
    headers = {"HX-Request": "true", "HX-Target": "import-progress"}
    waiting = await centre.get(address, headers=headers)
    assert 'hx-trigger="every 2s"' in waiting.text and "<html" not in waiting.text
    await run_due()
    ready = await centre.get(address, headers=headers)
    assert "hx-trigger" not in ready.text and ready.headers["hx-retarget"] == "#main"


async def test_rows_cannot_be_mended_while_they_are_worked_on(centre):
    answer = await send(centre, table(UNITS, unit(1, region="?")))
    address = answer.headers["location"]
    row = await DB.fetch_value("SELECT max(id) FROM import_row")
    late = await post(centre, f"{address}/rows/{row}", region="莲都")
    assert (
        late.status_code == 409 and 'id="error-summary"' in late.text and 'data-status="waiting"' in late.text
    )
    headers = {"HX-Request": "true", "HX-Target": f"row-{row}"}
    fields = {"_csrf_token": await csrf(centre), "region": "莲都"}
    alert = await centre.post(f"{address}/rows/{row}", data=fields, headers=headers)
    assert (alert.status_code, alert.headers["hx-retarget"]) == (409, "#alert")


async def test_a_file_we_stumble_over_does_not_hold_up_the_next(centre, monkeypatch):
    first = (await send(centre, table(UNITS, unit(1)))).headers["location"]
    second = (await send(centre, table(UNITS, unit(2)))).headers["location"]
    judge = jobs.judge

    def stumble(kind, number, cells, **more):
        if cells["uscc"] == code(1):
            raise ZeroDivisionError
        return judge(kind, number, cells, **more)

    monkeypatch.setattr(jobs, "judge", stumble)
    await run_due()
    assert (await standing(first), await standing(second)) == ({"unread": 1}, {"good": 1})
    assert 'data-status="failed"' in (await centre.get(first)).text


async def test_the_uploader_is_told_when_the_import_is_done(centre):
    address = await uploaded(centre, table(UNITS, unit(1)))
    await import_all(centre, address)
    assert await DB.fetch_value("SELECT count(*) FROM message WHERE link = $1", address) == 1


async def test_the_command_line_does_the_same(db):
    done = await command_line.bring_in(table(UNITS, unit(1), unit(2, region="?")), kind="units", name="u.csv")
    assert (done.written, done.bad, done.links) == (1, 1, b"") and b"nine counties" in done.problems
    people = await command_line.bring_in(
        table(PEOPLE, f"wang.wu,王五,{code(1)},经办人,"), kind="people", name="p.csv"
    )
    assert people.written == 1 and b"/join/" in people.links
    again = await command_line.bring_in(
        table(PEOPLE, f"wang.wu,王五,{code(1)},经办人,"), kind="people", name="p.csv"
    )
    assert (again.known, again.links) == (1, b"")


async def test_a_budget_imported_again_warns_before_it_takes_back_what_was_carried_over(signed_in):
    await make_organisation(uscc=code(1))
    seat, year = await make_seat("finance"), clock.today().year
    finance = await signed_in(seat)

    def line(of: int, amount: str) -> bytes:
        return table(LINES, f"{code(1)},{of},30201,办公费,2050202,一般公共预算,,{amount},")

    for content in (line(year, "300"), line(year + 1, "1000")):
        await import_all(finance, await uploaded(finance, content, "budget"))
    before = await uploaded(finance, line(year + 1, "900"), "budget")
    assert "carried over" not in (await finance.get(f"{before}?lang=en")).text
    last_day = datetime(year, 12, 31, 1, tzinfo=UTC)
    keeper = Visitor(seat.person, "", "", post=seat.post, duty="finance", organisation=seat.organisation)
    await close_year(visitor=keeper, year=year, carry=True, reason="结转", now=last_day)
    again = await uploaded(finance, line(year + 1, "1000"), "budget")
    shown = (await finance.get(f"{again}?lang=en")).text
    assert await standing(again) == {"good": 1} and 'class="cell--warned"' in shown
    assert "¥300.00 was carried over to this line from the year before" in shown
    assert "takes back ¥300.00 of it" in shown
    whole = await uploaded(finance, line(year + 1, "1300"), "budget")
    assert await standing(whole) == {"known": 1}
    assert 'class="cell--warned"' not in (await finance.get(whole)).text
    await import_all(finance, again)
    assert (
        await DB.fetch_value("SELECT appropriated_fen FROM budget_line WHERE year = $1", year + 1) == 100000
    )
    assert 'class="cell--warned"' not in (await finance.get(again)).text


@pytest.mark.parametrize("duty", ["buyer", "seller", "audit"])
async def test_nobody_else_comes_to_the_desk(signed_in, duty):
    assert (await (await signed_in(duty)).get("/desk/onboarding")).status_code == 403


@pytest.mark.committed
async def test_two_processes_share_the_work_without_doing_it_twice():
    contents = [table(UNITS, *(unit(number) for number in range(at, at + 300))) for at in (0, 1000)]
    for content in contents:
        sheet = read_sheet(content, kind=FileKind.UNITS)
        await take_file(
            by=COMMAND_LINE, kind=FileKind.UNITS, name="u.csv", digest=digest_of(content), sheet=sheet
        )
    await asyncio.gather(run_due(), run_due())
    await DB.execute("UPDATE import_file SET status = 'to_write'")
    await asyncio.gather(run_due(), run_due())
    assert await DB.fetch_value("SELECT count(*) FROM organisation") == 600
    assert await DB.fetch_value("SELECT count(*) FROM journal_entry WHERE act = 'organisation.create'") == 600
    assert {row.status for row in await DB.fetch("SELECT status FROM import_file")} == {"done"}
    assert (await audit.verify(None)).ok
