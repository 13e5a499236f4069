"""Cutting Chinese into words with our own dictionaries loaded, and spelling words in pinyin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import rjieba

DICTIONARIES = Path(__file__).parent / "dictionaries"


def entries(name: str) -> list[str]:
    """The lines of a dictionary file without remarks."""
    text = (DICTIONARIES / f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def nouns() -> frozenset[str]:
    """Names of goods that may be suggested."""
    return frozenset(entries("nouns"))


@cache
def fillers() -> frozenset[str]:
    """Words of a request that name no goods: 给, 买, 几箱, 的."""
    return frozenset(entries("fillers"))


@cache
def beside() -> frozenset[str]:
    """Words that in a sentence say who asks, where and about what sort of thing: 学校, 领导, 设备."""
    return frozenset(entries("beside"))


@cache
def _trade() -> re.Pattern[str]:
    """What sellers say of a sale: 整箱发货, 含税含运. The longest first."""
    return re.compile("|".join(sorted(entries("trade"), key=len, reverse=True)))


_PURPOSE = frozenset(("用", "用的", "使用", "专用"))
_NUMBERED = re.compile(
    "[一二两三四五六七八九十百几数半]+多?[个台箱包把批套张盒支本瓶桶盆面只件条块袋卷双份组部辆]"
)


MACHINE = "机器"
"""Whoever asks for one means goods whose names end in MACHINES."""

MACHINES = "机仪器"


@dataclass(frozen=True, slots=True)
class Request:
    """A Chinese run of a query: `words` must be found, `aside` only rank, `trade` is what is said of the sale.

    `words` is empty where nothing names any goods; `weak` is what is left to look for where no other run does.
    `machine` tells that something is asked for whose name ends like that of a machine.
    """

    words: tuple[str, ...]
    aside: tuple[str, ...]
    trade: tuple[str, ...]
    weak: tuple[str, ...]
    machine: bool = False


@lru_cache(maxsize=4_096)
def request(run: str) -> Request:
    """What a Chinese run of a query asks for."""
    trade = tuple(_trade().findall(run))
    said = [word for part in _trade().split(run) for word in words_for_query(part) if part]
    aside, words = told_apart(said)
    machine = MACHINE in said and len(said) > 1
    if not words:
        return Request((), tuple(aside), trade, tuple(aside or words_for_query(run)), machine)
    return Request(tuple(words), tuple(aside), trade, (), machine)


def told_apart(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """(what for, what) of a request's words without fillers: 会议室 | 桌子 of 会议室用的大桌子.

    In a sentence, which fillers give away, who asks and where stands aside too: 学校 | 篮球 of 学校要买篮球.
    """
    purpose, what = _purpose(words)
    if len(purpose) + len(what) == len(words):
        return purpose, what
    told = [word for word in what if word not in beside()]
    others = [word for word in what if word in beside()]
    return ([*purpose, *others], told) if told or not purpose else (others, purpose)


def _purpose(words: Sequence[str]) -> tuple[list[str], list[str]]:
    for at in range(len(words) - 1, 0, -1):
        after = [word for word in words[at + 1 :] if not _idle(word)]
        if words[at] in _PURPOSE and after:
            return [word for word in words[:at] if not _idle(word)], after
    return [], [word for word in words if not _idle(word)]


def _idle(word: str) -> bool:
    """Whether a word names no goods: a filler, or a number of pieces such as 几盆."""
    return word in fillers() or bool(_NUMBERED.fullmatch(word))


@cache
def cutter() -> rjieba.Jieba:
    """The segmenter, loaded once (0.2 s) with our brands and goods, when the first text is cut."""
    import rjieba

    jieba = rjieba.Jieba()
    for word in (*entries("brands"), *entries("nouns")):
        jieba.add_word(word, 20_000, "n")
    return jieba


@lru_cache(maxsize=16_384)
def words_for_index(run: str) -> tuple[str, ...]:
    """Every word in a Chinese run, the words inside longer words included."""
    return tuple(cutter().cut_for_search(run))


@lru_cache(maxsize=4_096)
def words_for_query(run: str) -> tuple[str, ...]:
    """The words of a Chinese run, each character once."""
    return tuple(cutter().cut(run))


@lru_cache(maxsize=65_536)
def spelled(word: str) -> tuple[str, str]:
    """(full pinyin, initials) of a Chinese word, without tones: 打印机 is dayinji, dyj."""
    # imported late: 60 MB that only writers and pinyin highlights need
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(word)
    return "".join(syllables), "".join(syllable[:1] for syllable in syllables)
