"""The list of goods for programs: described as it answers, told what is wrong, and not asked too often."""

import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from emall.app import create_app
from emall.catalogue.handlers.api import MOST_CALLS
from emall.database import DB
from emall.settings import settings
from emall.web.limits import TooMany, caller_of, calls, forget_counts
from tests.catalogue.goods import make_listing
from tests.making import make_supplier

pytestmark = pytest.mark.usefixtures("db")
PATH = "/api/v1/products"


@pytest.fixture
def ask(app: Any, db: None) -> Callable[..., Any]:
    """Ask from an address of one's own, so that nobody's calls are counted against another."""

    async def get(
        query: str, *, address: str = "10.1.2.3", method: str = "GET", **more: Any
    ) -> httpx.Response:
        transport = httpx.ASGITransport(app, client=(address, 1), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.request(method, f"{PATH}?{query}", **more)

    return get


async def shelf() -> None:
    far = await make_supplier(region="331181", short_name="龙泉办公")
    await make_listing(price_fen=11800, tags=["sme"])
    await make_listing(
        price_fen=9000, supplier=far, brand="瓯江", tags=["sme", "environment"], local_store=True
    )
    await make_listing(price_fen=20000, stock_on_hand=0, delivery_days=1)


WRONG = {
    "sort=x": "sort",
    "county=9": "county",
    "home=331102&home=9": "home",
    "origin=9": "origin",
    "credit=Z": "credit",
    "policy=x": "policy",
    "size=0": "size",
    "size=61": "size",
    "page=0": "page",
    "page=x": "page",
    "page=99999999999999999999": "page",
    "min_fen=-1": "min_fen",
    "max_fen=1.5": "max_fen",
    "min_fen=200&max_fen=100": "min_fen",
    "brand=": "brand",
    "in_stock=maybe": "in_stock",
    "q=" + "长" * 101: "q",
    "q=%00": "q",
    "category=%1b": "category",
    "brand=a%00": "brand",
    "catgory=copy-paper": "catgory",
    "request=1": "request",
}


@pytest.mark.parametrize(("query", "field"), WRONG.items())
async def test_what_is_wrong_is_named(ask: Any, query: str, field: str) -> None:
    answer = await ask(query)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert all(error["text"] for error in answer.json()["errors"])


async def test_an_unknown_category_is_missing(ask: Any) -> None:
    answer = await ask("category=nothing")
    assert (answer.status_code, answer.json()["title"]) == (404, "missing")


@pytest.mark.parametrize(
    "query",
    ["q=" + "a*" * 5000, "&".join(f"brand=b{number}" for number in range(200)), "a" * 10_000 + "=1"],
)
async def test_far_too_much_is_refused(ask: Any, query: str) -> None:
    answer = await ask(query)
    assert answer.status_code == 422
    assert len(answer.content) < 2000


async def test_filters_leave_what_they_say(ask: Any) -> None:
    await shelf()
    for query, prices in {
        "sort=price_asc": [9000, 11800, 20000],
        "sort=price_asc&brand=瓯江": [9000],
        "sort=price_asc&brand=瓯江&brand=山青": [9000, 11800, 20000],
        "policy=sme&policy=environment": [9000],
        "home=331181": [9000],
        "min_fen=11800&max_fen=11800": [11800],
        "min_fen=11801&sort=price_asc": [20000],
        "in_stock=true&sort=price_asc": [9000, 11800],
        "next_day=true": [20000],
        "local=1": [9000],
        "origin=331181": [],
        "hall=true": [],
        "product=1999999": [],
        "sort=price_asc&size=2&page=2": [20000],
        "q=没有的货": [],
    }.items():
        answer = (await ask(query)).json()
        assert [item["price_fen"] for item in answer["items"]] == prices, query


async def test_head_answers_like_get_and_no_other_site_may_read(ask: Any) -> None:
    await shelf()
    for query in ("q=纸", "sort=x"):
        read, head = (
            await ask(query),
            await ask(query, method="HEAD", headers={"Origin": "https://else.example"}),
        )
        assert (head.status_code, head.content) == (read.status_code, b"")
        assert head.headers["content-type"] == read.headers["content-type"]
        assert not [name for name in head.headers if name.startswith("access-control")]


async def described(client: httpx.AsyncClient) -> tuple[dict[str, Any], dict[str, Any]]:
    whole = (await client.get("/api/openapi.json")).json()
    return whole["paths"][PATH]["get"], whole["components"]["schemas"]


async def test_every_parameter_is_described_with_its_bounds(client: httpx.AsyncClient) -> None:
    operation, _ = await described(client)
    bounds = {"maximum", "maxLength", "maxItems", "enum"}
    for parameter in operation["parameters"]:
        shape = parameter["schema"]
        assert parameter["description"], parameter["name"]
        assert shape.get("type") == "boolean" or bounds & set(shape), parameter["name"]
    assert {"404", "422", "429"} <= set(operation["responses"])
    for status in ("404", "422", "429"):
        answer = operation["responses"][status]["content"]["application/problem+json"]
        assert answer["schema"]["$ref"].endswith("ProblemAnswer") and answer["examples"]


def faults(value: Any, shape: dict[str, Any], known: dict[str, Any], at: str = "$") -> list[str]:
    """Where a value is not as OpenAPI describes it; knows what our descriptions use."""
    if "$ref" in shape:
        return faults(value, known[shape["$ref"].rpartition("/")[2]], known, at)
    if "oneOf" in shape:
        return (
            [] if any(not faults(value, one, known, at) for one in shape["oneOf"]) else [f"{at}: none fits"]
        )
    kinds: dict[str, Any] = {"string": str, "integer": int, "number": (int, float), "boolean": bool}
    kinds |= {"array": list, "object": dict, "null": type(None)}
    kind = shape["type"]
    if not isinstance(value, kinds[kind]) or (kind != "boolean" and isinstance(value, bool)):
        return [f"{at}: {type(value).__name__} is no {kind}"]
    if kind == "array":
        return [
            f for place, one in enumerate(value) for f in faults(one, shape["items"], known, f"{at}[{place}]")
        ]
    if kind == "object" and "additionalProperties" in shape:
        return [
            f for name, one in value.items() for f in faults(one, shape["additionalProperties"], known, name)
        ]
    if kind == "object":
        if set(value) != set(shape["required"]):
            return [f"{at}: {sorted(set(value) ^ set(shape['required']))}"]
        return [f for name, one in value.items() for f in faults(one, shape["properties"][name], known, name)]
    return []


def test_the_check_of_shapes_sees_faults() -> None:
    page = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
    assert faults({"n": 1}, page, {}) == []
    assert faults({"n": "1"}, page, {}) and faults({}, page, {}) and faults({"n": 1, "m": 2}, page, {})
    assert faults({"n": True}, page, {}) and faults([], page, {})


POOL = {
    "q": ["", "纸", "复印纸 A4", "fyz", "*" * 100, "%_\\'\"", "山青", "<b>"],
    "page": ["1", "2", "10000", "0", "-1", "x", ""],
    "size": ["1", "5", "60", "61"],
    "category": ["copy-paper", "group-copy-paper", "nothing", ""],
    "county": ["331102", "331181", "", "330000"],
    "policy": ["sme", "environment", "x"],
    "brand": ["山青", "瓯江", "无", "x" * 61],
    "home": ["331102", "331181"],
    "supplier": ["0", "1", "999999999", "9" * 30],
    "min_fen": ["0", "9000", "1000000000000", "-1"],
    "max_fen": ["0", "9000", "20000", "1.5"],
    "in_stock": ["true", "false", "0"],
    "next_day": ["true"],
    "local": ["1"],
    "origin": ["331102"],
    "credit": ["A", "C", "D"],
    "hall": ["true"],
    "group": ["true"],
    "product": ["0", "1"],
    "sort": ["best", "price_asc", "price_desc", "sales", "newest", "rank"],
    "typo": ["1"],
}


async def test_every_answer_is_as_described(ask: Any, client: httpx.AsyncClient) -> None:
    await shelf()
    operation, known = await described(client)
    dice, seen = random.Random(20261127), set()
    for number in range(250):
        names = dice.sample(list(POOL), dice.choice((1, 2, 2, 3, 4)))
        query = urlencode([(name, dice.choice(POOL[name])) for name in names])
        answer = await ask(query, address=f"10.9.{number % 200}.1")
        content = answer.headers["content-type"].partition(";")[0]
        shape = operation["responses"][str(answer.status_code)]["content"][content]["schema"]
        assert faults(answer.json(), shape, known) == [], query
        seen.add(answer.status_code)
    assert seen == {200, 404, 422}


async def test_who_asks_too_often_waits(ask: Any) -> None:
    first = await ask("size=1")
    assert first.headers["ratelimit-limit"] == str(MOST_CALLS)
    assert first.headers["ratelimit-remaining"] == str(MOST_CALLS - 1)
    assert 1 <= int(first.headers["ratelimit-reset"]) <= 60
    # a span further on, so that no minute ends between the next two calls
    await DB.execute("UPDATE call_count SET calls = $1, span = span + 60", MOST_CALLS - 1)
    last, over = await ask("sort=wrong"), await ask("size=1")
    assert (last.status_code, over.status_code) == (422, 429)  # a wrong call counts as well
    assert over.headers["content-type"].startswith("application/problem+json")
    assert over.headers["ratelimit-remaining"] == "0"
    assert over.headers["retry-after"] == over.headers["ratelimit-reset"]
    assert (await ask("size=1", address="10.1.2.4")).status_code == 200


@pytest.mark.committed
async def test_two_processes_count_together() -> None:
    apps = [create_app(settings()) for _ in range(2)]
    statuses = []
    for app in apps:
        transport = httpx.ASGITransport(app, client=("10.5.5.5", 1))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            await client.get(f"{PATH}?size=1")
            statuses.append((await client.get(f"{PATH}?size=1")).status_code)
            await DB.execute("UPDATE call_count SET calls = $1", MOST_CALLS - 1)
    assert statuses == [200, 429]


async def test_a_new_span_begins_at_zero_and_a_refused_call_does_not_lengthen_the_wait(db: None) -> None:
    for _ in range(3):
        await calls("api a", 60, 3)
    for _ in range(5):
        with pytest.raises(TooMany):
            await calls("api a", 60, 3)
    assert await DB.fetch_value("SELECT calls FROM call_count") == 4
    await DB.execute("UPDATE call_count SET span = span - 60")
    assert (await calls("api a", 60, 3)).remaining == 2


async def test_counts_nobody_needs_are_removed(db: None) -> None:
    await calls("api a", 60, 3)
    assert await forget_counts() == 0
    await DB.execute("UPDATE call_count SET span = span - 7200")
    assert await forget_counts() == 1


@pytest.mark.parametrize(
    ("address", "caller"),
    [
        ("10.0.0.7", "api 10.0.0.7"),
        ("2001:db8:1:2:aaaa::1", "api 2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9%eth0", "api 2001:db8:1:2::/64"),
        ("::ffff:10.0.0.7", "api 10.0.0.7"),
        ("", "api "),
        ("x" * 200, ("api " + "x" * 200)[:80]),
    ],
)
def test_a_caller_is_an_address_or_a_site(address: str, caller: str) -> None:
    assert caller_of(address, "api") == caller


def test_the_description_is_small_and_plain(app: Any) -> None:
    assert "<script" not in json.dumps(app.openapi_schema.to_schema())
