"""Counts searches beside the pages: into memory at once, into the database every few seconds.

Counting never waits for anything and never fails: beyond a bound new words are let go and only their number is kept.
Who searched stands in another list than how often words were searched, and the two never meet.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isfinite

from emall.catalogue.queries import Asked
from emall.database import DB
from emall.kernel import clock
from emall.searches.rules import kept_words
from emall.searches.words import RECENT_SHOWN

log = logging.getLogger("emall.searches")

MOST_HELD = (
    5_000  # different words of a day in memory; a few seconds of searching, or an hour without a database
)
# One figure the database refuses would keep all others from being written.
MOST_MS = 600_000.0
MOST_TOTAL = 2**31 - 1

_TALLY = """
INSERT INTO search_tally AS t (day, words, asked, empty, relaxed, degraded, slowest_ms, spent_ms, last_total)
SELECT * FROM unnest($1::date[], $2::text[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::bigint[],
    $9::int[]) ORDER BY 1, 2
ON CONFLICT (day, words) DO UPDATE SET asked = t.asked + excluded.asked, empty = t.empty + excluded.empty,
    relaxed = t.relaxed + excluded.relaxed, degraded = t.degraded + excluded.degraded,
    slowest_ms = greatest(t.slowest_ms, excluded.slowest_ms), spent_ms = t.spent_ms + excluded.spent_ms,
    last_total = excluded.last_total"""

# A row without words says when its person cleared the list: what waited elsewhere since before stays away.
_RECENT = """
INSERT INTO recent_search AS r (person, words, at)
SELECT p.id, i.words, i.at FROM unnest($1::bigint[], $2::text[], $3::timestamptz[]) AS i (person, words, at)
JOIN person p ON p.id = i.person
WHERE NOT EXISTS (SELECT 1 FROM recent_search c WHERE c.person = i.person AND c.words = '' AND c.at >= i.at)
ORDER BY 1, 2
ON CONFLICT (person, words) DO UPDATE SET at = greatest(r.at, excluded.at)"""

_ONLY_THE_LAST = """
DELETE FROM recent_search WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER
    (PARTITION BY person ORDER BY at DESC, id DESC) AS place FROM recent_search
    WHERE person = ANY($1) AND words <> '') AS ranked WHERE place > $2)"""


@dataclass(slots=True)
class Count:
    """What came of the searches for some words on a day; times in milliseconds."""

    asked: int = 0
    empty: int = 0
    relaxed: int = 0
    degraded: int = 0
    slowest_ms: float = 0.0
    spent_ms: float = 0.0
    last_total: int = 0

    def add(self, more: "Count") -> None:
        """Take in later searches."""
        self.asked += more.asked
        self.empty += more.empty
        self.relaxed += more.relaxed
        self.degraded += more.degraded
        self.slowest_ms = max(self.slowest_ms, more.slowest_ms)
        self.spent_ms += more.spent_ms
        self.last_total = more.last_total


@dataclass(slots=True)
class Waiting:
    """What is not in the database yet; `dropped` counts searches and recent words let go for want of room."""

    counts: dict[tuple[date, str], Count] = field(default_factory=dict)
    recent: dict[tuple[int, str], datetime] = field(default_factory=dict)
    dropped: int = 0

    def count(self, key: tuple[date, str], more: Count) -> None:
        """Count searches, unless there are too many different words already."""
        known = self.counts.get(key)
        if known is not None:
            known.add(more)
        elif len(self.counts) < MOST_HELD:
            self.counts[key] = more
        else:
            self.dropped += more.asked

    def remember(self, key: tuple[int, str], at: datetime) -> None:
        """Keep recent words, unless there are too many already."""
        if key in self.recent or len(self.recent) < MOST_HELD:
            self.recent[key] = max(at, self.recent.get(key, at))
        else:
            self.dropped += 1


waiting = Waiting()


def note(asked: Asked) -> None:
    """Count one search; neither waits nor fails."""
    try:
        words = kept_words(asked.words)
        if words:
            waiting.count((clock.today(), words), _count_of(asked))
    except Exception:  # a page is never worse off for being counted
        waiting.dropped += 1
        log.exception("a search was not counted")


def _count_of(asked: Asked) -> Count:
    spent = min(max(asked.took_ms, 0.0), MOST_MS) if isfinite(asked.took_ms) else 0.0
    total = min(max(asked.total, 0), MOST_TOTAL)
    away = asked.engine == "database"
    return Count(1, int(total == 0), int(asked.relaxed), int(away), spent, spent, total)


def remember(person: int, text: str) -> None:
    """Keep what somebody searched for that person alone; words with something personal in them are not kept."""
    words = kept_words(text)
    if words and "…" not in words:
        waiting.remember((person, words), clock.now())


def waiting_of(person: int) -> list[tuple[datetime, str]]:
    """Recent words of a person that this process has not stored yet."""
    return [(at, words) for (who, words), at in waiting.recent.items() if who == person]


def forget(person: int) -> None:
    """Let go of what waits here for a person."""
    for key in [key for key in waiting.recent if key[0] == person]:
        del waiting.recent[key]


async def flush() -> int:
    """Write what waits, each list in one statement; how many rows. What cannot be written waits on."""
    return await _flush_counts() + await _flush_recent()


async def _flush_counts() -> int:
    taken, waiting.counts = waiting.counts, {}
    if not taken:
        return 0
    try:
        return await DB.execute(_TALLY, *_columns(_row(key, count) for key, count in taken.items()))
    except BaseException:
        newer, waiting.counts = waiting.counts, taken
        for key, count in newer.items():
            waiting.count(key, count)
        raise


async def _flush_recent() -> int:
    taken, waiting.recent = waiting.recent, {}
    if not taken:
        return 0
    try:
        done = await DB.execute(_RECENT, *_columns((*key, at) for key, at in taken.items()))
        await DB.execute(_ONLY_THE_LAST, list({person for person, _ in taken}), RECENT_SHOWN)
    except BaseException:
        newer, waiting.recent = waiting.recent, taken
        for key, at in newer.items():
            waiting.remember(key, at)
        raise
    return done


def _columns(rows: Iterable[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _row(key: tuple[date, str], count: Count) -> tuple[object, ...]:
    figures = (count.asked, count.empty, count.relaxed, count.degraded)
    return (*key, *figures, round(count.slowest_ms), round(count.spent_ms), count.last_total)
