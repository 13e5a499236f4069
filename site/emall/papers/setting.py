"""Sets a paper as PDF: a template of ours, facts as JSON beside it, fonts from the wheel, two papers at a time."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import anyio
import anyio.to_thread
import pylopdf_fonts_zh_cn
import typst

from emall.paths import TEMPLATES

AT_ONCE = 2  # each takes a core for as long as it is set
MOST_BYTES = 2_000_000  # of facts, without pictures
MOST_PICTURES = 120
ARCHIVE = "a-2a"  # PDF/A-2a, readable and accessible for the fifteen years papers are kept

_limiter = anyio.CapacityLimiter(AT_ONCE)
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PICTURE = re.compile(r"[a-z0-9][a-z0-9_-]*\.(?:jpg|png|webp|svg)")
# Control characters, and the marks that reverse the direction of reading: a paper reads as it was written.
_DROPPED = dict.fromkeys(
    [*range(9), *range(11, 32), 127, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF]
)


class Overlong(Exception):
    """More facts or pictures than one paper may have; the caller shortens or splits."""


async def typeset(
    template: str,
    facts: Mapping[str, Any],
    *,
    lang: str = "zh-CN",
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """The paper templates/papers/<template>.typ with these facts, as PDF.

    The template reads `json("facts.json")` and `image("pictures/<name>")`. `facts["paper"]` is what `frame` makes;
    its moment becomes the time of the file, so the same facts always give the same bytes. `lang` decides
    the words of the shared page. Raises Overlong, typst.TypstError for a template that does not fit its facts,
    and FileNotFoundError for an unknown one.
    """
    sources = {**_templates(template), "facts.json": _packed(facts), **_named(pictures or {})}
    moment = int(facts.get("paper", {}).get("moment", 0))
    short = "en" if lang.startswith("en") else "zh"
    return await anyio.to_thread.run_sync(_set, sources, short, moment, limiter=_limiter)


def _set(sources: dict[str, bytes], lang: str, moment: int) -> bytes:
    """Archive quality unless a character has no glyph in our fonts, which that standard refuses."""
    try:
        return _compiled(sources, lang, moment, ARCHIVE)
    except typst.TypstError:
        return _compiled(sources, lang, moment, None)


def _compiled(sources: dict[str, bytes], lang: str, moment: int, standard: Any) -> bytes:
    with TemporaryDirectory(prefix="emall-paper-") as home:  # given by name, the wheel takes text files only
        for name, content in sources.items():
            path = Path(home, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        pdf: bytes = typst.compile(
            str(Path(home, "main.typ")),
            root=home,
            font_paths=_fonts(),
            format="pdf",
            sys_inputs={"lang": lang},
            pdf_standards=standard or [],
            timestamp=moment,
        )
    return pdf


def _packed(facts: Mapping[str, Any]) -> bytes:
    packed = json.dumps(_clean(facts), ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
    if len(packed) > MOST_BYTES:
        raise Overlong(f"{len(packed)} bytes of facts")
    return packed


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_DROPPED)
    if isinstance(value, Mapping):
        return {str(key): _clean(each) for key, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list | tuple) else value


def _named(pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    if len(pictures) > MOST_PICTURES:
        raise Overlong(f"{len(pictures)} pictures")
    if wrong := [name for name in pictures if not _PICTURE.fullmatch(name)]:
        raise ValueError(f"no name of a picture: {wrong[0]!r}")
    return {f"pictures/{name}": content for name, content in pictures.items()}


def _templates(name: str) -> dict[str, bytes]:
    """The template first, as the one that is set, and the shared ones it may import."""
    if not _NAME.fullmatch(name):
        raise FileNotFoundError(name)
    home = TEMPLATES / "papers"
    return {"main.typ": (home / f"{name}.typ").read_bytes(), "paper.typ": (home / "paper.typ").read_bytes()}


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Noto Serif SC and Noto Sans SC only: a paper looks the same on every machine."""
    home = Path(pylopdf_fonts_zh_cn.serif_path()).parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(home)])


async def compiled(sources: dict[str, bytes], *, lang: str, moment: int) -> bytes:
    """Set sources put together elsewhere: the first is the one that is set."""
    short = "en" if lang.startswith("en") else "zh"
    return await anyio.to_thread.run_sync(_set, sources, short, moment, limiter=_limiter)


def sources_of(
    template: str, facts: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """The files one paper is set from, the template first as main.typ; raises as `typeset` does."""
    return {**_templates(template), "facts.json": _packed(facts), **_named(pictures or {})}
