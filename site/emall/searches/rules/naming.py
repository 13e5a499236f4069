"""Teaching the words of a search: whether they can be a name, which group takes them, which known names are near."""

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from emall.kernel.refusal import Refusal
from emall.searches.rules.groups import Group, names_in
from emall.searches.rules.personal import GONE
from emall.searches.words import LONGEST_NAME
from search.analysis import runs

ALIKE = 60.0
"""Two of three characters: 订书器 and 订书机. Of names of two characters no other comes near."""


def teachable(words: str) -> bool:
    """Whether some words can be a name of a group as they are."""
    return (
        names_in(words) == [words] and len(words) <= LONGEST_NAME and GONE not in words and any(runs(words))
    )


def refusals_for_name(words: str, names: Sequence[str]) -> list[Refusal]:
    """What speaks against `names` as what goods asked for by these words are called, before groups are looked at."""
    if not teachable(words):
        return [Refusal("name", "words_no_name", words=words[:12], most=LONGEST_NAME)]
    if not names:
        return [Refusal("name", "fill_in")]
    if len(names) > 1:
        return [Refusal("name", "name_one")]
    return [Refusal("name", "name_itself")] if names[0] == words else []


def groups_by_name(groups: Iterable[Group]) -> dict[str, Group]:
    """Each name in force to its group; a group added here that carries on a shipped one stands before it."""
    found: dict[str, Group] = {}
    for group in groups:
        if group.active:
            for name in group.names:
                found.setdefault(name, group)
    return found


def joined(words: str, name: str, groups: Iterable[Group]) -> tuple[Group | None, list[str]]:
    """The group to change (None: a new one) and its names, once these words mean the same as `name`.

    A group that ships is not changed: a new one with all its names carries it on.
    """
    home = groups_by_name(groups).get(name)
    if home is None:
        return None, [name, words]
    return (None if home.shipped else home), [*home.names, words]


def near(words: str, known: Sequence[str], most: int) -> list[str]:
    """Known names written much like these words, the nearest first."""
    found = process.extract(words, known, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=most + 1)
    return [name for name, _score, _place in found if name != words][:most]
