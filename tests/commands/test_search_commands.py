"""`emall search` and `emall outbox`, as an operator or a script meets them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from emall.catalogue.actions import rebuild_index
from emall.catalogue.queries import use_engine
from emall.database import DB
from emall.journal import outbox
from search import AsyncSearch, TantivyEngine
from tests.catalogue.goods import make_listing

PROGRAM = Path(sys.executable).with_name("emall")
pytestmark = pytest.mark.committed


@pytest.fixture
async def emall(db: None, tmp_path: Path) -> Any:
    """Run a command on this test's database: exit code, output, errors."""

    def run(*words: str, **more: str) -> tuple[int, str, str]:
        named = {"DATABASE_URL": DB.config["dsn"], "EMALL_DATA": str(tmp_path), "EMALL_ENV": "demo", **more}
        done = subprocess.run(
            [PROGRAM, *words], env=os.environ | named, capture_output=True, text=True, timeout=60, check=False
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout, done.stderr

    return run


async def indexed(folder: Path) -> None:
    engine = AsyncSearch(TantivyEngine(folder / "search"), timeout=20)
    use_engine(engine)
    await rebuild_index()
    use_engine(None)
    engine.close()


async def test_looking_writes_nothing_and_healing_heals(emall: Any, tmp_path: Path) -> None:
    first, second = await make_listing(), await make_listing()
    await indexed(tmp_path)
    assert emall("search", "diff", "--only-look", "--json")[0] == 0
    await DB.execute("UPDATE listing SET price_fen = price_fen + 1 WHERE id = $1", first)
    await DB.execute("UPDATE listing SET status = 'off_shelf' WHERE id = $1", second)
    code, said, _ = emall("search", "diff", "--only-look", "--json")
    found = json.loads(said)
    assert (code, found["stale"], found["extra"], found["missing"]) == (1, [first], [second], [])
    assert (await outbox.state()).waiting == 0
    code, said, _ = emall("search", "diff")
    assert code == 1 and "stale: 1" in said and "extra: 1" in said  # what was found before
    code, said, _ = emall("search", "diff", "--json")
    assert (code, json.loads(said)["stale"], json.loads(said)["extra"]) == (0, [], [])


async def test_healing_leaves_the_work_to_whoever_leads(emall: Any, tmp_path: Path) -> None:
    await make_listing()
    await indexed(tmp_path)
    await DB.execute("UPDATE listing SET price_fen = price_fen + 1")
    async with DB.connection() as connection:
        await connection.execute("SELECT pg_advisory_lock($1)", outbox.LEADER)
        code, said, _ = emall("search", "diff")
        await connection.execute("SELECT pg_advisory_unlock($1)", outbox.LEADER)
    assert code == 1 and "1 wait for the background process" in said
    assert (await outbox.state()).waiting == 1


async def test_a_rebuild_and_a_question(emall: Any) -> None:
    listing = await make_listing(brand="瓯江")
    assert emall("search", "rebuild")[:2] == (0, "1 listings are in the index.\n")
    code, said, _ = emall("search", "query", "瓯江", "--json")
    assert (code, [hit["id"] for hit in json.loads(said)["hits"]]) == (0, [listing])
    assert json.loads(said)["hits"][0]["reasons"] == ["title: 瓯江"]
    assert "[title: 瓯江]" in emall("search", "query", "瓯江")[1]


async def test_settings_of_an_engine_without_a_server_never_differ(emall: Any) -> None:
    assert emall("search", "settings")[0] == 0


async def test_a_server_that_does_not_answer_is_one_sentence(emall: Any) -> None:
    code, _, told = emall("search", "diff", MEILI_URL="http://127.0.0.1:1")
    assert code == 1 and told.startswith("Error: The search engine cannot do this now")


async def test_parked_rows_are_shown_and_tried_again(emall: Any) -> None:
    await outbox.put("listing", "not a number")
    await DB.execute("UPDATE outbox SET parked_at = now(), attempts = 10, error = 'ValueError: bad'")
    code, said, _ = emall("outbox")
    assert code == 0 and "parked 1" in said and "ValueError: bad" in said
    code, said, _ = emall("outbox", "--retry", "--json")
    assert (code, json.loads(said)["tried_again"]) == (0, 1)
    assert (await outbox.state()).parked == 0
