"""The command line, as a person or a script meets it."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from emall.commands import emall
from emall.database import DB
from emall.journal import SYSTEM, Deed, record
from emall.paths import ROOT
from tests import databases

PROGRAM = Path(sys.executable).with_name("emall")
SECONDS = 240  # planting the demo world takes most of it on a busy machine


@pytest.fixture
async def environment(db: None, tmp_path: Path) -> dict[str, str]:
    """The environment of a process that uses this test's own database."""
    return {
        **os.environ,
        "DATABASE_URL": DB.config["dsn"],
        "EMALL_DATA": str(tmp_path),
        "EMALL_ENV": "demo",
        "PORT": str(free_port()),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *words], env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )


def test_every_command_explains_itself() -> None:
    assert {"run", "serve", "work", "migrate", "routes", "check", "audit"} <= set(emall.commands)
    assert [name for name, command in emall.commands.items() if not command.help] == []


def test_every_command_the_makefile_uses_is_there() -> None:
    used = re.findall(r"\$\(BIN\)/emall ([a-z]+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert used and set(used) <= set(emall.commands)


def test_a_wrong_environment_is_one_sentence() -> None:
    done = run({**os.environ, "EMALL_ENV": "nowhere"}, "migrate")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: EMALL_ENV") and "Traceback" not in done.stderr


def test_a_database_that_does_not_answer_is_one_sentence() -> None:
    done = run({**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "migrate")
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.committed
async def test_an_empty_database_is_migrated_once(server: str, environment: dict[str, str]) -> None:
    name = f"{DB.config['dsn'].split('/')[-1].split('?')[0]}_bare"
    async with databases.clone(server, "template0", name) as address:
        environment["DATABASE_URL"] = address
        first, second = run(environment, "migrate"), run(environment, "migrate")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert len(first.stdout.split()) >= 3
    assert second.stdout.strip() == "Nothing to migrate."


@pytest.mark.committed
async def test_audit_and_check_answer_scripts(environment: dict[str, str]) -> None:
    async with DB.transaction():
        await record(SYSTEM, Deed("a.b", "a", "1"), Deed("a.b", "a", "2"))
    assert run(environment, "audit", "anchor").returncode == 0
    verdict = run(environment, "audit", "verify", "--json")
    assert (verdict.returncode, json.loads(verdict.stdout)["checked"]) == (0, 2)
    checked = run(environment, "check", "--json")
    assert (checked.returncode, json.loads(checked.stdout)["ok"]) == (0, True)

    await DB.execute("ALTER TABLE journal_entry DISABLE TRIGGER ALL")
    await DB.execute("DELETE FROM journal_entry WHERE sequence = 2")
    verdict = run(environment, "audit", "verify", "--json")
    found = json.loads(verdict.stdout)
    assert (verdict.returncode, found["first_bad"], found["reason"]) == (1, 2, "tail_cut")
    checked = run(environment, "check", "--json")
    assert checked.returncode == 1
    assert "journal_head_is_the_last_entry" in json.loads(checked.stdout)["broken"]


async def test_routes_are_listed_for_scripts(tmp_path: Path) -> None:
    done = run({**os.environ, "EMALL_DATA": str(tmp_path)}, "routes", "--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert {"method", "path", "name", "who"} == set(rows[0])
    assert {"method": "GET", "path": "/healthz", "name": "web.health", "who": "anyone"} in rows


@contextmanager
def started(environment: dict[str, str], *words: str) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [PROGRAM, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def asked(environment: dict[str, str], path: str) -> bytes:
    """The answer of a server that may still be starting."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{environment['PORT']}{path}", timeout=10
            ) as answer:
                return bytes(answer.read())
        except OSError:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.1)


@pytest.mark.committed
@pytest.mark.world
async def test_run_serves_greets_and_stops_when_told(environment: dict[str, str]) -> None:
    with started(environment, "run") as process:
        assert asked(environment, "/healthz") == b"ok\n"
        ready = json.loads(asked(environment, "/readyz"))
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=SECONDS)
    assert ready["ready"] is True
    assert process.returncode == 0, said
    assert f"http://127.0.0.1:{environment['PORT']}" in said
    assert "demo-Lishui-2026" in said and "buyer" in said
    assert (
        await DB.fetch_value("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()") <= 2
    )


@pytest.mark.committed
@pytest.mark.world
@pytest.mark.parametrize("command", ["run", "serve", "work"])
async def test_production_refuses_accounts_whose_password_everybody_knows(
    environment: dict[str, str], command: str
) -> None:
    secret = {"EMALL_ENV": "production", "EMALL_SECRET": "a" * 40}
    done = await asyncio.to_thread(run, environment | secret, command)
    assert done.returncode == 1 and "holds the demo world" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.committed
async def test_serve_neither_migrates_nor_plants(environment: dict[str, str]) -> None:
    with started(environment, "serve") as process:
        assert asked(environment, "/healthz") == b"ok\n"
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, said
    assert await DB.fetch_value("SELECT count(*) FROM organisation") == 0


def test_a_server_that_cannot_open_does_not_end_as_if_all_were_well() -> None:
    dead = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "PORT": str(free_port())}
    code = "from emall.commands.run import in_one_process; from emall.settings import settings; in_one_process(settings())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **dead},
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 3


@pytest.mark.committed
async def test_work_drains_and_anchors_and_stops_when_told(
    environment: dict[str, str], tmp_path: Path
) -> None:
    async with DB.transaction():
        await record(SYSTEM, Deed("a.b", "a", "1"))
        await DB.execute(
            "INSERT INTO outbox (topic, key, created_at, due_at) VALUES ('listing', '1', now(), now())"
        )
    with started(environment, "work") as process:
        deadline = time.monotonic() + SECONDS
        while await DB.fetch_value("SELECT count(*) FROM outbox") or not (tmp_path / "anchors").exists():
            assert process.poll() is None and time.monotonic() < deadline
            await asyncio.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, said
