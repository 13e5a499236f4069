"""A fresh process that answers one page and says so: what `make bench` times as the start."""

import asyncio

from emall.app import create_app
from emall.database import DB
from emall.settings import settings
from tests.bench.asking import Asked


async def main() -> None:
    """Open the application as a server would and ask for the home page."""
    asked = Asked(create_app(settings()))
    DB.connect(settings().database_url)
    await DB.start_connection_pool(min_size=2, max_size=4)
    await asked.get("/mall", "")
    print(asked.status, flush=True)
    await DB.close_connection_pool()


asyncio.run(main())
