"""Teaching a word from the tally: one click on a name that is offered, a typed name, and what is refused."""

import asyncio
import re
from datetime import timedelta
from html import unescape
from types import SimpleNamespace

import httpx
import pytest

from emall.catalogue.queries import lexicon, use_engine
from emall.database import DB
from emall.kernel import clock
from emall.kernel.refusal import Refused
from emall.searches import actions, queries
from emall.searches.handlers.worded import key_of
from emall.searches.rules import Group, joined, near, refusals_for_name, teachable
from search import AsyncSearch, SearchUnavailable
from search.correction import Lexicon
from tests.making import make_seat
from tests.searches.desk import CANARY, SYNONYMS, add, make_tally, post

TALLY = "/desk/search"
NAMES = "/desk/search/names"
SHIPPED = ("优盘", "u盘", "闪存盘", "闪盘")


class Shop:
    """An engine that finds so many goods under a name."""

    name = "shop"

    def __init__(self, **goods: int) -> None:
        self.goods, self.asked, self.taught, self.away = goods, [], [], False

    def search(self, query):
        if self.away:
            raise SearchUnavailable("away")
        self.asked.append(query.text)
        return SimpleNamespace(total=self.goods.get(query.text, 0))

    def teach(self, synonyms):
        self.taught.append(dict(synonyms))


def open_shop(**goods: int) -> Shop:
    made = Shop(**goods)
    use_engine(AsyncSearch(made))  # type: ignore[arg-type]
    return made


@pytest.fixture
async def centre(signed_in) -> httpx.AsyncClient:
    return await signed_in("centre")


def row_of(text: str, words: str) -> str:
    """The row of some words."""
    found = re.search(rf'<tr id="word-{key_of(words)}".*?</tr>', text, re.DOTALL)
    assert found, f"no row for {words}"
    return found[0]


def offers(row: str) -> list[str]:
    """The names offered as buttons."""
    return [unescape(name) for name in re.findall(r'name="pick" value="([^"]+)"', row)]


async def teach(
    client: httpx.AsyncClient, words: str, htmx: str = "", *, page: str = TALLY, **said: str
) -> httpx.Response:
    """Send what the row of some words offers, as the page gave it."""
    row = row_of((await client.get(page)).text, words)
    token = re.findall(r'name="submit_token" value="([^"]+)"', row)[-1]
    url = unescape(re.findall(r'action="([^"]+)"', row)[-1])
    return await post(client, url, htmx, words=words, submit_token=token, **said)


@pytest.mark.parametrize(
    ("words", "may"),
    [
        ("订书器", True),
        ("hp 1136", True),
        ("长" * 40, True),
        ("长" * 41, False),
        ("联系…买纸", False),
        ("纸=布", False),
        ("纸、布", False),
        ("——", False),
        ("", False),
    ],
)
def test_what_can_be_a_name(words, may):
    assert teachable(words) is may


@pytest.mark.parametrize(
    ("words", "names", "keys"),
    [
        ("订书器", ["订书机"], []),
        ("订书器", [], ["fill_in"]),
        ("订书器", ["订书机", "钉书机"], ["name_one"]),
        ("订书器", ["订书器"], ["name_itself"]),
        ("联系…买纸", ["纸"], ["words_no_name"]),
    ],
)
def test_what_speaks_against_a_name(words, names, keys):
    assert [one.key for one in refusals_for_name(words, names)] == keys


def test_words_join_the_group_of_the_name():
    own, off = Group(("订书机", "钉书机"), id=3), Group(("订书机", "旧"), id=4, active=False)
    shipped, carried = Group(SHIPPED, shipped=True), Group((*SHIPPED, "拇指盘"), id=5)
    assert joined("订书器", "订书机", [off, own]) == (own, ["订书机", "钉书机", "订书器"])
    assert joined("订书器", "订书机", [off]) == (None, ["订书机", "订书器"])
    assert joined("盘", "u盘", [shipped]) == (None, [*SHIPPED, "盘"]), "what ships is carried on, not changed"
    assert joined("盘", "u盘", [carried, shipped]) == (carried, [*SHIPPED, "拇指盘", "盘"])


def test_names_written_alike_come_nearest_first():
    known = ["订书机", "订书钉", "复印纸", "订书器", "大号订书器"]
    assert near("订书器", known, 3) == ["大号订书器", "订书机", "订书钉"]
    assert near("墨和", ["墨盒", "墨水"], 3) == []


async def test_one_click_teaches_and_leads_back_to_the_row(centre):
    shop = open_shop(订书机=42, 订书钉=3)
    await make_tally("订书器", asked=7, empty=7, last_total=0)
    row = row_of((await centre.get(f"{TALLY}?days=30")).text, "订书器")
    assert offers(row) == ["订书机", "订书钉"] and 'data-state="open"' in row
    answer = await teach(centre, "订书器", page=f"{TALLY}?days=30", pick="订书机")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{TALLY}?days=30#word-{key_of('订书器')}"
    text = (await centre.get(f"{TALLY}?days=30")).text
    row = row_of(text, "订书器")
    assert 'data-state="taught"' in row and "= 订书机" in row and "<form" not in row
    assert "42" in re.search(r'class="toast.*?</div>', text, re.DOTALL)[0]
    assert shop.taught[-1]["订书器"] == ("订书机",)
    deed = await DB.fetch_row("SELECT * FROM journal_entry WHERE act = 'synonym.add'")
    assert deed.after["names"] == ["订书机", "订书器"]


async def test_under_htmx_the_row_alone_comes_back(centre):
    await make_tally("订书器", asked=7, empty=7, last_total=0)
    answer = await teach(centre, "订书器", f"word-{key_of('订书器')}", name="订书机")
    assert answer.status_code == 200 and answer.text.strip().startswith("<tr ")
    assert 'data-state="taught"' in answer.text and "<html" not in answer.text
    assert f"#taught-{key_of('订书器')}" in answer.headers["hx-trigger-after-settle"]


@pytest.mark.parametrize("htmx", ["", "word-x"])
async def test_a_refused_name_comes_back_in_its_row(centre, htmx):
    open_shop(订书机=42)
    await make_tally("订书器", asked=7, empty=7, last_total=0)
    for said, wrong in (
        ("", "fill"),
        ("没有" + CANARY, "goods"),
        ("订书器", "same word"),
        ("甲=乙", "one name"),
    ):
        answer = await teach(centre, "订书器", htmx, page=f"{TALLY}?lang=en", name=said)
        assert answer.status_code == 422 and ("<html" in answer.text) is not bool(htmx)
        row = row_of(answer.text, "订书器")
        assert wrong in re.search(r'class="field__error".*?</p>', row, re.DOTALL)[0].lower()
        assert unescape(re.search(r'id="f-name"[^>]*value="([^"]*)"', row)[1]) == said
        assert CANARY not in answer.text
    assert await DB.fetch_value("SELECT count(*) FROM synonym") == 0


async def test_words_that_are_no_name_are_not_offered_and_not_taken(centre):
    await make_tally("联系…买纸", asked=7, empty=7)
    await make_tally("订书器", asked=7, empty=7)
    text = (await centre.get(TALLY)).text
    assert "<form" not in row_of(text, "联系…买纸") and "<form" in row_of(text, "订书器")
    token = re.findall(r'name="submit_token" value="([^"]+)"', row_of(text, "订书器"))[-1]
    answer = await post(centre, NAMES, words="联系…买纸", name="复印纸", submit_token=token)
    assert answer.status_code == 422 and await DB.fetch_value("SELECT count(*) FROM synonym") == 0


@pytest.mark.parametrize("words", ["不在这里", "", "\x00坏", "长" * 500])
@pytest.mark.parametrize("htmx", ["", "word-x"])
async def test_words_that_are_in_no_list_lead_back_with_what_is_wrong(centre, words, htmx):
    answer = await post(centre, NAMES, htmx, words=words, name="", submit_token="x")
    assert (answer.status_code, answer.headers.get("location") or answer.headers["hx-redirect"]) == (
        200 if htmx else 303,
        f"{TALLY}?days=7",
    )
    assert "toast--bad" in (await centre.get(TALLY)).text


async def test_words_with_hits_are_offered_nothing(centre):
    await make_tally("复印纸", asked=130)
    text = (await centre.get(TALLY)).text
    assert "复印纸" in text and NAMES not in text and "/synonyms/new" not in text


async def test_words_join_a_group_that_exists_and_carry_on_one_that_ships(centre):
    await add(centre, "订书机\n钉书机", note="留着")
    for words, name in (("订书器", "钉书机"), ("拇指盘", "闪盘")):
        await make_tally(words, asked=7, empty=7)
        assert (await teach(centre, words, name=name)).status_code == 303
    in_force = await queries.synonyms_in_force()
    assert in_force["订书器"] == ("订书机", "钉书机") and set(in_force["拇指盘"]) == set(SHIPPED)
    rows = await DB.fetch("SELECT names, note, version FROM synonym ORDER BY id")
    assert [(row.names, row.note, row.version) for row in rows] == [
        (["订书机", "钉书机", "订书器"], "留着", 2),
        ([*SHIPPED, "拇指盘"], "", 1),
    ]
    row = row_of((await centre.get(TALLY)).text, "拇指盘")
    assert "闪存盘" in row and f"{SYNONYMS}/" in row


async def test_a_word_of_another_group_is_refused_with_its_group(centre):
    await make_tally("订书器", asked=7, empty=7)
    text = (await centre.get(TALLY)).text
    token = re.findall(r'name="submit_token" value="([^"]+)"', row_of(text, "订书器"))[-1]
    await add(centre, "订书器\n钉书器")
    sent = {"words": "订书器", "submit_token": token}
    other = await post(centre, NAMES, **sent, name="订书机")
    assert other.status_code == 422 and "订书器=钉书器" in other.text
    known = await post(centre, NAMES, **sent, name="钉书器")
    assert known.status_code == 422 and await DB.fetch_value("SELECT count(*) FROM synonym") == 1


async def test_the_same_form_twice_teaches_once(centre):
    await make_tally("订书器", asked=7, empty=7)
    row = row_of((await centre.get(TALLY)).text, "订书器")
    token = re.findall(r'name="submit_token" value="([^"]+)"', row)[-1]
    sent = {"words": "订书器", "submit_token": token}
    assert [(await post(centre, NAMES, **sent, name="订书机")).status_code for _ in range(2)] == [303, 303]
    assert await DB.fetch_value("SELECT sum(version) FROM synonym") == 1
    assert (await post(centre, NAMES, **sent, name="装订机")).status_code == 409
    assert (await post(centre, NAMES, words="订书器", name="订书机", submit_token="x")).status_code == 409


async def test_what_still_finds_nothing_after_it_was_taught_says_so(centre):
    today = clock.today()
    await add(centre, "订书器\n订书机")
    await DB.execute("UPDATE synonym SET updated_at = $1", clock.now() - timedelta(days=2))
    await make_tally("订书器", day=today - timedelta(days=2), empty=1, last_total=0)
    assert "badge--done" in row_of((await centre.get(TALLY)).text, "订书器"), (
        "it was asked before it was taught"
    )
    await make_tally("订书器", day=today, empty=1, last_total=0)
    assert "badge--act" in row_of((await centre.get(TALLY)).text, "订书器")


async def test_work_that_is_done_sinks_the_next_day(centre):
    for words, asked in (("订书器", 9), ("拇指盘", 5), ("卓子", 1)):
        await make_tally(words, asked=asked, empty=asked, last_total=0)
    await add(centre, "订书器\n订书机")

    async def order() -> list[str]:
        return re.findall(r'data-words="([^"]+)"', (await centre.get(TALLY)).text)

    assert await order() == ["订书器", "拇指盘", "卓子"], "what was taught today keeps its place"
    await DB.execute("UPDATE synonym SET updated_at = $1", clock.now() - timedelta(days=2))
    assert await order() == ["订书器", "拇指盘", "卓子"], "it still finds nothing"
    await DB.execute("UPDATE search_tally SET last_total = 4 WHERE words = '订书器'")
    assert await order() == ["拇指盘", "卓子", "订书器"]


async def test_a_better_spelling_is_offered_first_and_names_without_goods_never(centre, monkeypatch):
    monkeypatch.setattr(lexicon, "_lexicon", Lexicon(["墨盒", "订书机"]))
    shop = open_shop(墨盒=23, 订书机=42)
    await make_tally("墨和", asked=7, empty=7)
    await make_tally("钉书机", asked=7, empty=7)
    text = (await centre.get(TALLY)).text
    assert offers(row_of(text, "墨和")) == ["墨盒"] and offers(row_of(text, "钉书机")) == ["订书机"]
    assert "订书钉" not in offers(row_of(text, "钉书机"))
    asked = len(shop.asked)
    await centre.get(TALLY)
    assert len(shop.asked) == asked, "what is found under a name is known for a while"


async def test_without_the_engine_names_are_offered_and_taken_unseen(centre):
    open_shop().away = True
    await make_tally("订书器", asked=7, empty=7)
    assert "订书机" in offers(row_of((await centre.get(TALLY)).text, "订书器"))
    assert (await teach(centre, "订书器", pick="订书机")).status_code == 303
    assert "订书器" in await queries.synonyms_in_force()


@pytest.mark.committed
async def test_of_two_clerks_at_once_one_teaches():
    actor = (await make_seat("centre")).actor()
    deeds = (actions.teach_name(actor=actor, words="订书器", name=name) for name in ("订书机", "装订机"))
    done = await asyncio.gather(*deeds, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["NoneType", "Refused"]
    assert all(one is None or isinstance(one, Refused) for one in done)
    assert await DB.fetch_value("SELECT count(*) FROM synonym") == 1
