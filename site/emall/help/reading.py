"""Reads help texts: a title, a summary, then headings, paragraphs, lists and steps with links in them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from emall.help.words import BY_SLUG, Topic
from emall.web.language import CHINESE

CONTENT = Path(__file__).parent / "content"
_LINK = re.compile(r"\[([^\]]+)\]\((/[^)\s]*)\)")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of running text; `href` is empty where it is no link."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a text: `heading`, `paragraph`, `list` or `steps`; each item is a line of runs."""

    kind: str
    items: tuple[tuple[Run, ...], ...]

    @property
    def plain(self) -> str:
        """The words alone."""
        return "\n".join("".join(run.text for run in item) for item in self.items)


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A topic in one language."""

    topic: Topic
    title: str
    summary: str
    keywords: str
    blocks: tuple[Block, ...]

    @property
    def plain(self) -> str:
        """All words of the body, for searching."""
        return "\n".join(block.plain for block in self.blocks)


_MARKS = {"## ": "heading", "- ": "list", "1. ": "steps"}


def parse(text: str, topic: Topic) -> HelpPage:
    """A page from its source: first lines `title:`, `summary:`, `words:`, then the body after a blank line."""
    head, _, body = text.partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    return HelpPage(topic, facts["title"], facts["summary"], facts.get("words", ""), tuple(_blocks(body)))


def _blocks(body: str) -> list[Block]:
    found: list[Block] = []
    fresh = True
    for line in body.splitlines():
        if not line.strip():
            fresh = True
            continue
        mark = next((mark for mark in _MARKS if line.startswith(mark)), "")
        kind = _MARKS.get(mark, "paragraph")
        item = runs(line.removeprefix(mark).strip())
        if kind in ("list", "steps") and not fresh and found and found[-1].kind == kind:
            found[-1] = Block(kind, (*found[-1].items, item))
        else:
            found.append(Block(kind, (item,)))
        fresh = False
    return found


def runs(line: str) -> tuple[Run, ...]:
    """A line cut at its links; only addresses of this site are links."""
    found, at = [], 0
    for match in _LINK.finditer(line):
        if match.start() > at:
            found.append(Run(line[at : match.start()]))
        found.append(Run(match[1], match[2]))
        at = match.end()
    if at < len(line):
        found.append(Run(line[at:]))
    return tuple(found)


@cache
def help_page(slug: str, language: str) -> HelpPage:
    """One topic in one language; raises KeyError for a topic there is none of."""
    topic = BY_SLUG[slug]
    ending = "zh" if language == CHINESE else "en"
    return parse((CONTENT / f"{slug}.{ending}.txt").read_text(encoding="utf-8"), topic)
