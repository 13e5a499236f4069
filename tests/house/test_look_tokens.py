"""The colours of the house: every pair that carries words or marks is readable, and every colour is a token."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CSS = ROOT / "static" / "css"
HEX = re.compile(r"(?<!%23)#(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3,4})\b(?![\w-])")
TOKENS = dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})\s*;", (CSS / "tokens.css").read_text()))

TONES = ("neutral", "wait", "act", "go", "done", "bad")
COUNTIES = (
    "liandu",
    "longquan",
    "qingtian",
    "yunhe",
    "qingyuan",
    "jinyun",
    "suichang",
    "songyang",
    "jingning",
)

WORDS = [
    *[(ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("surface", "paper", "stripe")],
    *[("ink-2", ground) for ground in ("price-ground", "footer-ground", "notice-ground", "celadon-50")],
    *[(tone, f"{tone}-bg") for tone in TONES],
    *[(tone, "surface") for tone in TONES],
    *[("celadon-600", ground) for ground in ("surface", "paper", "celadon-50", "celadon-100")],
    *[("celadon-700", ground) for ground in ("surface", "celadon-50", "celadon-100", "celadon-200")],
    *[
        ("on-dark", ground)
        for ground in (
            "celadon-600",
            "celadon-700",
            "celadon-800",
            "celadon-900",
            "act",
            "bad",
            "kiln",
        )
    ],
    ("on-dark-2", "celadon-800"),
    ("on-dark-2", "celadon-900"),
    ("celadon-900", "celadon-300"),
    ("celadon-800", "footer-ground"),
    ("celadon-800", "surface"),
    ("ink-3", "celadon-100"),
    ("ink-3", "celadon-50"),
    ("price", "surface"),
    ("price", "paper"),
    ("price", "price-ground"),
    ("price", "celadon-50"),
    ("kiln", "kiln-bg"),
    ("kiln", "price-ground"),
    ("act", "notice-ground"),
    *[(f"county-{county}", "paper") for county in COUNTIES],
]

MARKS = [
    ("line-strong", "surface"),
    ("line-strong", "paper"),
    ("celadon-400", "surface"),
    ("celadon-500", "celadon-50"),
    ("celadon-600", "celadon-100"),
    ("kiln", "celadon-100"),
    ("focus", "surface"),
    ("focus", "paper"),
    ("focus", "celadon-100"),
    ("focus-dark", "celadon-900"),
    ("focus-dark", "celadon-800"),
    *[(f"chart-{number}", "surface") for number in range(1, 7)],
]


def luminance(colour: str) -> float:
    """Relative luminance of a `#RRGGBB` colour, as WCAG defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(front: str, ground: str) -> float:
    """Contrast of two tokens, 1 to 21."""
    light, dark = sorted((luminance(TOKENS[front]), luminance(TOKENS[ground])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    """White on the brand colour is 6.35, as the palette was drawn."""
    assert contrast("on-dark", "celadon-600") == pytest.approx(6.35, abs=0.01)


@pytest.mark.parametrize(("front", "ground"), WORDS)
def test_words_can_be_read(front: str, ground: str) -> None:
    """Text needs 4.5."""
    assert contrast(front, ground) >= 4.5


@pytest.mark.parametrize(("front", "ground"), MARKS)
def test_marks_can_be_seen(front: str, ground: str) -> None:
    """Borders of controls, focus rings and graphics need 3."""
    assert contrast(front, ground) >= 3


def test_no_colour_outside_the_tokens() -> None:
    """Only tokens.css spells a colour."""
    strays = {
        path.name: found
        for path in sorted(CSS.glob("*.css"))
        if path.name != "tokens.css"
        and (found := HEX.findall(path.read_text()) + re.findall(r"\b(?:rgb|hsl)a?\(", path.read_text()))
    }
    assert strays == {}


def test_every_token_used_is_named() -> None:
    """A misspelt token would silently fall back to nothing."""
    texts = {path.name: path.read_text() for path in CSS.glob("*.css")}
    named = set(re.findall(r"(--[\w-]+)\s*:", "".join(texts.values())))
    used = {token for text in texts.values() for token in re.findall(r"var\((--[\w-]+)", text)}
    assert used - named == set()
