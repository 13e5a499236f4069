"""Goods that were found although the words were misspelt: by which words they were found instead."""

from collections.abc import Sequence

from emall.catalogue.queries.finding import corrected, names
from search.correction import found_by, may_slip

SHOWN = 5
"""So many titles are looked at for the words typed."""


async def went_by(words: str, titles: Sequence[str]) -> str:
    """The spelling by which goods of these titles, the best first, were found instead of the words; empty as a rule.

    Only words of letters that the first titles do not show are compared with the names there are.
    """
    first = titles[:SHOWN]
    if not first or not may_slip(words, first, names()):
        return ""
    better = await corrected(words)
    return better if better and found_by(words, better, first, names()) else ""
