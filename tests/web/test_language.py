"""Texts in two languages, and markup that comes from us alone."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from markupsafe import Markup

from emall import app as site
from emall.kernel import clock
from emall.kernel.refusal import Refusal
from emall.paths import PACKAGE
from emall.web import formats, language, saying

TURNED_DOWN = ("Refusal", "Refused", "Conflict")


@pytest.fixture(autouse=True)
def back_to_chinese() -> Iterator[None]:
    yield
    language.speak("zh-CN")


def test_texts_follow_the_language() -> None:
    language.speak("en")
    assert language.gettext("Buyer") == "Buyer"
    language.speak("zh-CN")
    assert language.gettext("Buyer") == "经办人"
    language.speak("xx")
    assert language.language() == "zh-CN"


def test_values_in_a_text_are_escaped_and_so_are_texts_nobody_wrote() -> None:
    language.speak("en")
    said = language.markup_gettext("This page is for: %(duties)s.", duties="<script>")
    assert said == Markup("This page is for: &lt;script&gt;.")
    assert language.markup_gettext("<b>from a user</b>") == Markup("&lt;b&gt;from a user&lt;/b&gt;")
    assert language.markup_ngettext("%(num)s hour ago", "%(num)s hours ago", 1) == Markup("1 hour ago")
    assert language.markup_ngettext("%(num)s hour ago", "%(num)s hours ago", 2) == Markup("2 hours ago")


def test_a_refusal_is_said_with_its_amounts_as_money() -> None:
    language.speak("en")
    saying.learn({"test_short_by": "Short by %(short)s."})
    assert saying.say(Refusal("plan", "test_short_by", short_fen=123450)).text == "Short by 1,234.50."
    assert saying.say(Refusal("", "nobody_wrote_this")).text == "This is not possible as things stand."


def keys_in_code() -> Iterator[tuple[str, str]]:
    """Each key given to Refusal, Refused or Conflict anywhere in the code, with its file."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in TURNED_DOWN:
                continue
            if len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                yield str(node.args[1].value), path.relative_to(PACKAGE).as_posix()


def test_every_key_in_the_code_has_its_sentence() -> None:
    known = set(saying.SENTENCES).union(*site.ROOM_SENTENCES)
    assert {(key, file) for key, file in keys_in_code() if key not in known} == set()


def test_a_key_says_the_same_in_every_room() -> None:
    said: dict[str, str] = {}
    for sentences in site.ROOM_SENTENCES:
        for key, text in sentences.items():
            assert said.setdefault(key, text) == text, f"two sentences for {key}"


@pytest.mark.parametrize(
    ("lang", "written"),
    [
        ("zh-CN", ("2026年11月23日", "11月23日（周一）", "11月23日 18:05 前", "莲都")),
        ("en", ("23 Nov 2026", "Mon 23 Nov", "by 23 Nov 18:05", "Liandu")),
    ],
)
def test_dates_and_places_are_written_as_each_language_does(lang: str, written: tuple[str, ...]) -> None:
    language.speak(lang)
    moment = datetime(2026, 11, 23, 10, 5, tzinfo=UTC)
    assert written == (
        formats.day(moment),
        formats.weekday(moment),
        formats.deadline(moment),
        formats.county("331102"),
    )
    assert formats.datetime(moment) == "2026-11-23 18:05"
    assert formats.county("999999") == "999999"


def test_how_long_ago() -> None:
    language.speak("en")
    now = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    with clock.frozen(now):
        said = [formats.ago(now - timedelta(seconds=after)) for after in (5, 60, 7200, 86400 * 3, 86400 * 40)]
    assert said == ["just now", "1 minute ago", "2 hours ago", "3 days ago", "2026-10-14"]
