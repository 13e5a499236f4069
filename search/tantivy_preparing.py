"""Making many documents ready for the embedded index in processes beside this one: reading text takes most of a rebuild."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

from search.tantivy_schema import fields_of
from search.words import ProductDocument

Ready = list[tuple[str, dict[str, Any]]]
"""(key, fields) pairs."""

MANY = 1000
"""Fewer documents at once are made ready here: starting processes takes longer."""

_MOST_PROCESSES = 4


def made_ready(documents: Sequence[ProductDocument]) -> Ready:
    """Documents in the form the index takes, in their order."""
    return [(str(document.id), fields_of(document)) for document in documents]


class Preparing:
    """Batches go in, the same batches come out ready in the same order, a few later."""

    def __init__(self) -> None:
        self._processes = min(_MOST_PROCESSES, os.cpu_count() or 1)
        self._pool: ProcessPoolExecutor | None = None
        self._under_way: deque[tuple[Sequence[ProductDocument], Future[Ready]]] = deque()

    def put(self, batch: Sequence[ProductDocument]) -> Iterator[Ready]:
        """Take a batch; yields those that are ready, first come first served."""
        if len(batch) < MANY or self._processes == 1:
            yield from self.rest()
            yield made_ready(batch)
            return
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._processes, mp_context=get_context("spawn"))
        try:
            self._under_way.append((batch, self._pool.submit(made_ready, batch)))
        except BrokenProcessPool:  # a process was killed: slower from now on, but nothing is lost
            self._processes = 1
            yield from self.put(batch)
        while len(self._under_way) > self._processes:
            yield self._next()

    def rest(self) -> Iterator[Ready]:
        """What is still under way."""
        while self._under_way:
            yield self._next()

    def _next(self) -> Ready:
        batch, future = self._under_way.popleft()
        try:
            return future.result()
        except BrokenProcessPool:
            self._processes = 1
            return made_ready(batch)

    def close(self) -> None:
        """Let the processes end; what is under way is dropped."""
        self._under_way.clear()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
