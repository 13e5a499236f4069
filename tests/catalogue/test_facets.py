"""Counts of filters: the index and the database agree on every state of a list, on the goods of the demo world."""

import random
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from emall.catalogue.actions import rebuild_index
from emall.catalogue.queries import tree, use_engine
from emall.catalogue.queries.asking import query_of
from emall.catalogue.queries.facets import Facets, facets
from emall.catalogue.queries.finding import search
from emall.catalogue.queries.results import limits_of, names_of, results
from emall.catalogue.rules import Browse
from emall.catalogue.rules.browse import CREDITS, FLAGS
from emall.catalogue.words import Policy
from emall.database import DB
from emall.kernel.regions import CITY, COUNTIES
from search import AsyncSearch, TantivyEngine

pytestmark = pytest.mark.world
STATES = 60
COUNTED = ("brands", "policies", "homes", "origins", "credit", "county", *FLAGS)


@pytest.fixture
async def index(db: None, tmp_path: Path) -> AsyncIterator[AsyncSearch]:
    engine = AsyncSearch(TantivyEngine(tmp_path / "search"), timeout=20)
    use_engine(engine)
    await rebuild_index()
    yield engine
    engine.close()


async def choices() -> dict[str, list[Any]]:
    brands = await DB.fetch("SELECT name FROM brand ORDER BY id LIMIT 40")
    codes = await DB.fetch("SELECT code FROM category ORDER BY id")
    specs = await DB.fetch(
        "SELECT DISTINCT c.code, e->>0 AS name, e->>1 AS value FROM product p JOIN category c ON c.id = p.category,"
        " jsonb_array_elements(p.spec) e ORDER BY 1, 2, 3"
    )
    return {
        "brands": [row.name for row in brands],
        "codes": [row.code for row in codes],
        "specs": [(row.code, row.name, row["value"]) for row in specs],
    }


def some(dice: random.Random, values: list[Any], most: int = 2) -> tuple[Any, ...]:
    return tuple(dice.sample(values, dice.randint(1, most))) if dice.random() < 0.3 else ()


async def state(dice: random.Random, known: dict[str, list[Any]]) -> Browse:
    counties = [county.code for county in COUNTIES]
    places = [*counties, CITY]
    shelf = (await tree()).by_code[dice.choice(known["codes"])] if dice.random() < 0.7 else None
    keys = {at.name: at.key for at in shelf.attributes if at.facet} if shelf else {}
    pairs = [
        (keys[name], value)
        for code, name, value in known["specs"]
        if shelf and code == shelf.code and name in keys
    ]
    return Browse(
        category=shelf.code if shelf else "",
        brands=some(dice, known["brands"], 4),
        policies=some(dice, [str(kind) for kind in Policy]),
        homes=some(dice, places, 3),
        origins=some(dice, places, 3),
        credit=dice.choice(["", "", *CREDITS]),
        county=dice.choice(["", "", *counties]),
        attributes=some(dice, pairs, 3) if len(pairs) > 3 else (),
        least_fen=dice.choice([None, None, 2000, 12050]),
        most_fen=dice.choice([None, None, 30000]),
        **{flag: dice.random() < 0.2 for flag in FLAGS},
    )


def seen(found: Facets, inside: set[str], keys: list[str]) -> dict[str, Any]:
    """What a page can show of the counts: values nobody has may be named or not."""
    kept = {name: {v: n for v, n in found.counts.get(name, {}).items() if n} for name in COUNTED}
    for key in keys:
        kept[f"a.{key}"] = {v: n for v, n in found.counts.get(f"a.{key}", {}).items() if n}
    kept["categories"] = {v: n for v, n in found.counts.get("categories", {}).items() if n and v in inside}
    return {"total": found.total, **kept}


async def test_index_and_database_count_the_same(index: AsyncSearch) -> None:
    dice, known, kept = random.Random(3), await choices(), await tree()
    codes, nonzero = kept.paths, 0
    for _ in range(STATES):
        browse = await state(dice, known)
        shelf = kept.by_code.get(browse.category)
        names = names_of(shelf)
        answer = await search(browse, names)
        assert answer is not None
        answer.facets.counts |= answer.attributes(names)
        counted = await facets(limits_of(browse, shelf, kept, names), names, codes=codes)
        # beside a category only those under the same top are counted in the database
        top = kept.path(shelf)[0] if shelf else None
        below = kept.below(top) if top else [one.id for one in kept.by_id.values()]
        inside = {kept.by_id[key].code for key in below}
        assert seen(answer.facets, inside, list(names)) == seen(counted, inside, list(names)), browse.url
        nonzero += counted.total > 0
    assert nonzero > STATES // 4


async def test_a_count_is_what_choosing_the_value_leaves(index: AsyncSearch) -> None:
    browse = Browse(text="纸", brands=("山青",), homes=("331102",))
    page = await results(browse)
    for field, value in (("brands", "瓯江"), ("homes", "331124"), ("origins", "331122"), ("policies", "sme")):
        alone = browse.having(**{field: (value,)})
        wanted = page.facets.counts[field].get(value, 0)
        assert (await results(alone)).facets.total == wanted, field
    for flag in ("in_stock", "local", "next_day"):
        assert (await results(browse.having(**{flag: True}))).facets.total == page.facets.flag(flag), flag
    grades = page.facets.counts["credit"]
    better = sum(n for grade, n in grades.items() if int(grade) >= 4)
    assert (await results(browse.having(credit="A"))).facets.total == better


@pytest.mark.parametrize(
    "path", ["/mall/search?lang=en", "/mall/search?q=纸&lang=en", "/mall/c/copy-paper?lang=en"]
)
async def test_places_of_suppliers_add_up_to_the_list(
    index: AsyncSearch, client: httpx.AsyncClient, path: str
) -> None:
    page = (await client.get(path)).text
    group = page.partition('id="facet-home"')[2].partition("</fieldset>")[0]
    numbers = [int(one) for one in re.findall(r'facet__count">(\d+)<', group)]
    total = re.search(r'data-total="(\d+)"', page)
    assert total and sum(numbers) == int(total[1]) > 0
    if "q=" not in path and "/c/" not in path:
        assert "Lishui, city level" in group
        kept = await client.get(f"{path}&home={CITY}&origin={CITY}")
        assert "Supplier in Lishui, city level" in kept.text and f'value="{CITY}" checked' in kept.text


async def test_grouping_counts_products_in_both(index: AsyncSearch) -> None:
    listed = Browse(category="copy-paper", grouped=True)
    counted = await results(listed)  # a single shelf is read from the database
    products = await DB.fetch_value(
        "SELECT count(DISTINCT l.product) FROM listing l JOIN product p ON p.id = l.product"
        " JOIN category c ON c.id = p.category WHERE l.status = 'live' AND c.code = 'copy-paper'"
    )
    assert counted.total == products == (await index.search(query_of(listed, {}))).total
    shown = [card.product for card in counted.cards]
    assert len(set(shown)) == len(shown) == min(24, products)
