"""What of a search may be kept: no numbers and addresses that lead to somebody."""

import re

from emall.searches.words import LONGEST_WORDS
from search.analysis import asked, normalise
from search.words import MAX_TEXT

GONE = "…"
BETWEEN = r"(?:[^\w×*/]|_){0,5}"  # what people write between the digits of one number; × * / stand in sizes and models

_ADDRESS = re.compile(
    r"[^\s@<>,;]+\s?(?:@|\(at\)|#)\s?[^\s@<>,;]*\.[^\s@<>,;]*[^\W_]|[^\s@<>,;]+\s?@\s?[^\s@<>,;]*[^\W_]"
)
_SPELLED = re.compile(r"[零〇一二三四五六七八九幺两]{7,}")
_IDENTITY = re.compile(rf"(?<!\d)(?:\d{BETWEEN}){{17}}[\dx](?![\w])", re.ASCII)
_NUMBER = re.compile(rf"\+?\(?\d(?:{BETWEEN}\d){{6,}}")
_CUT_NUMBER = re.compile(rf"\d(?:{BETWEEN}\d)*$")


def without_personal(text: str) -> str:
    """Normalised text with mail addresses, identity numbers and runs of seven or more digits replaced by …

    Digits belong together across up to five blanks or signs, as in 138 0000 1111: three model numbers in a row
    (1010 1012 1015) and barcodes go as well, and so do seven numerals in Chinese. Better too much than somebody's
    telephone; whoever hides one between letters is not stopped.
    """
    for pattern in (_ADDRESS, _IDENTITY, _NUMBER, _SPELLED):
        text = pattern.sub(GONE, text)
    return text


def kept_words(text: str) -> str:
    """The words of a search as they may be stored: as the engine reads them, nothing personal, at most 100 characters.

    May be empty. Of a text longer than is read, digits at the cut go too: they may be the front of a number.
    """
    words = asked(text)
    if len(normalise(text)) > MAX_TEXT:
        words = _CUT_NUMBER.sub(GONE, words)
    return without_personal(words)[:LONGEST_WORDS].strip()
