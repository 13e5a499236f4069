"""How well the queries of the set are answered on the demo world: `python -W ignore -m tests.golden.report`."""

import asyncio

import tests.golden.alone  # noqa: F401  before anything of the shop
from tests.golden.expecting import read_queries
from tests.golden.filling import filled
from tests.golden.measuring import asked, questions, unfulfilled
from tests.golden.printing import TARGETS, arguments, show


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
