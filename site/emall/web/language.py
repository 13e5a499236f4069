"""The language of an answer and the texts in it: English source strings, Chinese catalogue."""

import gettext as catalogues
from contextvars import ContextVar
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from emall.paths import LOCALE

CHINESE, ENGLISH = "zh-CN", "en"
LANGUAGES = (CHINESE, ENGLISH)
COOKIE = "emall_lang"


_language: ContextVar[str] = ContextVar("language", default=CHINESE)


def language() -> str:
    """The language in use: `zh-CN` or `en`."""
    return _language.get()


def speak(wanted: str) -> None:
    """Use this language for the rest of the request; anything unknown means Chinese."""
    _language.set(wanted if wanted in LANGUAGES else CHINESE)


@cache
def _catalogue() -> catalogues.NullTranslations:
    return catalogues.translation("messages", str(LOCALE), ["zh_CN"], fallback=True)


@cache
def _known() -> dict[str, dict[str, Markup]]:
    """Messages of the catalogue as markup, per language; only these are trusted to hold markup."""
    messages = {
        key: text for key, text in getattr(_catalogue(), "_catalog", {}).items() if isinstance(key, str)
    }
    return {
        CHINESE: {key: Markup(text) for key, text in messages.items()},
        ENGLISH: {key: Markup(key) for key in messages},
    }


def N_(message: str) -> str:
    """Mark a text for translation where it is written; it is translated where it is shown."""
    return message


class Later:
    """A text that is translated when it is shown, for values made before anybody's language is known."""

    def __init__(self, message: str) -> None:
        """Keep the source text, marked with N_ where it is written."""
        self.message = message

    def __str__(self) -> str:
        return gettext(self.message)

    def __html__(self) -> str:
        return str(escape(str(self)))


def gettext(message: str, **values: Any) -> str:
    """The text in the language in use, `%(name)s` filled from the values."""
    text = _catalogue().gettext(message) if message and _language.get() == CHINESE else message
    return text % values if values else text


def ngettext(one: str, many: str, number: int, **values: Any) -> str:
    """The text for that many things; `%(num)s` is always there."""
    if _language.get() == CHINESE:
        text = _catalogue().ngettext(one, many, number)
    else:
        text = one if number == 1 else many
    return text % {"num": number, **values}


def markup_gettext(message: str, **values: Any) -> Markup:
    """`_` in templates: catalogue texts may hold markup, the values in them never do."""
    text = _known()[_language.get()].get(message)
    if text is None:
        text = escape(message)
    return _filled(text, values) if values else text


def _filled(text: str, values: dict[str, Any]) -> Markup:
    """The text with its values, each escaped unless it is markup: `Markup % values`, which costs half as much again."""
    return Markup(str.__mod__(text, {name: escape(value) for name, value in values.items()}))


def markup_ngettext(one: str, many: str, number: int, **values: Any) -> Markup:
    """`ngettext` in templates."""
    if _language.get() == CHINESE:
        text = _catalogue().ngettext(one, many, number)
    else:
        text = one if number == 1 else many
    return _filled(text, {"num": number, **values})
