"""Looking at a page the way a careful visitor, a screen reader and a translator would."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polib

from emall.paths import LOCALE
from emall.web.language import ENGLISH
from tests.journeys.window import Window

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SMALLEST = 12
CHINESE = re.compile(r"[\u3400-\u9fff]")
_VALUE = re.compile(r"%\(\w+\)s")

_AXE = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact)).map((one) =>
    `${one.impact} ${one.id}: ` + one.nodes.slice(0, 4).map((node) => node.target.join(" ") + " " + node.any.concat(node.all).map((c) => c.message).slice(0, 1)).join(" | "));
}"""

_LOOK = """() => {
  const texts = [], labels = [], small = [], amounts = [];
  const shown = (element) => element.checkVisibility ? element.checkVisibility({visibilityProperty: true}) : true;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, text = node.nodeValue.replace(/\\s+/g, " ").trim(), holder = node.parentElement;
    if (!text || !holder || holder.closest("script, style, noscript, textarea")) continue;
    const lang = holder.closest("[lang]").lang;
    if (lang === document.documentElement.lang) texts.push(text);
    const size = parseFloat(getComputedStyle(holder).fontSize);
    if (size < 12 && shown(holder) && !holder.closest(".visually-hidden")) small.push(`${size} ${text}`);
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]")) {
    if (element.closest("[lang]").lang !== document.documentElement.lang) continue;
    for (const name of ["aria-label", "placeholder", "title", "alt"]) if (element.getAttribute(name)) labels.push(element.getAttribute(name));
  }
  for (const element of document.querySelectorAll("[data-fen]")) amounts.push([element.dataset.fen, element.textContent.trim()]);
  return {texts, labels, small, amounts, title: document.title, lang: document.documentElement.lang,
          shown: document.body.innerText};
}"""

_OVERFLOW = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1
    && getComputedStyle(one).position !== "fixed");
  return [`${document.documentElement.scrollWidth} > ${innerWidth}`, ...wide.slice(0, 3).map((one) => one.tagName + "." + one.className)];
}"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands on a page: texts not marked as another language's, labels, texts too small, amounts, its title."""

    texts: list[str]
    labels: list[str]
    small: list[str]
    amounts: list[list[str]]
    title: str
    lang: str
    shown: str


async def look(window: Window) -> Seen:
    """Read the whole page."""
    found: dict[str, Any] = await window.page.evaluate(_LOOK)
    return Seen(**found)


async def barriers(window: Window) -> list[str]:
    """Serious and critical findings of axe-core."""
    if not await window.page.evaluate("() => 'axe' in window"):
        await window.page.evaluate(AXE)
    return [str(one) for one in await window.page.evaluate(_AXE, TAGS)]


async def overflow(window: Window) -> list[str]:
    """What sticks out to the right."""
    return [str(one) for one in await window.page.evaluate(_OVERFLOW)]


def strange_amounts(seen: Seen) -> list[str]:
    """Amounts without two decimals, or that do not say what their element means."""
    wrong = [f"{fen}: {text}" for fen, text in seen.amounts if not _says(fen, text)]
    return wrong + re.findall(r"[¥￥]\s?[\d,]+(?![\d,]*\.\d\d(?!\d))\S{0,6}", seen.shown)


def _says(fen: str, text: str) -> bool:
    found = re.search(r"([\d,]+\.\d\d)(?!\d)\s*(万|million|thousand)?", text)
    if found is None:
        return False
    unit = {None: 1, "万": 10_000, "thousand": 1_000, "million": 1_000_000}[found[2]]
    return abs(int(found[1].replace(",", "").replace(".", "")) * unit - abs(int(fen))) < max(unit, 1)


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences of ours in one language: exact ones, and those with values in them."""

    exact: frozenset[str]
    patterns: re.Pattern[str]

    def among(self, texts: list[str]) -> list[str]:
        """Those of the texts that are ours."""
        return sorted({text for text in texts if text in self.exact or self.patterns.fullmatch(text)})


@cache
def sentences(lang: str) -> Sentences:
    """What the catalogue has in a language and has otherwise in the other."""
    catalogue = polib.pofile(str(LOCALE / "zh_CN" / "LC_MESSAGES" / "messages.po"))
    said = [text for one in catalogue if not one.obsolete for text in _texts(one, lang)]
    letters = r"[a-z]{3}" if lang == ENGLISH else CHINESE.pattern + "{2}"
    exact = {_plain(text) for text in said if "%(" not in text and re.search(letters, text)}
    open_ones = [text for text in said if "%(" in text and len(re.findall(letters, _VALUE.sub("", text))) > 1]
    patterns = [".+".join(re.escape(part) for part in _VALUE.split(_plain(text))) for text in open_ones]
    return Sentences(frozenset(exact), re.compile("|".join(f"(?:{one})" for one in patterns)))


def _texts(one: polib.POEntry, lang: str) -> list[str]:
    if one.msgstr == one.msgid:
        return []
    english = [one.msgid, one.msgid_plural]
    return [
        text for text in (english if lang == ENGLISH else [one.msgstr, *one.msgstr_plural.values()]) if text
    ]


def _plain(text: str) -> str:
    return " ".join(text.split())


def untranslated(seen: Seen) -> list[str]:
    """Sentences in the other language; on an English page also Chinese from the database that does not say so.

    A label of a control cannot mark a part of itself: there only sentences of ours count.
    """
    if seen.lang == ENGLISH:
        unmarked = {text for text in seen.texts if CHINESE.search(text)}
        return sorted(unmarked | set(sentences("zh-CN").among(seen.labels)))
    return sentences(ENGLISH).among(seen.texts + seen.labels)
