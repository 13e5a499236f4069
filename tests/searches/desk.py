"""What tests of the search room send and look for."""

import re
from datetime import date

import httpx

from emall.database import DB
from emall.kernel import clock
from tests.making import make
from tests.web.csrf_token import csrf

SYNONYMS = "/desk/search/synonyms"
CANARY = "<script>alert(1)</script>"


async def token_of(client: httpx.AsyncClient, address: str) -> str:
    """The submit token of the last form on a page."""
    found = re.findall(r'name="submit_token" value="([^"]+)"', (await client.get(address)).text)
    assert found, f"no form on {address}"
    return str(found[-1])


async def post(client: httpx.AsyncClient, address: str, htmx: str = "", /, **fields: str) -> httpx.Response:
    """Send a form; `htmx` names the target when htmx sends it."""
    headers = {"HX-Request": "true", "HX-Target": htmx} if htmx else {}
    return await client.post(address, data={"_csrf_token": await csrf(client), **fields}, headers=headers)


async def add(client: httpx.AsyncClient, names: str, **fields: str) -> httpx.Response:
    """Add a group of names with a fresh form."""
    fields.setdefault("submit_token", await token_of(client, f"{SYNONYMS}/new"))
    return await post(client, SYNONYMS, names=names, **fields)


async def make_tally(words: str, *, day: date | None = None, **columns: int) -> int:
    """Some words' row of a day."""
    figures = {
        "asked": 1,
        "empty": 0,
        "relaxed": 0,
        "degraded": 0,
        "slowest_ms": 10,
        "spent_ms": 10,
        "last_total": 3,
    }
    return await make("search_tally", day=day or clock.today(), words=words, **{**figures, **columns})


async def group_row(number: int):
    """A group's row."""
    return await DB.fetch_row("SELECT * FROM synonym WHERE id = $1", number)


async def last_group() -> int:
    """The newest group's id."""
    return int(await DB.fetch_value("SELECT max(id) FROM synonym") or 0)
