"""The files of the look: order and size of the stylesheet, icons, drawings, parts made elsewhere, plain templates."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from emall.web.status_words import STATUS

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SPRITE = (ROOT / "templates" / "shared" / "sprite.html").read_text()
ICONS = set(re.findall(r'<symbol id="i-([\w-]+)"', SPRITE))
KILOBYTE = 1024
TONES = {"neutral", "wait", "act", "go", "done", "bad"}


def packed(*paths: Path) -> int:
    """Bytes of these files together, each gzipped as it is served."""
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def order() -> list[str]:
    """Names of the component files in the order they are joined."""
    return (STATIC / "css" / "order.txt").read_text().split()


def test_every_component_file_is_joined_once() -> None:
    """A stylesheet missing from the order would never reach a browser."""
    assert sorted(order()) == sorted(path.name for path in (STATIC / "css").glob("*.css"))
    assert order()[0] == "tokens.css"


def test_the_stylesheet_is_small() -> None:
    """One file of at most 25 KB gzipped."""
    joined = b"\n".join((STATIC / "css" / name).read_bytes() for name in order())
    assert len(gzip.compress(joined, 9)) <= 25 * KILOBYTE


def test_the_scripts_are_small() -> None:
    """24 KB with htmx, 6 KB of our own."""
    own = sorted((STATIC / "js").glob("*.js"))
    assert packed(*own) <= 6 * KILOBYTE
    assert packed(STATIC / "vendor" / "htmx.min.js", *own) <= 24 * KILOBYTE


def test_drawings_are_small() -> None:
    """15 KB each as served."""
    heavy = {
        path.name: packed(path) for path in (STATIC / "art").glob("*.svg") if packed(path) > 15 * KILOBYTE
    }
    assert heavy == {}


def test_icons_asked_for_are_in_the_sprite() -> None:
    """Names written in templates and in the status table have a symbol."""
    wanted = {shown.icon for words in STATUS.values() for shown in words.values()}
    for path in TEMPLATES:
        wanted |= set(re.findall(r"\bicon\(\s*[\"']([\w-]+)[\"']", path.read_text()))
        wanted |= set(re.findall(r"\b(?:icon|after)=[\"']([\w-]+)[\"']", path.read_text()))
        wanted |= set(re.findall(r"icon_(?:button|link)\(\s*[\"']([\w-]+)[\"']", path.read_text()))
    assert wanted - ICONS == set()


def test_every_status_has_a_tone() -> None:
    """Tones are the six of the palette."""
    assert {shown.tone for words in STATUS.values() for shown in words.values()} <= TONES


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_are_plain(path: Path) -> None:
    """No inline style or script, no htmx handlers in attributes: the content security policy forbids them."""
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\s(?:hx-on|on(?:click|change|submit|input|load))\b", text)
    assert "<style" not in text


@pytest.mark.parametrize("name", ["static/vendor/htmx.min.js", "tests/vendor/axe.min.js"])
def test_parts_made_elsewhere_are_unchanged(name: str) -> None:
    """The hash in the table is the hash of the file."""
    table = (STATIC / "vendor" / "README.md").read_text()
    row = next(line for line in table.splitlines() if name in line)
    assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() in row


def test_drawings_named_by_categories_exist() -> None:
    """Each category of the demo city has its drawing."""
    rows = (ROOT / "site" / "emall" / "world" / "content" / "categories.csv").read_text().splitlines()
    column = rows[0].split(",").index("art")
    names = {row.split(",")[column] for row in rows[1:]}
    assert {name for name in names if not (STATIC / "art" / f"{name}.svg").is_file()} == set()
