"""Making many documents ready for the embedded index in processes beside this one: reading text takes most of a rebuild.

Documents travel packed, there and back, and are unpacked one by one: thousands of small objects alive at once make
the garbage collector walk through all of them again and again, which took as long as the reading itself.
"""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

import msgspec

from search.tantivy_schema import fields_of
from search.words import ProductDocument

Packed = list[bytes]
"""Documents, or their fields ready for the index, each packed on its own."""

MANY = 1000
"""Fewer documents at once are made ready here: starting processes takes longer."""

_MOST_PROCESSES = 4


_document = msgspec.msgpack.Decoder(ProductDocument)
_packer = msgspec.msgpack.Encoder()


def made_ready(packed: Packed) -> Packed:
    """Documents in the form the index takes, in their order."""
    return [_packer.encode(fields_of(_document.decode(one))) for one in packed]


def unpacked(ready: bytes) -> dict[str, Any]:
    """The fields of a document made ready."""
    fields: dict[str, Any] = msgspec.msgpack.decode(ready)
    return fields


class Preparing:
    """Batches go in, the same batches come out ready in the same order, a few later."""

    def __init__(self) -> None:
        self._processes = min(_MOST_PROCESSES, os.cpu_count() or 1)
        self._pool: ProcessPoolExecutor | None = None
        self._under_way: deque[tuple[Packed, Future[Packed]]] = deque()

    def put(self, batch: Sequence[ProductDocument]) -> Iterator[Packed]:
        """Take a batch; yields those that are ready, first come first served."""
        packed = [_packer.encode(document) for document in batch]
        if len(batch) < MANY or self._processes == 1:
            yield from self.rest()
            yield made_ready(packed)
            return
        if self._pool is None:  # what is read there makes no cycles, and the processes end with the rebuild
            context = get_context("spawn")
            self._pool = ProcessPoolExecutor(self._processes, mp_context=context, initializer=gc.disable)
        try:
            self._under_way.append((packed, self._pool.submit(made_ready, packed)))
        except BrokenProcessPool:  # a process was killed: slower from now on, but nothing is lost
            self._processes = 1
            yield from self.put(batch)
        while len(self._under_way) > self._processes:
            yield self._next()

    def rest(self) -> Iterator[Packed]:
        """What is still under way."""
        while self._under_way:
            yield self._next()

    def _next(self) -> Packed:
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
