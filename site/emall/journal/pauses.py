"""Rests of consumers that cannot work at all just now, kept in memory: half a second, doubling to two."""

import logging
import time
from collections.abc import Callable

log = logging.getLogger("emall.outbox")
FIRST = 0.5
LONGEST = 2.0  # a consumer that is back is noticed after this at the latest; asking costs one row


class Pauses:
    """Which topics rest and until when, and what a drain that lost its lead still owes the queue."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._resting: dict[str, tuple[float, float]] = {}  # topic: (until, seconds of this rest)
        self.owed: list[tuple[str, list[str]]] = []

    def resting(self, topic: str) -> bool:
        """Whether it is too early to try this topic again."""
        return topic in self._resting and self._clock() < self._resting[topic][0]

    def away(self, topic: str) -> bool:
        """Whether the last try found the consumer away, so that the next one takes a single row."""
        return topic in self._resting

    def found_away(self, topic: str, why: Exception) -> None:
        """Rest twice as long as before. Said aloud once, not at every try."""
        if topic not in self._resting:
            log.warning("nothing is done for %s until this is over: %s", topic, why)
        seconds = min(self._resting[topic][1] * 2, LONGEST) if topic in self._resting else FIRST
        self._resting[topic] = (self._clock() + seconds, seconds)

    def found_back(self, topic: str) -> None:
        """Go on at full speed."""
        if self._resting.pop(topic, None):
            log.warning("%s is being worked on again", topic)
