"""Figures as people type and paste them, brought to plain ASCII before anything judges them."""

from __future__ import annotations

import re

# Only the signs a Chinese keyboard offers. NFKC and `\d` would also take ①, ² and the digits of other
# scripts, so that "10²" would quietly become 102.
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，－−￥＋　\u00a0", "0123456789.,--¥+  ")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")


def half_width(text: str) -> str:
    """Full-width digits, points, commas, signs, ¥ and blanks as half-width ones; outer blanks gone."""
    return text.translate(_HALF_WIDTH).strip()


def ungrouped(text: str) -> str:
    """Thousands commas taken away where each group has three digits; any other comma stays, to be refused.

    A misplaced comma may have been meant as a decimal point ("1,23"), so it is never guessed away.
    """
    sign, figures = (text[0], text[1:]) if text[:1] in ("-", "+") else ("", text)
    return sign + (figures.replace(",", "") if _GROUPED.fullmatch(figures) else figures)
