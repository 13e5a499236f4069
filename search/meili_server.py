"""Asking the search server: errors in our own words, one more try for reads, and a breaker for a server that is down."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

import requests
from meilisearch.errors import MeilisearchApiError, MeilisearchCommunicationError, MeilisearchError
from meilisearch.index import Index

from search.meili_transport import Connections, OutOfTime, Wire, remaining, within
from search.words import SearchUnavailable

SEARCH_SECONDS = 0.4
"""The most a page waits for all its calls together, connecting included."""

CHANGE_SECONDS = 30.0

_FAILURES = 3
_OPEN_SECONDS = 5.0
_OVERLOADED = (408, 429)
T = TypeVar("T")


class Missing(SearchUnavailable):
    """The server has no such index or document."""


class Breaker:
    """After three failures in a row nobody asks for five seconds; then one may try, and the others follow or wait."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_again_at = 0.0

    def enter(self) -> None:
        """Raises SearchUnavailable while the server is given a rest."""
        with self._lock:
            if self._failures < _FAILURES:
                return
            if self._clock() < self._closed_again_at:
                raise SearchUnavailable("the search server is given a rest after several failures")
            self._closed_again_at = self._clock() + _OPEN_SECONDS  # this caller is the one that tries

    def succeeded(self) -> None:
        """The server answered, whatever it said."""
        self._failures = 0

    def failed(self) -> None:
        """The server did not answer, or said that it cannot."""
        with self._lock:
            self._failures += 1
            self._closed_again_at = self._clock() + _OPEN_SECONDS


class Server:
    """One server behind a url. Thread-safe."""

    def __init__(self, url: str, key: str) -> None:
        self._connections = Connections()
        self.hurried = Wire(url, key, self._connections)
        self.patient = Wire(url, key, self._connections)
        self._reads, self._writes = Breaker(), Breaker()

    def read(self, work: Callable[[Wire], T], seconds: float = SEARCH_SECONDS) -> T:
        """An answer to something that may be asked twice, within `seconds` or what is left of an outer limit."""
        with within(seconds):
            try:
                return self._guarded(self._reads, lambda: work(self.hurried))
            except _Broken as broken:
                if broken.late:
                    raise
                return self._guarded(self._reads, lambda: work(self.hurried))

    def write(self, work: Callable[[Wire], T], seconds: float = CHANGE_SECONDS) -> T:
        """Hand a change over; it is never sent twice."""
        with within(seconds):
            return self._guarded(self._writes, lambda: work(self.patient))

    def index(self, uid: str, work: Callable[[Index], T]) -> T:
        """Hand over a change of one index."""
        return self.write(lambda wire: work(wire.index(uid)))

    def _guarded(self, breaker: Breaker, work: Callable[[], T]) -> T:
        breaker.enter()
        try:
            answer = work()
        except (MeilisearchError, requests.RequestException, ValueError) as failed:
            wrong = _in_our_words(failed)
            breaker.failed() if isinstance(wrong, _Broken) else breaker.succeeded()
            raise wrong from failed
        breaker.succeeded()
        return answer

    def close(self) -> None:
        """Let go of the connections."""
        self._connections.close()


class _Broken(SearchUnavailable):
    """The server itself is in trouble; `late` when there is no time to try again."""

    late = True


def _in_our_words(failed: Exception) -> SearchUnavailable:
    if isinstance(failed, MeilisearchApiError):
        says = f"{failed.code or failed.status_code}: {failed.message}"
        if failed.status_code >= 500 or failed.status_code in _OVERLOADED:
            return _Broken(f"the search server cannot answer: {says}")
        if failed.status_code == 404:
            return Missing(f"the search server does not have it: {says}")
        return SearchUnavailable(f"the search server refused: {says}")
    broken = _Broken(f"the search server did not answer: {failed}")
    broken.late = not isinstance(failed, MeilisearchCommunicationError) or _no_time_is_left()
    return broken


def _no_time_is_left() -> bool:
    try:
        remaining()
    except OutOfTime:
        return True
    return False


def wait_for(server: Server, tasks: list[int], seconds: float) -> tuple[str, str]:
    """("done", ""), ("pending", "") after so many seconds, or ("failed", the server's reason)."""
    until, pause, waiting = time.monotonic() + seconds, 0.005, list(tasks)
    while waiting:
        over = _tasks_over(server, waiting[:1000])
        for task in over.values():
            if task["status"] != "succeeded":
                return "failed", str((task.get("error") or {}).get("message") or task["status"])
        waiting = [one for one in waiting if one not in over]
        if waiting:
            if time.monotonic() + pause > until:
                return "pending", ""
            time.sleep(pause)
            pause = min(0.25, pause * 1.5)
    return "done", ""


def _tasks_over(server: Server, tasks: list[int]) -> dict[int, dict[str, Any]]:
    path = f"tasks?limit=1000&uids={','.join(map(str, tasks))}"
    found: dict[str, Any] = server.read(lambda wire: wire.http.get(path), 10.0)
    return {
        task["uid"]: task for task in found["results"] if task["status"] not in ("enqueued", "processing")
    }
