"""Every template compiles, names only files that are there, and runs nothing in the browser it should not."""

import re
from pathlib import Path

import pytest

from emall.paths import STATIC, TEMPLATES
from emall.web.front import Front
from emall.web.static import Static

FILES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
FORBIDDEN = {
    r"\|\s*safe\b": "text marked safe",
    r"<script(?![^>]*\bsrc=)": "an inline script",
    r"\sstyle=": "an inline style",
    r"\shx-on": "a script in an attribute",
    r"\son[a-z]+=": "a script in an attribute",
    r"javascript:": "a script in an address",
    r"hx-vals=['\"]js:": "a script in a value",
}


@pytest.mark.parametrize("name", FILES)
def test_a_template_compiles(app: Front, name: str) -> None:
    assert app.state.pages.get(name).name == name


@pytest.mark.parametrize("name", FILES)
def test_a_template_runs_no_script_and_carries_no_style(name: str) -> None:
    text = Path(TEMPLATES, name).read_text(encoding="utf-8")
    found = [what for pattern, what in FORBIDDEN.items() if re.search(pattern, text)]
    assert found == []


@pytest.mark.parametrize("name", FILES)
def test_a_form_that_posts_says_where_and_carries_the_token(name: str) -> None:
    text = Path(TEMPLATES, name).read_text(encoding="utf-8")
    for form in re.finditer(r"<form\b(.*?)</form>", text, re.DOTALL):
        head = form[0].partition(">")[0]
        if re.search(r'method="post"', head):
            assert "action=" in head, head
            assert "csrf_input" in form[0], head


def test_every_static_file_named_in_a_template_is_there() -> None:
    files = Static(STATIC)
    for name in FILES:
        text = Path(TEMPLATES, name).read_text(encoding="utf-8")
        for asset in re.findall(r"""asset\(\s*["']([^"']+)["']\s*\)""", text):
            assert asset in files.urls, f"{name} names {asset}"


def test_the_stylesheet_joins_every_component_once() -> None:
    order = [line for line in (STATIC / "css" / "order.txt").read_text().split() if not line.startswith("#")]
    there = sorted(path.name for path in (STATIC / "css").glob("*.css"))
    assert sorted(order) == there
