"""Looking at a page the way a careful visitor, a screen reader and a translator would."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polib
from emall.paths import LOCALE

from tests.journeys.window import Window

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SMALLEST = 12
CHINESE = re.compile(r"[\u3400-\u9fff]")

_AXE = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact)).map((one) =>
    `${one.impact} ${one.id}: ` + one.nodes.slice(0, 4).map((node) => node.target.join(" ") + " " + node.any.concat(node.all).map((c) => c.message).slice(0, 1)).join(" | "));
}"""

_LOOK = """() => {
  const texts = [], foreign = [], small = [], amounts = [];
  const shown = (element) => element.checkVisibility ? element.checkVisibility({visibilityProperty: true}) : true;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, text = node.nodeValue.replace(/\\s+/g, " ").trim(), holder = node.parentElement;
    if (!text || !holder || holder.closest("script, style, noscript")) continue;
    const lang = holder.closest("[lang]").lang;
    (lang === document.documentElement.lang ? texts : foreign).push(text);
    const size = parseFloat(getComputedStyle(holder).fontSize);
    if (size < 12 && shown(holder) && !holder.closest(".visually-hidden")) small.push(`${size} ${text}`);
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]")) {
    if (element.closest("[lang]").lang !== document.documentElement.lang) continue;
    for (const name of ["aria-label", "placeholder", "title", "alt"]) if (element.getAttribute(name)) texts.push(element.getAttribute(name));
  }
  for (const element of document.querySelectorAll("[data-fen]")) amounts.push([element.dataset.fen, element.textContent.trim()]);
  return {texts, foreign, small, amounts, title: document.title, lang: document.documentElement.lang,
          shown: document.body.innerText, keys: [...document.querySelectorAll("[data-status]")].map((one) => one.innerText)};
}"""

_OVERFLOW = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1
    && getComputedStyle(one).position !== "fixed");
  return [`${document.documentElement.scrollWidth} > ${innerWidth}`, ...wide.slice(0, 3).map((one) => one.tagName + "." + one.className)];
}"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands on a page: texts in its language, texts marked as another's, texts too small, amounts, its title."""

    texts: list[str]
    foreign: list[str]
    small: list[str]
    amounts: list[list[str]]
    title: str
    lang: str
    shown: str
    keys: list[str]


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
    return abs(int(found[1].replace(",", "").replace(".", "")) * unit - abs(int(fen))) <= unit // 2


@cache
def _english() -> tuple[frozenset[str], re.Pattern[str]]:
    """Sentences of the catalogue that are not to be read on a Chinese page: exact ones, and those with values in them."""
    catalogue = polib.pofile(str(LOCALE / "zh_CN" / "LC_MESSAGES" / "messages.po"))
    said = [text for one in catalogue if not one.obsolete for text in (one.msgid, one.msgid_plural) if text]
    exact = {" ".join(text.split()) for text in said if "%(" not in text and re.search(r"[a-z]{3}", text)}
    same = {" ".join(one.msgid.split()) for one in catalogue if one.msgstr == one.msgid}
    patterns = []
    for text in said:
        if "%(" in text and len(re.findall(r"[A-Za-z]{3,}", re.sub(r"%\(\w+\)s", "", text))) >= 2:
            patterns.append(r".+".join(re.escape(part) for part in re.split(r"%\(\w+\)s", " ".join(text.split()))))
    return frozenset(exact - same), re.compile("|".join(f"(?:{one})" for one in patterns))


def untranslated(seen: Seen) -> list[str]:
    """English sentences of ours on a Chinese page, or Chinese on an English one that is not marked as such."""
    if seen.lang == "en":
        return sorted({text for text in seen.texts if CHINESE.search(text)})
    exact, patterns = _english()
    return sorted({text for text in seen.texts if text in exact or patterns.fullmatch(text)})
