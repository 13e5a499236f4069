"""Names for the same thing at the Procurement Centre's desk, on the database, and what engines are taught."""

import asyncio
import re
from html import unescape

import httpx
import pytest

from emall.catalogue.queries import use_engine
from emall.database import DB
from emall.journal import audit
from emall.kernel.refusal import Refused
from emall.searches import actions, queries, teaching
from search import AsyncSearch, SearchUnavailable
from tests.making import make_seat
from tests.searches.desk import CANARY, SYNONYMS, add, group_row, last_group, post, token_of

SHIPPED = ("优盘", "u盘", "闪存盘", "闪盘")


class Pupil:
    """An engine that only listens."""

    name = "pupil"

    def __init__(self) -> None:
        self.taught: list[dict[str, tuple[str, ...]]] = []
        self.configured = 0
        self.away = False

    def teach(self, synonyms):
        if self.away:
            raise SearchUnavailable("away")
        self.taught.append(dict(synonyms))

    def configure(self) -> None:
        self.configured += 1


@pytest.fixture
def pupil(db: None) -> Pupil:
    made = Pupil()
    use_engine(AsyncSearch(made))  # type: ignore[arg-type]
    return made


@pytest.fixture
async def centre(signed_in) -> httpx.AsyncClient:
    return await signed_in("centre")


async def test_a_group_is_added_listed_journaled_and_taught_at_once(centre, pupil):
    answer = await add(centre, "订书器\r\n订书机，ＤＳＪ", note="学校这样叫")
    assert answer.status_code == 303 and answer.headers["location"] == SYNONYMS
    row = await group_row(await last_group())
    assert (row.names, row.note, row.active, row.version) == (
        ["订书器", "订书机", "dsj"],
        "学校这样叫",
        True,
        1,
    )
    shown = (await centre.get(SYNONYMS)).text
    assert 'data-group="订书器=订书机=dsj"' in shown and "学校这样叫" in shown
    assert pupil.taught[-1]["订书器"] == ("订书机", "dsj")
    assert pupil.taught[-1]["u盘"] == ("优盘", "闪存盘", "闪盘"), "those that ship stay in force"
    deed = await DB.fetch_row("SELECT * FROM journal_entry WHERE act = 'synonym.add'")
    assert deed.ref == str(row.id) and deed.after["names"] == ["订书器", "订书机", "dsj"]
    assert (await audit.verify(None)).ok


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("订书器", "synonym_too_few"),
        ("订书器\n订书器", "synonym_twice"),
        ("\n".join(f"名{number}" for number in range(13)), "synonym_too_many"),
        ("纸" * 41 + "\n纸", "synonym_too_long"),
        ("、、\n订书器\n——", "synonym_no_words"),
        ("订书器\x07\n订书机", "unreadable_characters"),
        ("名" * 10_240, "too_long"),
        ("", "fill_in"),
    ],
)
async def test_a_refused_group_comes_back_with_what_was_typed(centre, names, said, monkeypatch):
    seen: list[str] = []
    monkeypatch.setattr(
        "emall.web.reply.say_all", lambda refusals: seen.extend(one.key for one in refusals) or []
    )
    answer = await add(centre, names, note="留着" + CANARY)
    assert answer.status_code == 422 and said in seen
    typed = unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", answer.text, re.DOTALL)[1])
    assert typed == names
    assert "留着&lt;script&gt;" in answer.text and CANARY not in answer.text
    assert await last_group() == 0 and await DB.fetch_value("SELECT count(*) FROM journal_entry") == 0


async def test_names_are_shown_as_text(centre):
    await add(centre, f"{CANARY}\n订书机")
    number = await last_group()
    for address in (SYNONYMS, f"{SYNONYMS}/{number}"):
        text = (await centre.get(address)).text
        assert CANARY not in text and "&lt;script&gt;" in text


async def test_a_name_of_another_group_leads_to_adding_it_there(centre):
    await add(centre, "订书器\n订书机")
    number = await last_group()
    refused = await add(centre, "订书机\n钉书机")
    assert refused.status_code == 422
    way = re.search(rf'href="({SYNONYMS}/{number}\?names=[^"]+)"', refused.text)
    form = (await centre.get(unescape(way[1]))).text
    typed = re.search(r"<textarea[^>]*>(.*?)</textarea>", form, re.DOTALL)[1]
    assert typed.split() == ["订书器", "订书机", "钉书机"]
    version = re.search(r'name="version" value="(\d+)"', form)[1]
    token = re.findall(r'name="submit_token" value="([^"]+)"', form)[-1]
    saved = await post(centre, f"{SYNONYMS}/{number}", names=typed, version=version, submit_token=token)
    assert saved.status_code == 303
    assert (await queries.synonyms_in_force())["钉书机"] == ("订书器", "订书机")


async def test_the_offer_does_not_take_names_that_another_group_holds(centre):
    await add(centre, "订书器\n订书机")
    refused = await add(centre, "订书器\nu盘\n钉书器")
    offers = [unescape(way) for way in re.findall(rf'href="({SYNONYMS}/[^"]+names=[^"]+)"', refused.text)]
    assert len(offers) == 2
    for way in offers:
        typed = re.search(r"<textarea[^>]*>(.*?)</textarea>", (await centre.get(way)).text, re.DOTALL)[1]
        assert "钉书器" in typed and ("订书器" in typed) != ("u盘" in typed)


async def test_a_shipped_group_is_carried_on_under_an_own_one(centre):
    refused = await add(centre, "u盘\n拇指盘")
    assert refused.status_code == 422
    way = unescape(re.search(rf'href="({SYNONYMS}/new\?names=[^"]+)"', refused.text)[1])
    typed = re.search(r"<textarea[^>]*>(.*?)</textarea>", (await centre.get(way)).text, re.DOTALL)[1]
    assert (await add(centre, typed)).status_code == 303
    assert set((await queries.synonyms_in_force())["拇指盘"]) == set(SHIPPED)


async def test_a_form_opened_before_somebody_elses_change_is_answered_with_both(centre, signed_in):
    await add(centre, "订书器\n订书机")
    number = await last_group()
    address = f"{SYNONYMS}/{number}"
    mine, theirs = await token_of(centre, address), await signed_in("centre")
    other = await token_of(theirs, address)
    assert (
        await post(theirs, address, names="订书器\n订书机\n钉书机", version="1", submit_token=other)
    ).status_code == 303
    late = await post(centre, address, names="订书器\n钉书夹", note="我的", version="1", submit_token=mine)
    assert late.status_code == 409
    assert (
        "订书器=订书机=钉书机" in late.text and "订书器\n钉书夹" in late.text and 'value="我的"' in late.text
    )
    assert 'name="version" value="2"' in late.text, "saving again replaces theirs knowingly"
    assert (await group_row(number)).names == ["订书器", "订书机", "钉书机"]
    again = re.findall(r'name="submit_token" value="([^"]+)"', late.text)[-1]
    saved = await post(centre, address, names="订书器\n钉书夹", version="2", submit_token=again)
    assert saved.status_code == 303
    deeds = await DB.fetch(
        "SELECT act, before FROM journal_entry WHERE act = 'synonym.change' ORDER BY sequence"
    )
    assert deeds[-1].before["names"] == ["订书器", "订书机", "钉书机"]


async def test_only_a_note_can_be_changed(centre):
    await add(centre, "订书器\n订书机")
    address = f"{SYNONYMS}/{await last_group()}"
    token = await token_of(centre, address)
    saved = await post(centre, address, names="订书器=订书机", note="新", version="1", submit_token=token)
    assert saved.status_code == 303 and (await group_row(await last_group())).note == "新"


async def test_the_same_form_twice_makes_one_group(centre):
    token = await token_of(centre, f"{SYNONYMS}/new")
    answers = [await add(centre, "订书器\n订书机", submit_token=token) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    assert await DB.fetch_value("SELECT count(*) FROM synonym") == 1
    assert (await add(centre, "别的\n名称", submit_token=token)).status_code == 409


async def test_a_group_is_switched_off_and_on(centre, pupil):
    await add(centre, "订书器\n订书机")
    number = await last_group()
    address = f"{SYNONYMS}/{number}/switch"
    off = await post(
        centre, address, version="1", active="0", submit_token=await token_of(centre, f"{SYNONYMS}?q=订书器")
    )
    assert off.status_code == 303 and "订书器" not in pupil.taught[-1]
    stale = await post(
        centre, address, version="1", active="1", submit_token=await token_of(centre, f"{SYNONYMS}?q=订书器")
    )
    assert stale.status_code == 409 and not (await group_row(number)).active
    await add(centre, "订书器\n钉书机")
    clash = await post(
        centre, address, version="2", active="1", submit_token=await token_of(centre, f"{SYNONYMS}?q=订书器")
    )
    assert clash.status_code == 422 and "订书器=钉书机" in clash.text
    acts = await DB.fetch("SELECT act FROM journal_entry ORDER BY sequence")
    assert [deed.act for deed in acts] == ["synonym.add", "synonym.switch_off", "synonym.add"]


async def test_a_shipped_group_is_switched_off_and_on(centre, pupil):
    for active, there in (("0", False), ("1", True), ("0", False)):
        token = await token_of(centre, f"{SYNONYMS}?q=闪存盘")
        names = "=".join(SHIPPED)
        answer = await post(centre, f"{SYNONYMS}/shipped", names=names, active=active, submit_token=token)
        assert answer.status_code == 303
        assert ("闪存盘" in await queries.synonyms_in_force()) is there
        assert ("闪存盘" in pupil.taught[-1]) is there
    assert await DB.fetch_value("SELECT count(*) FROM synonym") == 1
    assert (await centre.get(f"{SYNONYMS}/{await last_group()}")).status_code == 404, (
        "it is no group to be changed"
    )
    token = await token_of(centre, f"{SYNONYMS}?q=闪存盘")
    nothing = await post(centre, f"{SYNONYMS}/shipped", names="不是=内置", active="0", submit_token=token)
    assert nothing.status_code == 404


async def test_groups_are_found_by_part_of_a_name(centre):
    await add(centre, "订书器\n订书机")
    shown = (await centre.get(f"{SYNONYMS}?q=Ｕ盘")).text
    assert 'data-group="优盘=u盘=闪存盘=闪盘"' in shown and "订书器" not in shown
    part = await centre.get(f"{SYNONYMS}?q=没有", headers={"HX-Request": "true", "HX-Target": "groups"})
    assert 'id="groups"' in part.text and "<html" not in part.text and "data-group" not in part.text


async def test_the_system_administrator_reads_only(signed_in):
    system = await signed_in("system")
    shown = await system.get(SYNONYMS)
    assert shown.status_code == 200 and "submit_token" not in shown.text
    assert (await system.get(f"{SYNONYMS}/new")).status_code == 403


@pytest.mark.committed
async def test_of_two_groups_with_one_name_at_once_one_is_refused():
    actor = (await make_seat("centre")).actor()
    deeds = (
        actions.add_group(actor=actor, names=["订书器", name]) for name in ("订书机", "钉书机", "装订机")
    )
    done = await asyncio.gather(*deeds, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Refused", "Refused", "int"]
    assert all(isinstance(one, int | Refused) for one in done)


async def test_other_processes_teach_their_engine_when_something_changed(pupil):
    assert await teaching.teach_anew() and not await teaching.teach_anew()
    actor = (await make_seat("centre")).actor()
    number = await actions.add_group(actor=actor, names=["订书器", "订书机"])
    assert await teaching.teach_anew() and "订书器" in pupil.taught[-1]
    await actions.switch_group(actor=actor, number=number, version=1, active=False)
    assert await teaching.teach_anew() and "订书器" not in pupil.taught[-1]
    assert not await teaching.teach_anew() and len(pupil.taught) == 3


async def test_an_engine_that_was_away_is_told_later(pupil):
    pupil.away = True
    with pytest.raises(SearchUnavailable):
        await teaching.teach_anew()
    await teaching.teach_at_once()
    pupil.away = False
    assert await teaching.teach_anew()


async def test_a_new_engine_is_told_too(pupil):
    await teaching.teach_anew()
    other = Pupil()
    use_engine(AsyncSearch(other))  # type: ignore[arg-type]
    assert await teaching.teach_anew() and other.taught


async def test_the_background_process_brings_settings_level_after_each_change(pupil):
    assert await teaching.settle_names() and not await teaching.settle_names()
    await actions.add_group(actor=(await make_seat("centre")).actor(), names=["订书器", "订书机"])
    assert await teaching.settle_names()
    assert pupil.configured == 2 and len(pupil.taught) == 2


async def test_looking_for_changes_is_one_small_query(pupil):
    from emall.database import counted

    await teaching.teach_anew()
    with counted() as count:
        await teaching.teach_anew()
    assert count.queries == 1


async def test_groups_stand_apart_by_where_they_come_from(centre):
    assert f'data-group="{"=".join(SHIPPED)}"' in (await centre.get(SYNONYMS)).text, "none is added yet"
    await add(centre, "订书器\n订书机")
    own, shipped = (await centre.get(SYNONYMS)).text, (await centre.get(f"{SYNONYMS}?kind=shipped")).text
    assert re.findall(r'data-group="([^"]+)"', own) == ["订书器=订书机"]
    assert "订书器" not in shipped and len(re.findall("data-group=", shipped)) == 15
    assert "data-group" not in (await centre.get(f"{SYNONYMS}?kind=off")).text


async def test_a_group_is_switched_where_it_stands(centre):
    page = f"{SYNONYMS}?q={'%E7%9B%98'}&kind=shipped"
    row = re.search(
        rf'<tr data-group="{"=".join(SHIPPED)}".*?</tr>', (await centre.get(page)).text, re.DOTALL
    )[0]
    url, token = re.search(r'action="([^"]+)".*?name="submit_token" value="([^"]+)"', row, re.DOTALL).groups()
    answer = await post(centre, unescape(url), names="=".join(SHIPPED), active="0", submit_token=token)
    assert answer.status_code == 303 and answer.headers["location"] == f"{page}&page=1"
    off = (await centre.get(f"{SYNONYMS}?kind=off")).text
    assert re.findall(r'data-group="([^"]+)"', off) == ["=".join(SHIPPED)]
