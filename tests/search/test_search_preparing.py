"""Many documents are made ready beside this process: the same ones, in their order, whatever becomes of the others."""

import os
import signal
from dataclasses import replace
from typing import Any

import pytest

from search import ProductDocument, SearchQuery, TantivyEngine
from search.tantivy_preparing import MANY, Packed, Preparing, unpacked
from search.tantivy_schema import fields_of

PAPER = ProductDocument(id=1, spu_id=1, version=1, title="得力复印纸 A4 70g", price_fen=2300)


def many(start: int) -> list[ProductDocument]:
    return [
        replace(PAPER, id=number, title=f"得力复印纸 {number}号") for number in range(start, start + MANY)
    ]


def keys(ready: Packed) -> list[str]:
    return [unpacked(one)["pk"][0] for one in ready]


def as_sets(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields whose texts are bags of words, whose order differs between processes."""
    return {
        name: {frozenset(one.split()) if isinstance(one, str) else one for one in values}
        for name, values in fields.items()
    }


def test_batches_come_back_whole_and_in_order() -> None:
    preparing = Preparing()
    batches = [many(1), many(5000), [PAPER], many(9000), many(20_000)]
    ready = [one for batch in batches for done in preparing.put(batch) for one in done]
    ready += [one for done in preparing.rest() for one in done]
    preparing.close()
    documents = [one for batch in batches for one in batch]
    assert keys(ready) == [str(one.id) for one in documents]
    for at in (0, MANY + 1, 2 * MANY, len(ready) - 1):
        assert as_sets(unpacked(ready[at])) == as_sets(fields_of(documents[at]))


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core makes everything ready itself")
def test_a_killed_process_costs_time_and_nothing_else() -> None:
    preparing = Preparing()
    ready = [one for done in preparing.put(many(1)) for one in done]
    assert preparing._pool is not None
    ready += [one for done in preparing.put(many(5000)) for one in done]
    for process in list(preparing._pool._processes.values()):
        os.kill(process.pid, signal.SIGKILL)
    ready += [one for done in preparing.put(many(9000)) for one in done]
    ready += [one for done in preparing.rest() for one in done]
    preparing.close()
    assert len(set(keys(ready))) == 3 * MANY


def test_a_large_rebuild_finds_every_document(tmp_path) -> None:
    engine = TantivyEngine(tmp_path)
    rebuild = engine.start_rebuild()
    for start in (1, 2001, 4001):
        rebuild.add(many(start))
    rebuild.publish()
    assert engine.search(SearchQuery(text="复印纸")).total == 3 * MANY
    engine.close()
