"""Every template compiles, stays small, and keeps scripts, styles and unchecked HTML out."""

import re
from pathlib import Path

import pytest

from emall.paths import TEMPLATES as HOME
from emall.web.front import Front

PAGES = sorted(HOME.rglob("*.html"))
PAGE_LINES, FRAGMENT_LINES = 80, 40
FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "inline style": re.compile(r"\sstyle=|<style", re.IGNORECASE),
    "inline event handler": re.compile(r"\son[a-z]+=|hx-on", re.IGNORECASE),
    "HTML passed unchecked": re.compile(r"\|\s*safe\b"),
    "a number no colour token knows": re.compile(r"(?<!&)#[0-9a-fA-F]{6}\b"),
}


def name_of(path: Path) -> str:
    return path.relative_to(HOME).as_posix()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_template_compiles(app: Front, path: Path) -> None:
    app.state.pages.get(name_of(path))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_no_template_carries_script_style_or_unchecked_html(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace('<meta name="theme-color" content="#0B2F28">', "")
    assert [word for word, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_templates_stay_within_twice_their_budget(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    budget = PAGE_LINES if "{% extends" in text or "{% macro" in text else FRAGMENT_LINES
    assert text.count("\n") <= 2 * budget


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_form_that_posts_carries_the_session_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    forms = re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL)
    assert [form[:120] for form in forms if "csrf_input" not in form] == []
