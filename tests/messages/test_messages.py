"""Messages: who is told, what they read, and that nobody reads another's."""

import re
from pathlib import Path

import pytest

import emall
from emall.database import DB
from emall.messages import actions, queries
from emall.messages.rules import LONGEST_FACT, missing_facts, text_of
from emall.messages.words import TEXTS, MessageKind
from emall.web.language import CHINESE, ENGLISH, gettext, speak
from tests.making import make_organisation
from tests.orders import town as t

FACTS = {
    "number": "LS202611230001",
    "unit": "丽水市莲都区实验学校教育集团总校",
    "supplier": "浙江某某办公科技股份有限公司丽水分公司",
    "buyer": "王小明",
    "approver": "李主任",
    "reason": "数量偏多",
    "total_fen": 1_234_567_00,
    "carrier": "顺丰",
    "waybill": "SF1234567890",
    "parcel": "FH202611230001",
    "missing": 2,
    "rejected": 3,
    "count": 3,
    "topic": "listing",
    "error": "ValueError: cannot digest",
    "extra": 1,
    "stale": 4,
}
KINDS = sorted(MessageKind)


@pytest.fixture(autouse=True)
def chinese_afterwards():
    """Leave the language as it was."""
    yield
    speak(CHINESE)


def names_in(template: str) -> set[str]:
    """Placeholders of a text."""
    return set(re.findall(r"%\((\w+)\)s", template))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_text_in_both_languages(kind: MessageKind) -> None:
    wanted = names_in(TEXTS[kind])
    facts = dict.fromkeys(wanted, "甲") | FACTS
    speak(ENGLISH)
    assert ("1,234,567.00" in text_of(kind=kind, facts=facts)) is ("total" in wanted)
    speak(CHINESE)
    template = gettext(TEXTS[kind])
    assert template != TEXTS[kind], "not translated"
    assert names_in(template) == wanted
    bare = template % dict.fromkeys(wanted, "")
    assert len(bare) <= 70 and not set(bare) & set("!！")


@pytest.fixture(scope="module")
def sources() -> str:
    """Everything the rooms say, but for the vocabulary of messages itself."""
    rooms = Path(emall.__file__).parent
    own = rooms / "messages" / "words.py"
    return "\n".join(file.read_text() for file in rooms.rglob("*.py") if file != own)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_sent_by_somebody(sources: str, kind: MessageKind) -> None:
    assert re.search(rf"\b(MessageKind|K)\.{kind.name}\b", sources)


def test_long_facts_are_cut() -> None:
    speak(ENGLISH)
    text = text_of(kind=MessageKind.RETURNED, facts=FACTS | {"reason": "长" * 300})
    assert text.count("长") == LONGEST_FACT - 1 and text.endswith("…")


def test_missing_facts_are_found_before_anything_is_written() -> None:
    assert missing_facts(kind=MessageKind.SHIPPED, facts={"number": "1"}) == "carrier"
    assert missing_facts(kind=MessageKind.SHIPPED, facts=FACTS) == ""


@pytest.mark.usefixtures("db")
async def test_active_holders_of_a_duty_and_named_people_are_told_once() -> None:
    unit, other = await make_organisation(kind="public_unit"), await make_organisation(kind="public_unit")
    first, second = await t.seat("receiver", unit), await t.seat("receiver", unit)
    await t.seat("buyer", unit, person=first.person)
    gone, elsewhere = await t.seat("receiver", unit), await t.seat("receiver", other)
    await DB.execute("UPDATE post SET active = false WHERE id = $1", gone.post)

    async def tell(**whom: object) -> int:
        return await actions.tell(
            MessageKind.TO_ACCEPT, organisation=unit, link="/orders/1", facts=FACTS, **whom
        )

    assert await tell(duties=("receiver", "buyer")) == 2
    assert await tell(people=(first.person, elsewhere.person)) == 1
    assert [await queries.unread(one) for one in (first, second, gone, elsewhere)] == [2, 1, 0, 0]
    with pytest.raises(KeyError):
        await actions.tell(MessageKind.SHIPPED, organisation=unit, duties=("buyer",), link="/", facts={})


@pytest.mark.usefixtures("db")
async def test_reading_ones_own() -> None:
    unit = await make_organisation(kind="public_unit")
    reader, other = await t.seat("buyer", unit), await t.seat("buyer", unit)
    for number in range(3):
        facts = FACTS | {"number": f"LS{number}"}
        await actions.tell(
            MessageKind.CONFIRMED,
            organisation=unit,
            people=(reader.person,),
            link=f"/orders/LS{number}",
            facts=facts,
        )
    page = await queries.messages_page(reader)
    assert (page.total, page.unread) == (3, 3)
    newest = page.rows[0]
    assert "LS2" in newest.text and not newest.read
    assert await actions.mark_read(visitor=other, message=newest.id) is None
    assert await actions.mark_read(visitor=reader, message=newest.id) == "/orders/LS2"
    assert [row.link for row in (await queries.messages_page(reader, unread=True)).rows] == [
        "/orders/LS1",
        "/orders/LS0",
    ]
    assert await actions.mark_all_read(visitor=reader) == 2
    after = await queries.messages_page(reader, size=2)
    assert (after.unread, after.total, len(after.rows)) == (0, 3, 2)
