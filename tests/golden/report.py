"""How well the queries of the set are answered on the demo world: `python -W ignore -m tests.golden.report`."""

import asyncio
import os
import tempfile
from collections.abc import Sequence

os.environ.setdefault("EMALL_SECRET", "a secret for measuring and for nothing else")
os.environ.setdefault("EMALL_DATA", tempfile.mkdtemp(prefix="emall-golden-"))

from tests.golden.expecting import Query, read_queries
from tests.golden.filling import Goods, filled
from tests.golden.measuring import Question, asked
from tests.golden.printing import TARGETS, arguments, show


def questions(queries: Sequence[Query]) -> list[Question]:
    """The queries ready to be asked."""
    return [
        Question(query.kind, query.text, query.expected, query.expectation.right, query.expectation.nothing)
        for query in queries
    ]


def unfulfilled(queries: Sequence[Query], goods: Goods) -> list[str]:
    """Queries whose expectation no listing fulfils, in any of its alternatives: a fault of the set."""
    return [
        f"{query.kind} · {query.text} · {query.expected}"
        for query in queries
        for terms in query.expectation.alternatives
        if not any(all(term.holds(one) for term in terms) for one in goods.values())
    ]


async def main() -> None:
    """Ask everything and print it."""
    given = arguments("How well the golden queries are answered on the demo world.")
    queries = [query for query in read_queries() if given.kind in (None, query.kind)]
    if not queries:
        raise SystemExit(f"no queries of the kind {given.kind}")
    async with filled(given.engine) as (engine, goods):
        for line in unfulfilled(queries, goods):
            print(f"no listing fulfils: {line}")
        print(f"{given.engine}, {len(goods):,} listings, {len(queries)} queries\n")
        show(asked(engine, goods, questions(queries)), given, TARGETS)


if __name__ == "__main__":
    asyncio.run(main())
