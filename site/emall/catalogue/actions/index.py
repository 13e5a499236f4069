"""Keeps the search index in step with the listings: after each change, and by filling a new index.

Topics of the outbox: `listing` is carried into the index at once; `supplier`, `brand` and `category` (ids of each) ask
for every listing that shows something of theirs, as `refresh`, which is carried in like `listing` but after it. Whoever
adds a deed that renames one of these puts its row; until then the hourly comparison finds what changed.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from types import SimpleNamespace

from emall.catalogue.documents import document
from emall.catalogue.queries.finding import engine
from emall.catalogue.queries.tree import Tree, tree_now
from emall.database import DB, Row
from emall.journal import outbox
from search import AsyncSearch, Failed, Pending, ProductDocument, SearchUnavailable

BATCH = 2000
SECONDS_TO_SETTLE = 30.0
_SELLABLE = (
    "SELECT l.id, l.product, l.version, l.title, l.sku_code, l.price_fen, l.supplier, l.min_order, l.sales_90d,"
    " l.listed_at, l.tags, l.delivery_days, l.local_store, l.regions, l.stock_on_hand - l.stock_held AS free,"
    " p.category, p.model, p.spec, p.keywords, p.gtin, b.name AS brand, b.aliases, o.name AS supplier_name,"
    " o.region AS county, f.grade, f.on_time_permille, f.admitted_on, p.origin_region AS origin"
    " FROM listing l JOIN product p ON p.id = l.product"
    " JOIN brand b ON b.id = p.brand JOIN organisation o ON o.id = l.supplier"
    " LEFT JOIN supplier_profile f ON f.organisation = o.id WHERE l.status = 'live'"
)
_OF_CATEGORY = (
    "p.category IN (WITH RECURSIVE below AS (SELECT id FROM category WHERE id = ANY($1::bigint[])"
    " UNION SELECT c.id FROM category c JOIN below b ON c.parent = b.id) SELECT id FROM below)"
)
_SHOWING = {
    "supplier": "l.supplier = ANY($1::bigint[])",
    "brand": "p.brand = ANY($1::bigint[])",
    "category": _OF_CATEGORY,
}


class ChangeRefused(Exception):
    """The engine took a change and refused it for good; one of its documents is at fault."""


def engine_in_use() -> AsyncSearch:
    """The engine. Raises SearchUnavailable when none is set up."""
    found = engine()
    if found is None:
        raise SearchUnavailable("no search engine is set up")
    return found


async def sync_listings(keys: Sequence[str]) -> None:
    """Bring these listings' documents up to date: what is on sale is written, everything else removed.

    The present state is read, so repeating is harmless; keys may repeat and may be listings long gone. Raises
    outbox.Away while the engine cannot take changes and ChangeRefused when it refuses these.
    """
    ids = sorted({int(key) for key in keys})
    try:
        search = engine_in_use()
        documents = await built(await DB.fetch(f"{_SELLABLE} AND l.id = ANY($1::bigint[])", ids))
        gone = sorted(set(ids) - {one.id for one in documents})
        await outbox.confirm()
        receipt = await search.apply(documents, gone)
        done = await search.call(lambda: search.engine.settle(receipt, SECONDS_TO_SETTLE))
    except (SearchUnavailable, OSError) as away:
        raise outbox.Away(str(away)) from away
    if isinstance(done, Pending):
        raise outbox.Away(f"change {receipt.reference} is not applied yet")
    if isinstance(done, Failed):
        raise ChangeRefused(done.reason)


def spread(kind: str) -> outbox.Consumer:
    """The consumer of `supplier`, `brand` or `category`: asks for each of their listings on sale."""

    async def ask(keys: Sequence[str]) -> None:
        ids, last = [int(key) for key in keys], 0
        while rows := await DB.fetch(
            "SELECT l.id FROM listing l JOIN product p ON p.id = l.product"
            f" WHERE l.status = 'live' AND l.id > $2 AND {_SHOWING[kind]} ORDER BY l.id LIMIT $3",
            ids,
            last,
            BATCH,
        ):
            last = rows[-1].id
            await outbox.put("refresh", *(row.id for row in rows), reason=kind)

    return ask


async def built(rows: Sequence[Row]) -> list[ProductDocument]:
    """The documents of these rows.

    The tree is read after the rows, never kept: a category renamed a moment ago must not stay old in the index.
    Many are built in a thread, so that pages served by the same process go on.
    """
    if not rows:
        return []
    kept = await tree_now()
    if len(rows) < 100:
        return [_document(row, kept) for row in rows]
    return await asyncio.to_thread(lambda: [_document(row, kept) for row in rows])


def _document(row: Row, kept: Tree) -> ProductDocument:
    facts = SimpleNamespace(**row)  # read some forty times: a row looks each name up anew
    return document(facts, path=kept.path(kept.by_id[row.category]))


async def documents_after(last: int, size: int) -> list[ProductDocument]:
    """The next documents in the order of their ids."""
    rows = await DB.fetch(f"{_SELLABLE} AND l.id > $1 ORDER BY l.id LIMIT $2", last, size)
    return await built(rows)


async def documents_of(ids: Sequence[int]) -> dict[int, ProductDocument]:
    """The documents of those of these listings that are on sale."""
    rows = await DB.fetch(f"{_SELLABLE} AND l.id = ANY($1::bigint[])", list(ids))
    return {one.id: one for one in await built(rows)}


def _quiet(count: int) -> None:
    """Nobody watches."""


async def rebuild_index(progress: Callable[[int], None] = _quiet) -> int:
    """Fill a new index from the database and switch over to it; how many listings it holds.

    The old index answers until then, and what changes meanwhile reaches both; a failure leaves the old one as it
    was. `progress` is told how many are in after each batch.
    """
    search = engine_in_use()
    rebuild = await search.call(search.engine.start_rebuild)
    try:
        count = 0
        async for documents in _batches():
            count = await search.call(lambda batch=documents: rebuild.add(batch))  # type: ignore[misc]
            progress(count)
        await search.call(rebuild.publish)
    except BaseException:
        await asyncio.shield(search.call(rebuild.abort))
        raise
    return count


async def _batches() -> AsyncIterator[list[ProductDocument]]:
    last = 0
    while documents := await documents_after(last, BATCH):
        yield documents
        last = documents[-1].id


async def rebuild_if_needed() -> int:
    """Rebuild when the engine says its index is of an older format or broken, or holds nothing while goods are on
    sale; how many listings went in. An engine that is merely away is left alone."""
    search = engine_in_use()
    health = await search.health()
    empty = health.ok and not health.documents
    if not health.rebuild_needed and not (empty and await _anything_on_sale()):
        return 0
    return await rebuild_index()


async def _anything_on_sale() -> bool:
    return bool(await DB.fetch_value("SELECT EXISTS (SELECT FROM listing WHERE status = 'live')"))
