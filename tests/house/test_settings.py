"""What the environment decides, and what it must not leave open."""

import re
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from emall.commands.run import options
from emall.paths import ROOT
from emall.settings import SHORTEST_SECRET, Misconfigured, Settings

SECRET = "x" * SHORTEST_SECRET


def read(tmp_path: Path, **more: str) -> Settings:
    return Settings.from_environment({"EMALL_DATA": str(tmp_path), **more})


def test_nothing_set_is_a_demo_on_this_machine(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert (found.host, found.port, found.base_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert (found.demo, found.secure, found.database_url, found.data) == (True, False, "", tmp_path)


def test_the_demo_secret_is_made_once_and_for_nobody_else(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert first.secret == second.secret
    assert len(first.secret) >= SHORTEST_SECRET
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]
    assert repr(first.secret) not in repr(first)


def test_production_needs_a_secret_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="EMALL_SECRET"):
        read(tmp_path, EMALL_ENV="production")
    with pytest.raises(Misconfigured, match="EMALL_SECRET"):
        read(tmp_path, EMALL_ENV="production", EMALL_SECRET=SECRET[1:])
    assert not read(tmp_path, EMALL_ENV="production", EMALL_SECRET=SECRET).demo
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EMALL_ENV", "test"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "８０００"),
        ("PORT", "-1"),
        ("EMALL_WORKERS", "many"),
        ("EMALL_BASE_URL", "mall.example"),
        ("EMALL_BASE_URL", "ftp://mall.example"),
        ("EMALL_DIGEST", "md5"),
        ("EMALL_PROXIES", "*"),
        ("EMALL_PROXIES", "proxy.example"),
    ],
)
def test_what_cannot_be_meant_stops_the_start_and_names_the_variable(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(Misconfigured, match=name):
        read(tmp_path, **{name: value})


def test_https_makes_it_secure(tmp_path: Path) -> None:
    found = read(tmp_path, EMALL_BASE_URL="https://mall.example/")
    assert (found.secure, found.base_url) == (True, "https://mall.example")


def test_every_variable_is_in_the_readme() -> None:
    source = (ROOT / "site" / "emall" / "settings.py").read_text(encoding="utf-8")
    variables = set(re.findall(r'read\("([A-Z_]+)"\)', source))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(variables) >= 9
    assert {name for name in variables if f"`{name}`" not in readme} == set()


@pytest.mark.parametrize(
    ("proxies", "seen"),
    [
        ("", "10.0.0.9"),
        ("10.0.0.9", "203.0.113.7"),
        ("10.0.0.0/8, ::1", "203.0.113.7"),
        ("10.0.0.8", "10.0.0.9"),
    ],
)
async def test_only_a_named_proxy_says_where_a_visitor_comes_from(
    tmp_path: Path, proxies: str, seen: str
) -> None:
    addresses = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        addresses.append(scope["client"][0])

    plan = uvicorn.Config(app, **options(read(tmp_path, EMALL_PROXIES=proxies)))
    plan.load()
    forwarded = [(b"x-forwarded-for", b"198.51.100.1, 203.0.113.7")]
    scope = {"type": "http", "client": ("10.0.0.9", 1), "headers": forwarded, "scheme": "http"}
    await plan.loaded_app(scope, None, None)  # type: ignore[arg-type]
    assert addresses == [seen]
