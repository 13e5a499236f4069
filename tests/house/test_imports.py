"""The order of the rooms, and inside a room the order of its files."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from emall.paths import PACKAGE, ROOT

RANKS = {
    "words": 0,
    "tables": 1,
    "rules": 1,
    "access": 1,
    "documents": 1,
    "queries": 2,
    "actions": 3,
    "forms": 4,
    "handlers": 5,
}
ROOMS = sorted(folder for folder in PACKAGE.iterdir() if (folder / "words.py").is_file())
NEVER = {"utils", "helpers", "common", "manager", "service", "base", "data", "misc"}


def test_rooms_import_downwards_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def kind_of(module: str, room: str) -> int | None:
    """The rank of a module of this room by the kind of file it is in."""
    parts = module.split(".")
    return RANKS.get(parts[2]) if len(parts) > 2 and parts[:2] == ["emall", room] else None


def imported(file: Path) -> list[str]:
    """Modules a file imports; for `from package import name` both readings."""
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{name.name}" for name in node.names)]
    return found


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_inside_a_room_handlers_stand_on_actions_and_actions_on_queries(room: Path) -> None:
    upwards = []
    for file in sorted(room.rglob("*.py")):
        own = RANKS.get(file.relative_to(room).parts[0].removesuffix(".py"))
        if own is None:
            continue
        for module in imported(file):
            other = kind_of(module, room.name)
            if other is not None and other > own:
                upwards.append(f"{file.relative_to(ROOT)} imports {module}")
    assert upwards == []


def test_rules_neither_read_nor_write_nor_wait() -> None:
    guilty = []
    for file in [*PACKAGE.glob("*/rules.py"), *PACKAGE.glob("*/rules/*.py")]:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        waits = any(isinstance(node, ast.Await | ast.AsyncFunctionDef) for node in ast.walk(tree))
        if waits or {"emall.database", "emall.kernel.clock.now"} & set(imported(file)):
            guilty.append(file.relative_to(ROOT).as_posix())
    assert guilty == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    files = [file for top in ("site", "search", "tests") for file in (ROOT / top).rglob("*.py")]
    assert [file.as_posix() for file in files if file.stem in NEVER or file.parent.name in NEVER] == []


def test_nobody_imports_the_package_names_of_our_folders() -> None:
    assert not (ROOT / "site" / "__init__.py").exists()
