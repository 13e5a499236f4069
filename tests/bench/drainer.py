"""The background process as `emall work` runs it, until it is told to stop: it brings changes into the index."""

import asyncio
import signal

from emall.background import WORK_WAITS, searching, work
from emall.database import DB
from emall.settings import settings


async def main() -> None:
    """Say when it is ready, then work."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    DB.connect(settings().database_url)
    await DB.start_connection_pool(min_size=2, max_size=6)
    async with searching(settings(), timeout=WORK_WAITS):
        print("ready", flush=True)
        await work(stop)
    await DB.close_connection_pool()


asyncio.run(main())
