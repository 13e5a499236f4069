"""Words people searched, as the desk lists them: figures, whether they are taught, and names they may have meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from emall.database import Row
from emall.kernel import clock
from emall.searches import queries
from emall.searches.rules import Group, groups_by_name, teachable


@dataclass(frozen=True, slots=True)
class WordLine:
    """One line of a list; times in milliseconds. `key` names the words where a page needs an id.

    `group` holds the words once they are taught; `still` says that they found nothing on a day after that.
    """

    words: str
    key: str
    asked: int
    empty: int
    relaxed: int
    found: int
    mean_ms: int
    slowest_ms: int
    group: Group | None = None
    still: bool = False
    teachable: bool = False
    offered: Sequence[str] = ()

    @property
    def others(self) -> list[str]:
        """What else the words are called."""
        return [name for name in self.group.names if name != self.words] if self.group else []


def key_of(words: str) -> str:
    """A short name for some words that may stand in an id."""
    return blake2b(words.encode(), digest_size=6).hexdigest()


def plain_lines(rows: Sequence[Row]) -> list[WordLine]:
    """Lines that only show figures."""
    return [_line(row, {}, {}) for row in rows]


async def taught_lines(rows: Sequence[Row], groups: Sequence[Group], *, offering: bool) -> list[WordLine]:
    """Lines that say which words are taught; `offering` adds names to those that are not."""
    named = groups_by_name(groups)
    open_words = [row.words for row in rows if row.words not in named and teachable(row.words)]
    offered = await queries.names_offered(open_words, groups) if offering and open_words else {}
    return [_line(row, named, offered) for row in rows]


def settled(groups: Sequence[Group], today: date) -> dict[str, date]:
    """Names taught before today, with the day; those taught today keep their place in a list being worked on."""
    days = {name: taught_on(group) for name, group in groups_by_name(groups).items()}
    return {name: day for name, day in days.items() if day < today}


def taught_on(group: Group) -> date:
    """The day a group last changed, in Beijing; the first of all days for one that ships and was never touched."""
    return clock.day_of(group.updated_at) if group.updated_at else date.min


def _line(row: Row, named: Mapping[str, Group], offered: Mapping[str, Sequence[str]]) -> WordLine:
    group = named.get(row.words)
    return WordLine(
        row.words,
        key_of(row.words),
        int(row.asked),
        int(row.empty),
        int(row.relaxed),
        row.last_total,
        int(row.mean_ms),
        row.slowest_ms,
        group,
        group is not None and row.last_total == 0 and row.last_day > taught_on(group),
        teachable(row.words),
        offered.get(row.words, ()),
    )
