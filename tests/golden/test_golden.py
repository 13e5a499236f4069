"""The set of queries is sound, and the embedded engine answers every kind as well as was promised."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from search import ProductDocument, TantivyEngine
from tests.golden.derived import KINDS, derive
from tests.golden.expecting import Unreadable, read_expectation, read_queries
from tests.golden.filling import Goods, fill
from tests.golden.measuring import Answer, asked, by_kind, figures, questions, unfulfilled
from tests.golden.printing import TARGETS, misses, table

if TYPE_CHECKING:
    from tests.conftest import Homes

LEAST = {
    "words": 90,
    "inner": 20,
    "models": 60,
    "pinyin": 50,
    "initials": 35,
    "typos": 50,
    "homophone": 25,
    "synonyms": 25,
    "requests": 60,
    "sentences": 30,
    "titles": 30,
    "places": 10,
    "nonsense": 15,
}
QUERIES = read_queries()
PEN = ProductDocument(
    id=1,
    spu_id=1,
    version=1,
    title="瓯江 G5 中性笔 0.5mm 黑色 12支/盒",
    price_fen=1500,
    brand="瓯江",
    model="G5",
    category_names=("办公用品", "书写笔"),
)

World = tuple[Goods, list[Answer]]


@pytest.fixture(scope="module")
async def world(homes: "Homes", tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The goods of the demo world, and the answers to the whole set."""
    await homes.settle(seeded=True)
    engine = TantivyEngine(tmp_path_factory.mktemp("golden"))
    goods = await fill(engine)
    yield goods, asked(engine, goods, questions(QUERIES))
    engine.close()


def test_there_are_enough_queries_of_every_kind() -> None:
    counted = Counter(query.kind for query in QUERIES)
    assert set(counted) == set(LEAST)
    assert [kind for kind, least in LEAST.items() if counted[kind] < least] == []


def test_nothing_is_asked_twice() -> None:
    assert [text for text, times in Counter(query.text for query in QUERIES).items() if times > 1] == []


def test_only_nonsense_expects_nothing() -> None:
    assert {query.kind for query in QUERIES if query.expectation.nothing} == {"nonsense"}


@pytest.mark.parametrize(
    ("expected", "right"),
    [
        ("中性笔", True),
        ("签字笔", False),
        ("中性笔&黑色&0.5 MM", True),
        ("中性笔&红色", False),
        ("签字笔|brand=瓯江", True),
        ("model=g5", True),
        ("model=g", False),
        ("model~g", True),
        ("category=书写笔&!红色", True),
        ("category=书写笔&!黑色", False),
        ("-", False),
    ],
)
def test_what_an_expectation_says(expected: str, right: bool) -> None:
    assert read_expectation(expected).right(PEN) is right


@pytest.mark.parametrize("expected", ["", "中性笔&", "|中性笔", "colour=黑色", "brand="])
def test_what_is_no_expectation(expected: str) -> None:
    with pytest.raises(Unreadable):
        read_expectation(expected)


@pytest.mark.parametrize("line", ["words\t中性笔", "words\t\t中性笔", "words\t中性笔\tcolour=黑色", "中性笔"])
def test_a_broken_line_is_refused(tmp_path: Path, line: str) -> None:
    broken = tmp_path / "queries.tsv"
    broken.write_text(f"# a remark\nkind\tquery\texpected\n{line}\n", encoding="utf-8")
    with pytest.raises(Unreadable):
        read_queries(broken)


def answer(place: int, *, shown: int = 10, strict: bool = True) -> Answer:
    return Answer("words", "笔", "笔", place, shown, shown, strict, 1.0, ("一支笔",) * min(shown, 3))


def test_figures_and_table() -> None:
    found = figures(
        "words", [answer(1), answer(4), answer(0, strict=False), answer(0, shown=0, strict=False)]
    )
    assert (found.queries, found.mrr, found.first, found.three, found.page) == (4, 0.3125, 0.25, 0.25, 0.5)
    assert (found.zero, found.relaxed, found.half_ms) == (0.25, 0.25, 1.0)
    assert table([found], TARGETS).splitlines()[1].endswith("MRR 0.93 MISSED")
    assert table([found], {}).splitlines()[1].endswith("1.0  ")


def test_misses_name_what_came_instead() -> None:
    lines = misses([answer(1), answer(0, strict=False)])
    assert lines[0].startswith("\nwords · 笔 · wanted 笔 · not on the first page relaxed")
    assert lines[1:] == ["    一支笔"] * 3


async def test_every_expectation_is_fulfilled_by_some_listing(world: World) -> None:
    goods, _ = world
    assert unfulfilled(QUERIES, goods) == []


@pytest.mark.parametrize("kind", TARGETS)
async def test_a_kind_is_answered_as_promised(world: World, kind: str) -> None:
    answers = [one for one in world[1] if one.kind == kind]
    [found] = by_kind(answers)
    assert TARGETS[kind].met(found), "\n".join([table([found], TARGETS), *misses(answers)])


async def test_nonsense_matches_nothing(world: World) -> None:
    assert misses([one for one in world[1] if one.kind == "nonsense"]) == []


async def test_derived_queries_are_the_same_each_time_and_can_be_answered(world: World) -> None:
    goods, _ = world
    made = derive(goods, each=15)
    assert Counter(one.kind for one in made) == dict.fromkeys(KINDS, 15)
    assert [(one.kind, one.text) for one in made] == [(one.kind, one.text) for one in derive(goods, each=15)]
    assert [one for one in made if not any(map(one.right, goods.values()))] == []
