"""A fresh process that answers one page and says so: what `make bench` times as the start."""

import asyncio

from emall.app import create_app
from emall.database import DB
from emall.settings import settings


async def main() -> None:
    """Open the application as a server would and ask for the home page."""
    import httpx

    app = create_app(settings())
    DB.connect(settings().database_url)
    await DB.start_connection_pool(min_size=2, max_size=4)
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.get("/mall")
    print(answer.status_code, flush=True)
    await DB.close_connection_pool()


asyncio.run(main())
