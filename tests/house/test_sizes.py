"""How large things may grow: what is over the mark is printed, what is over twice the mark fails."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from emall.paths import PACKAGE, ROOT, TEMPLATES

FUNCTION, HANDLER, FILE, PAGE, FRAGMENT = 25, 10, 250, 80, 40
WRITTEN_BY_PICCOLO = "migrations"


def sources() -> list[Path]:
    return sorted([*PACKAGE.rglob("*.py"), *(ROOT / "search").rglob("*.py"), *(ROOT / "tests").rglob("*.py")])


def lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def body(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the last."""
    inner = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    return (inner[-1].end_lineno or 0) - inner[0].lineno + 1 if inner else 0


def functions(files: list[Path]) -> Iterator[tuple[str, int, bool]]:
    """Name, length of the body, and whether it answers requests."""
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"
                yield name, body(node), is_handler(node)


def is_handler(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    called = [decorator.func for decorator in node.decorator_list if isinstance(decorator, ast.Call)]
    return any(isinstance(name, ast.Name) and name.id in ("get", "post") for name in called)


def judge(found: list[tuple[str, int]], mark: int) -> None:
    """Print what is over the mark, refuse what is over twice the mark."""
    for name, size in sorted(found, key=lambda pair: -pair[1]):
        if size > mark:
            print(f"{size:4} > {mark}  {name}")
    assert [name for name, size in found if size > 2 * mark] == []


def test_files() -> None:
    judge([(str(file.relative_to(ROOT)), lines(file)) for file in sources()], FILE)


def test_functions() -> None:
    judge([(name, size) for name, size, _ in functions(sources())], FUNCTION)


def test_handlers() -> None:
    judge([(name, size) for name, size, answers in functions(sources()) if answers], HANDLER)


@pytest.mark.parametrize(("fragments", "mark"), [(False, PAGE), (True, FRAGMENT)], ids=["pages", "fragments"])
def test_templates(fragments: bool, mark: int) -> None:
    found = []
    for file in sorted(TEMPLATES.rglob("*.html")):
        place = file.relative_to(TEMPLATES)
        whole = "{% extends" in file.read_text(encoding="utf-8") or place.parts[0] in (
            "layouts",
            "shared",
            "print",
        )
        if (whole or len(place.parts) == 1) != fragments:
            found.append((str(place), lines(file)))
    judge(found, mark)
