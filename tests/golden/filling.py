"""An engine filled with the goods of the demo world, and those goods as the engine was given them."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, cast

from emall.catalogue.actions import rebuild_index
from emall.catalogue.queries.finding import engine, use_engine
from emall.database import DB
from search import AsyncSearch, ProductDocument, SearchEngine, open_engine
from tests import databases

Goods = dict[int, ProductDocument]


class Overheard:
    """An engine whose rebuild also keeps the documents it is given, by id."""

    def __init__(self, engine: SearchEngine, goods: Goods) -> None:
        self.engine, self.goods = engine, goods

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    def start_rebuild(self) -> Any:
        """A rebuild that is listened to."""
        return OverheardRebuild(self.engine.start_rebuild(), self.goods)


class OverheardRebuild:
    """Passes documents on and keeps them."""

    def __init__(self, rebuild: Any, goods: Goods) -> None:
        self.rebuild, self.goods = rebuild, goods

    def __getattr__(self, name: str) -> Any:
        return getattr(self.rebuild, name)

    def add(self, batch: Iterable[ProductDocument]) -> int:
        """Take a batch."""
        documents = list(batch)
        self.goods.update((one.id, one) for one in documents)
        return int(self.rebuild.add(documents))


async def fill(found: SearchEngine) -> Goods:
    """Fill the engine from the database in use, as the shop does it; the goods on sale by id."""
    goods: Goods = {}
    before = engine()
    use_engine(AsyncSearch(cast(SearchEngine, Overheard(found, goods)), timeout=30.0))
    try:
        async with (
            DB.transaction()
        ):  # in one the categories are read anew, and none are kept for other databases
            await rebuild_index()
    finally:
        use_engine(before)
    return goods


@asynccontextmanager
async def filled(name: str) -> AsyncIterator[tuple[SearchEngine, Goods]]:
    """The engine `tantivy`, in a folder for the block, or `meili` at MEILI_URL, over a demo world of its own.

    The products index of that Meilisearch server is replaced: name one that is only for trying.
    """
    server = databases.server()
    await databases.prepare(server)
    source = await databases.template(server, seeded=True)
    with tempfile.TemporaryDirectory(prefix="emall-golden-") as folder:
        found = opened(name, folder)
        try:
            async with (
                databases.clone(server, source, f"emall_run_{os.getpid()}_1") as address,
                databases.opened(address),
            ):
                goods = await fill(found)
            yield found, goods
        finally:
            found.close()


def opened(name: str, folder: str) -> SearchEngine:
    """The engine of that name. Raises SystemExit when there is no server to ask."""
    if name == "tantivy":
        return open_engine(folder)
    url = os.environ.get("MEILI_URL", "")
    if not url:
        raise SystemExit("MEILI_URL does not name a Meilisearch server")
    return open_engine(folder, url=url, key=os.environ.get("MEILI_KEY", ""))
