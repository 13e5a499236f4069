"""Cutting Chinese into words with our own dictionaries loaded, and spelling words in pinyin."""

from __future__ import annotations

from collections.abc import Sequence
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


_PURPOSE = frozenset(("用", "用的", "使用", "专用"))


def told_apart(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """(what for, what) of a request's words without fillers: 会议室 | 桌子 of 会议室用的大桌子."""
    for at in range(len(words) - 1, 0, -1):
        after = [word for word in words[at + 1 :] if word not in fillers()]
        if words[at] in _PURPOSE and after:
            return [word for word in words[:at] if word not in fillers()], after
    return [], [word for word in words if word not in fillers()]


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
