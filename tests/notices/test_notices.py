"""Announcements: published once with a number, found by words, kind, place and month, readable by anybody."""

from datetime import UTC, date, datetime

import httpx
import pytest

from emall.database import DB
from emall.journal import SYSTEM
from emall.kernel.refusal import Refused
from emall.notices.actions import publish
from emall.notices.queries import latest, months, notices_page
from emall.notices.rules import month_span, refusals_for
from emall.notices.words import NoticeKind
from tests.making import make_organisation

NOVEMBER, OCTOBER = datetime(2026, 11, 9, 2, tzinfo=UTC), datetime(2026, 10, 31, 15, tzinfo=UTC)


async def announce(
    title="复印纸参考价核对", *, region="331100", kind=NoticeKind.PRICE, now=NOVEMBER, body="正文"
):
    office = await make_organisation(kind="procurement_centre")
    return await publish(
        kind=kind,
        title=title,
        body=body,
        organisation=office,
        territory="331100",
        region=region,
        actor=SYSTEM,
        now=now,
    )


def test_every_reason_is_named():
    found = refusals_for(title=" ", body="x" * 20_001, place="331181", territory="331102")
    assert [(refusal.field, refusal.key) for refusal in found] == [
        ("title", "fill_in"),
        ("body", "too_long"),
        ("region", "notice_not_yours"),
    ]
    assert [r.key for r in refusals_for(title="a", body="b", place="000000", territory="331100")] == [
        "notice_region_unknown"
    ]
    assert refusals_for(title="a", body="b", place="331181", territory="331100") == []


def test_months_end_with_the_year():
    assert month_span("2026-12") == (date(2026, 12, 1), date(2027, 1, 1))
    assert month_span("2026-13") is None and month_span("") is None


async def test_publishing_gives_numbers_in_turn_and_is_journaled(db):
    first, second = await announce(), await announce("第二条")
    assert (first, second) == ("GG202611090001", "GG202611090002")
    row = await DB.fetch_row("SELECT act, kind FROM journal_entry WHERE ref = $1", first)
    assert (row.act, row.kind) == ("notice.publish", "notice")


async def test_a_refused_announcement_leaves_nothing(db):
    with pytest.raises(Refused):
        await announce("")
    assert await DB.fetch_value("SELECT count(*) FROM notice") == 0


async def test_filters_narrow_the_list(db):
    await announce("复印纸参考价核对")
    await announce("莲都馆公示", region="331102", kind=NoticeKind.PUBLICITY)
    await announce("十月数据100%", kind=NoticeKind.DATA, now=OCTOBER)
    assert [row.title for row in (await notices_page())[0]][-1] == "十月数据100%"
    assert (await notices_page(words="参考价"))[1] == 1
    assert (await notices_page(words="100%"))[1] == 1
    assert (await notices_page(words="1_0"))[1] == 0
    assert (await notices_page(region="331102"))[1] == 1
    assert (await notices_page(kind="data"))[1] == 1
    assert (await notices_page(month="2026-10"))[1] == 1, (
        "23:00 in Beijing on the last day belongs to October"
    )
    assert await months() == ["2026-11", "2026-10"]


async def test_pages_beyond_the_last_still_count(db):
    await announce()
    rows, total = await notices_page(page=9)
    assert rows == [] and total == 1


async def test_what_comes_later_is_not_shown_yet(db, client: httpx.AsyncClient):
    number = await announce("明年的公告", now=datetime(2099, 1, 1, tzinfo=UTC))
    assert await latest() == []
    assert (await client.get(f"/notices/{number}")).status_code == 404


async def test_anybody_reads_the_board(client: httpx.AsyncClient):
    number = await announce("关于<b>价格</b>")
    listed = await client.get("/notices?lang=en")
    assert number in listed.text and 'lang="zh-CN">关于&lt;b&gt;' in listed.text
    assert 'data-total="1"' in listed.text
    shown = await client.get(f"/notices/{number}")
    assert shown.status_code == 200 and "正文" in shown.text


async def test_nonsense_filters_fall_back(client: httpx.AsyncClient):
    await announce()
    answer = await client.get("/notices?kind=x&county=y&month=zz&page=0&q=%00")
    assert answer.status_code == 200 and 'data-total="1"' in answer.text


async def test_a_fragment_answers_a_filter(client: httpx.AsyncClient):
    headers = {"HX-Request": "true", "HX-Target": "results"}
    answer = await client.get("/notices?q=nothing", headers=headers)
    assert "<html" not in answer.text and 'data-total="0"' in answer.text
