"""How a message reads: its kind's text in the language in use, filled with its facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emall.kernel.money import format_fen
from emall.messages.words import TEXTS, MessageKind
from emall.web.language import gettext

LONGEST_FACT = 60  # longer texts, such as reasons, are cut: the page a message leads to has them in full


def text_of(*, kind: str, facts: Mapping[str, Any]) -> str:
    """The sentence of a message; raises ValueError for an unknown kind and KeyError for a missing fact."""
    return gettext(TEXTS[MessageKind(kind)], **_filled(facts))


def missing_facts(*, kind: str, facts: Mapping[str, Any]) -> str:
    """The first fact the text of a kind asks for and does not get; empty when all are there."""
    try:
        TEXTS[MessageKind(kind)] % _filled(facts)
    except KeyError as error:
        return str(error.args[0])
    return ""


def _filled(facts: Mapping[str, Any]) -> dict[str, Any]:
    money = {name[: -len("_fen")]: format_fen(fen) for name, fen in facts.items() if name.endswith("_fen")}
    return {name: _short(value) for name, value in facts.items()} | money


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST_FACT:
        return value[: LONGEST_FACT - 1] + "…"
    return value
