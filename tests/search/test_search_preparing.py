"""Many documents are made ready beside this process: the same ones, in their order, whatever becomes of the others."""

import os
import signal
from dataclasses import replace

import pytest

from search import ProductDocument, SearchQuery, TantivyEngine
from search.tantivy_preparing import MANY, Preparing, made_ready

PAPER = ProductDocument(id=1, spu_id=1, version=1, title="得力复印纸 A4 70g", price_fen=2300)


def many(start: int) -> list[ProductDocument]:
    return [
        replace(PAPER, id=number, title=f"得力复印纸 {number}号") for number in range(start, start + MANY)
    ]


def test_batches_come_back_whole_and_in_order() -> None:
    preparing = Preparing()
    batches = [many(1), many(5000), [PAPER], many(9000), many(20_000)]
    ready = [pair for batch in batches for done in preparing.put(batch) for pair in done]
    ready += [pair for done in preparing.rest() for pair in done]
    preparing.close()
    assert [key for key, _ in ready] == [str(one.id) for batch in batches for one in batch]
    assert dict(ready)["5001"]["title"] == ["得力复印纸 5001号"]
    assert {name: fields for name, fields in ready[0][1].items() if name in ("words", "latin")} == {
        name: fields for name, fields in made_ready(batches[0])[0][1].items() if name in ("words", "latin")
    }


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core makes everything ready itself")
def test_a_killed_process_costs_time_and_nothing_else() -> None:
    preparing = Preparing()
    ready = [pair for done in preparing.put(many(1)) for pair in done]
    assert preparing._pool is not None
    ready += [pair for done in preparing.put(many(5000)) for pair in done]
    for process in list(preparing._pool._processes.values()):
        os.kill(process.pid, signal.SIGKILL)
    ready += [pair for done in preparing.put(many(9000)) for pair in done]
    ready += [pair for done in preparing.rest() for pair in done]
    preparing.close()
    assert len({key for key, _ in ready}) == 3 * MANY


def test_a_large_rebuild_finds_every_document(tmp_path) -> None:
    engine = TantivyEngine(tmp_path)
    rebuild = engine.start_rebuild()
    for start in (1, 2001, 4001):
        rebuild.add(many(start))
    rebuild.publish()
    assert engine.search(SearchQuery(text="复印纸")).total == 3 * MANY
    engine.close()
