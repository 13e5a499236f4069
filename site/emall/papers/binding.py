"""Several papers bound into one PDF: each begins on a page of its own, pages are counted through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from emall.papers.setting import compiled, sources_of


@dataclass(frozen=True, slots=True)
class Part:
    """One paper of a bundle: its template, its facts and its pictures, as `typeset` takes them."""

    template: str
    facts: Mapping[str, Any]
    pictures: Mapping[str, bytes] = field(default_factory=dict)


async def bind(parts: Sequence[Part], *, lang: str = "zh-CN") -> bytes:
    """The papers one after the other as one PDF, in this order; its time is that of the first paper.

    Every paper keeps its own directory, so that templates need not know they are bound. Raises what `typeset` raises,
    and ValueError for a bundle of nothing.
    """
    if not parts:
        raise ValueError("a bundle holds at least one paper")
    main = "\n".join(f'#include "part{place}/main.typ"' for place in range(len(parts)))
    sources = {"main.typ": main.encode()}
    for place, part in enumerate(parts):
        for name, content in sources_of(part.template, part.facts, part.pictures).items():
            sources[f"part{place}/{name}"] = content
    return await compiled(sources, lang=lang, moment=int(parts[0].facts["paper"]["moment"]))
