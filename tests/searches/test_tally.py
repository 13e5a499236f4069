"""Counting searches: the buffer in memory, its way into the database, trouble on the way, and the centre's page."""

import asyncio
import csv
import io
import re
from datetime import timedelta

import httpx
import pytest

from emall.catalogue.queries import Asked
from emall.database import DB, counted
from emall.kernel import clock
from emall.searches import actions, queries, tally, teaching
from tests.making import make, make_person
from tests.patience import FOREVER, until
from tests.searches.desk import CANARY, make_tally


def asked(
    words: str, total: int = 3, *, relaxed: bool = False, engine: str = "tantivy", ms: float = 5.0
) -> Asked:
    return Asked(words, total, relaxed, engine, ms)


async def rows() -> dict[str, tuple[int, ...]]:
    found = await DB.fetch("SELECT * FROM search_tally ORDER BY words")
    return {
        row.words: (
            row.asked,
            row.empty,
            row.relaxed,
            row.degraded,
            row.slowest_ms,
            row.spent_ms,
            row.last_total,
        )
        for row in found
    }


async def test_searches_add_up_by_day_and_words_over_several_flushes(db):
    for each in (
        asked("复印纸", ms=4.6),
        asked(" 复印纸 ", 0, ms=20),
        asked("订书器", 5, relaxed=True, engine="database"),
    ):
        tally.note(each)
    assert await tally.flush() == 2
    tally.note(asked("复印纸", 7, ms=1))
    await tally.flush()
    assert await rows() == {"复印纸": (3, 1, 0, 0, 20, 26, 7), "订书器": (1, 0, 1, 1, 5, 5, 5)}
    assert await tally.flush() == 0


async def test_a_day_begins_at_midnight_in_beijing(db):
    evening = clock.now().astimezone(clock.BEIJING).replace(hour=23, minute=59)
    for moment in (evening, evening + timedelta(minutes=2)):
        with clock.frozen(moment):
            tally.note(asked("复印纸"))
    await tally.flush()
    days = [row.day for row in await DB.fetch("SELECT day FROM search_tally ORDER BY day")]
    assert days == [evening.date(), evening.date() + timedelta(days=1)]


async def test_nothing_personal_is_stored(db):
    for words in ("13800001111", "联系 zhang.san@qq.com", "身份证 330102198001010016", "0578-2091234 纸"):
        tally.note(asked(words))
    await tally.flush()
    stored = " ".join(await rows())
    assert not any(sign.isdigit() for sign in stored) and "@" not in stored and "…" in stored


@pytest.mark.parametrize("words", ["", "   ", "\x00\x01", "\u200b"])
async def test_nothing_asked_is_nothing_counted(words, db):
    tally.note(asked(words))
    assert not tally.waiting.counts and not tally.waiting.dropped


async def test_strange_figures_do_no_harm(db):
    for ms in (-5.0, 1e300, float("nan"), float("inf")):
        tally.note(asked(f"纸{ms}", 2**40, ms=ms))
    tally.note(Asked(None, 1, False, "", 1.0))  # type: ignore[arg-type]
    await tally.flush()
    assert len(await rows()) + tally.waiting.dropped == 5


async def test_beyond_the_bound_new_words_are_let_go_and_counted(monkeypatch, db):
    monkeypatch.setattr(tally, "MOST_HELD", 10)
    for number in range(25):
        tally.note(asked(f"词{number}x"))
    tally.note(asked("词3x"))
    assert len(tally.waiting.counts) == 10 and tally.waiting.dropped == 15
    await tally.flush()
    assert (await rows())["词3x"][0] == 2


async def test_without_a_database_nothing_is_lost_but_what_is_counted(monkeypatch, db):
    execute = DB.execute

    async def fails(sql, *args):
        tally.note(asked("间隙"))  # somebody searches meanwhile
        raise OSError("away")

    tally.note(asked("复印纸"))
    tally.note(asked("复印纸"))
    monkeypatch.setattr(DB, "execute", fails)
    for _ in range(3):
        with pytest.raises(OSError):
            await tally.flush()
    monkeypatch.setattr(DB, "execute", execute)
    await tally.flush()
    assert {words: row[0] for words, row in (await rows()).items()} == {"复印纸": 2, "间隙": 3}
    assert tally.waiting.dropped == 0


async def test_recent_words_survive_a_database_that_is_away(monkeypatch, db):
    person, execute = await make_person(), DB.execute

    async def fails(sql, *args):
        raise OSError("away")

    tally.remember(person, "复印纸")
    monkeypatch.setattr(DB, "execute", fails)
    with pytest.raises(OSError):
        await tally.flush()
    monkeypatch.setattr(DB, "execute", execute)
    await tally.flush()
    assert [row.words for row in await queries.recent_rows(person)] == ["复印纸"]


@pytest.mark.committed
async def test_many_processes_write_the_same_words_at_once():
    words = [f"词{number}x" for number in range(40)]
    total = 0

    async def writer(seed: int) -> None:
        for turn in range(10):
            mine = tally.Waiting()
            for word in words[seed % 7 :: 2] + words[:5]:
                mine.count((clock.today(), word), tally.Count(asked=1, last_total=turn))
            nonlocal total
            total += sum(count.asked for count in mine.counts.values())
            await DB.execute(tally._TALLY, *tally._columns(tally._row(*pair) for pair in mine.counts.items()))

    await asyncio.gather(*(writer(seed) for seed in range(8)))
    assert await DB.fetch_value("SELECT sum(asked) FROM search_tally") == total


@pytest.mark.committed
async def test_searching_while_flushing_loses_nothing():
    done = asyncio.Event()

    async def searching() -> None:
        for number in range(2_000):
            tally.note(asked(f"词{number % 50}x"))
            if number % 20 == 0:
                await asyncio.sleep(0)
        done.set()

    async def flushing() -> None:
        while not done.is_set():
            await tally.flush()
            await asyncio.sleep(0)

    await asyncio.gather(searching(), flushing(), flushing())
    await tally.flush()
    assert await DB.fetch_value("SELECT sum(asked) FROM search_tally") == 2_000


async def test_what_is_old_is_swept(db):
    today, person = clock.today(), await make_person()
    await make_tally("旧", day=today - timedelta(days=401))
    await make_tally("在", day=today - timedelta(days=400))
    for words, days in (("旧", 91), ("在", 89)):
        await make("recent_search", person=person, words=words, at=clock.now() - timedelta(days=days))
    assert await actions.sweep() == 2
    assert list(await rows()) == ["在"] and [row.words for row in await queries.recent_rows(person)] == ["在"]


def parts(text: str) -> dict[str, str]:
    """The three lists of the page, each from its id to the next."""
    pieces = re.split(r'<section class="panel" id="(\w+)"', text)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def listed(part: str) -> list[str]:
    """The words of a list in order."""
    return re.findall(r'<a href="/mall/search\?q=[^"]*" lang="zh-CN">([^<]+)</a>', part)


async def test_the_page_shows_figures_and_three_lists_what_to_do_first(signed_in):
    today = clock.today()
    await make_tally("复印纸", asked=6, spent_ms=60, slowest_ms=20, last_total=18)
    await make_tally("复印纸", day=today - timedelta(days=2), asked=2, spent_ms=20, last_total=11)
    await make_tally("订书器", asked=1, empty=1, degraded=1, slowest_ms=240, spent_ms=240, last_total=0)
    await make_tally("大号订书机", asked=3, relaxed=3, spent_ms=0, slowest_ms=0)
    await make_tally("很久以前", day=today - timedelta(days=7), asked=99)
    await make_tally("只有一次", asked=1)
    centre = await signed_in("centre")
    text = (await centre.get("/desk/search?days=7&lang=en")).text
    lists = parts(text)
    assert list(lists) == ["without", "top", "slow"]
    assert listed(lists["without"]) == ["大号订书机", "订书器"]
    assert listed(lists["top"]) == ["复印纸", "大号订书机"] and listed(lists["slow"]) == ["订书器"]
    figures = dict(re.findall(r'data-figure="(\w+)">([^<]+)<', text))
    assert figures["asked"] == "13" and figures["empty"] == "7.7%" and figures["relaxed"] == "23.1%"
    assert figures["degraded"] == "7.7%" and "240" in figures["slowest"] and figures["mean"] == "25 ms"
    assert "很久以前" in (await centre.get("/desk/search?days=30")).text
    assert 'data-figure="asked">11<' in (await centre.get("/desk/search?days=1")).text
    assert (await centre.get("/desk/search?days=999999999999&list=no&page=x")).status_code == 200


async def test_days_without_searches_are_not_called_a_success(signed_in):
    centre = await signed_in("centre")
    assert "Nothing was searched" in (await centre.get("/desk/search?lang=en")).text
    await make_tally("复印纸", asked=2)
    assert "Every search found something" in (await centre.get("/desk/search?lang=en")).text


async def test_times_below_a_millisecond_are_not_nothing(signed_in):
    await make_tally("复印纸", asked=2, spent_ms=0, slowest_ms=0)
    text = (await (await signed_in("centre")).get("/desk/search?lang=en")).text
    assert 'data-figure="mean">under 1 ms<' in text and "0 ms" not in text.replace("100 ms", "")


async def test_the_overview_shows_ten_of_each_and_the_way_to_all_by_pages(signed_in):
    for number in range(34):
        await make_tally(f"词{number:02}号", asked=5, empty=5, slowest_ms=500)
    centre = await signed_in("centre")
    for name, part in parts((await centre.get("/desk/search")).text).items():
        assert len(listed(part)) == 10 and f'href="/desk/search?days=7&amp;list={name}"' in part
        pages = [f"/desk/search?days=7&list={name}&page={page}" for page in (1, 2)]
        first, second = [parts((await centre.get(page)).text) for page in pages]
        assert list(first) == [name] and len(listed(first[name])) == 20
        assert listed(first[name]) + listed(second[name]) == [f"词{number:02}号" for number in range(34)]
    headers = {"HX-Request": "true", "HX-Target": "without"}
    assert len(listed((await centre.get("/desk/search?list=slow&page=9")).text)) == 20, "no page is that far"
    swapped = await centre.get("/desk/search?days=7&list=without&page=2", headers=headers)
    assert "<html" not in swapped.text and len(listed(swapped.text)) == 14


async def test_only_the_centre_sees_what_one_or_two_asked(signed_in):
    await make_tally("罕见之物", asked=2, empty=2)
    await make_tally("常见之物", asked=3, empty=3)
    system, centre = await signed_in("system"), await signed_in("centre")
    for address in ("/desk/search", "/desk/search?list=without"):
        shown = (await system.get(address)).text
        assert "罕见之物" not in shown and "常见之物" in shown and "/desk/search/names" not in shown
    shown = (await centre.get("/desk/search")).text
    assert "罕见之物" in shown and "/desk/search/names" in shown
    assert "罕见之物" not in (await system.get("/desk/search/words.csv")).content.decode("utf-8-sig")


async def test_words_are_text_on_the_page_and_in_the_address(signed_in):
    await make_tally(CANARY, asked=4, empty=4)
    await make_tally("a&b=c#d", asked=4)
    text = (await (await signed_in("centre")).get("/desk/search")).text
    assert CANARY not in text and "&lt;script&gt;" in text and "q=a%26b%3Dc%23d" in text


async def test_the_file_holds_no_formulas(signed_in):
    for words in ("=cmd()", "+1", "-1", "@sum", "复印纸,a4"):
        await make_tally(words, asked=5)
    await make_tally("一次", asked=1)
    answer = await (await signed_in("centre")).get("/desk/search/words.csv?days=7")
    assert (
        answer.headers["content-type"].startswith("text/csv")
        and "attachment" in answer.headers["content-disposition"]
    )
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert sorted(line[0] for line in lines[1:]) == ["'+1", "'-1", "'=cmd()", "'@sum", "复印纸,a4"]
    assert lines[1][1:] == ["5", "0", "0", "0", "2", "10", "3"]


async def test_the_page_asks_as_often_for_forty_rows_as_for_one(signed_in):
    async def cost(client: httpx.AsyncClient) -> int:
        with counted() as count:
            assert (await client.get("/desk/search")).status_code == 200
        return count.queries

    centre = await signed_in("centre")
    await make_tally("一", asked=5, empty=5, slowest_ms=500)
    await cost(centre)
    one = await cost(centre)
    for number in range(40):
        await make_tally(f"词{number}", asked=5, empty=5, slowest_ms=500)
    assert await cost(centre) == one


async def test_a_search_page_is_counted_without_its_person_and_remembered_with_it(signed_in, monkeypatch):
    """The words reach the tally through the witness, and the person's list through the answer that went out."""
    seat_words = "/mall/search?q=复印纸&county=331102"
    buyer = await signed_in("buyer")
    assert (await buyer.get(seat_words)).status_code == 200
    assert (await buyer.get("/mall/search?q=13800001111")).status_code == 200
    assert (await buyer.get("/mall/search?q=" + "长" * 101)).status_code == 200
    assert (await buyer.get("/mall/suggest?q=档案")).status_code == 200
    assert {words for _, words in tally.waiting.recent} == {"复印纸"}
    tally.waiting.recent.clear()
    monkeypatch.setattr(tally, "remember", lambda *a: (_ for _ in ()).throw(ValueError("odd")))
    assert (await buyer.get(seat_words)).status_code == 200


@pytest.mark.committed
async def test_what_was_counted_is_written_within_seconds_and_at_the_end(monkeypatch):
    assert teaching.SECONDS_BETWEEN_LOOKS <= 2.0
    flush, looks = tally.flush, []

    async def look() -> int:
        looks.append(await flush())
        return looks[-1]

    monkeypatch.setattr(tally, "flush", look)
    monkeypatch.setattr(teaching, "SECONDS_BETWEEN_LOOKS", 0.01)
    async with teaching.keeping():
        await until(lambda: looks)
        tally.note(asked("复印纸"))
        await until(rows)
        assert list(await rows()) == ["复印纸"]
    looks.clear()
    monkeypatch.setattr(teaching, "SECONDS_BETWEEN_LOOKS", FOREVER)
    async with teaching.keeping():
        await until(lambda: looks)  # the next look is the one at the end
        tally.note(asked("最后"))
    assert set(await rows()) == {"复印纸", "最后"} and len(looks) == 2


@pytest.mark.committed
async def test_trouble_in_the_database_does_not_end_the_keeping(monkeypatch, caplog):
    monkeypatch.setattr(teaching, "SECONDS_BETWEEN_LOOKS", 0.01)
    flush, tries = tally.flush, []

    async def stumbling() -> int:
        tries.append(1)
        if len(tries) < 4:
            raise OSError("away")
        return await flush()

    monkeypatch.setattr(tally, "flush", stumbling)
    tally.note(asked("复印纸"))
    async with teaching.keeping():
        await until(lambda: len(tries) > 4)
    assert list(await rows()) == ["复印纸"]
