"""Keeps the search index in step with the listings: after each change, by rebuilding, and by comparing both."""

import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from emall.catalogue.documents import document
from emall.catalogue.queries.finding import engine
from emall.catalogue.queries.tree import Tree, tree
from emall.database import DB, Row
from search import AsyncSearch, Failed, Pending, ProductDocument, SearchUnavailable

log = logging.getLogger("emall.search")

BATCH = 2000
_SELLABLE = (
    "SELECT l.id, l.product, l.version, l.title, l.sku_code, l.price_fen, l.supplier, l.min_order, l.sales_90d,"
    " l.listed_at, l.tags, l.delivery_days, l.local_store, l.regions, l.stock_on_hand - l.stock_held AS free,"
    " p.category, p.model, p.spec, p.keywords, p.gtin, b.name AS brand, b.aliases, o.name AS supplier_name,"
    " o.region AS county, f.grade, f.on_time_permille, f.admitted_on, p.origin_region AS origin"
    " FROM listing l JOIN product p ON p.id = l.product"
    " JOIN brand b ON b.id = p.brand JOIN organisation o ON o.id = l.supplier"
    " LEFT JOIN supplier_profile f ON f.organisation = o.id WHERE l.status = 'live'"
)


@dataclass(slots=True)
class Difference:
    """How index and database differ: ids missing in the index, left over in it, and of another version."""

    indexed: int = 0
    on_sale: int = 0
    missing: list[int] = field(default_factory=list)
    extra: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)

    @property
    def none(self) -> bool:
        """Whether both agree."""
        return not (self.missing or self.extra or self.stale)


def _in_use() -> AsyncSearch:
    found = engine()
    if found is None:
        raise SearchUnavailable("no search engine is set up")
    return found


async def sync_listings(keys: Sequence[str]) -> None:
    """Bring these listings' documents up to date: what is on sale is written, everything else removed.

    Keys may repeat and may be listings long gone. Raises SearchUnavailable, so that the outbox tries again.
    """
    search, kept = _in_use(), await tree()
    ids = sorted({int(key) for key in keys})
    rows = await DB.fetch(f"{_SELLABLE} AND l.id = ANY($1::bigint[])", ids)
    documents = [_document(row, kept) for row in rows]
    gone = sorted(set(ids) - {row.id for row in rows})
    receipt = await search.apply(documents, gone)
    done = await search.call(lambda: search.engine.settle(receipt))
    if isinstance(done, Failed | Pending):
        raise SearchUnavailable(f"change {receipt.reference} is not applied: {done}")


def _document(row: Row, kept: Tree) -> ProductDocument:
    return document(row, path=kept.path(kept.by_id[row.category]))


async def rebuild_index() -> int:
    """Fill a new index from the database and switch over to it; how many listings it holds.

    The old index answers until then; a failure leaves it as it was.
    """
    search = _in_use()
    rebuild = await search.call(search.engine.start_rebuild)
    try:
        count = 0
        async for documents in _batches():
            count = await search.call(lambda batch=documents: rebuild.add(batch))  # type: ignore[misc]
        await search.call(rebuild.publish)
    except BaseException:
        await search.call(rebuild.abort)
        raise
    return count


async def _batches() -> AsyncIterator[list[ProductDocument]]:
    kept, last = await tree(), 0
    while rows := await _next(last):
        yield [_document(row, kept) for row in rows]
        last = rows[-1].id


async def _next(after: int) -> list[Row]:
    return await DB.fetch(f"{_SELLABLE} AND l.id > $1 ORDER BY l.id LIMIT $2", after, BATCH)


async def compare_index() -> Difference:
    """Walk index and database side by side."""
    search, found = _in_use(), Difference()
    indexed = dict([pair async for pair in _versions(search)])
    on_sale = {
        row.id: row.version for row in await DB.fetch("SELECT id, version FROM listing WHERE status = 'live'")
    }
    found.indexed, found.on_sale = len(indexed), len(on_sale)
    found.missing = sorted(on_sale.keys() - indexed.keys())
    found.extra = sorted(indexed.keys() - on_sale.keys())
    found.stale = sorted(key for key in on_sale.keys() & indexed.keys() if on_sale[key] != indexed[key])
    return found


async def _versions(search: AsyncSearch) -> AsyncIterator[tuple[int, int]]:
    last = 0
    while pairs := await search.versions(last, BATCH):
        for pair in pairs:
            yield pair
        last = pairs[-1][0]
