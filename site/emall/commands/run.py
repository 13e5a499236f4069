"""`emall run`, `emall serve`, `emall work`: everything in one process, or pages and background work apart."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import click
import uvicorn

from emall.commands.opening import database
from emall.embedded import address
from emall.settings import Settings, settings

SECONDS_TO_FINISH = 20
STARTUP_FAILURE = 3  # as uvicorn itself ends, so that whoever keeps it running notices
FACTORY = "emall.app:create"


class Server(uvicorn.Server):
    """A server that ends with the loop still ours, and may do other work as long as it serves."""

    beside: Callable[[asyncio.Event], Coroutine[Any, Any, None]] | None = None
    greeting: Callable[[], None] | None = None

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End on SIGTERM and Ctrl-C; the second time without waiting for anybody."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)

    async def startup(self, sockets: Any = None) -> None:
        """Open the application, then begin the work beside it; exit code 3 when it cannot be opened."""
        await super().startup(sockets)
        if not self.started:
            sys.exit(STARTUP_FAILURE)
        self.ending = asyncio.Event()
        self.companion = asyncio.create_task(self.beside(self.ending)) if self.beside else None
        if self.greeting:
            self.greeting()

    async def shutdown(self, sockets: Any = None) -> None:
        """Let the work end before the application closes its connections."""
        self.ending.set()
        if self.companion is not None:
            await self.companion
        await super().shutdown(sockets)


def options(config: Settings) -> dict[str, Any]:
    """How uvicorn is run, alone or with workers."""
    return {
        "host": config.host,
        "port": config.port,
        "access_log": False,  # the front door writes one line per request
        "log_level": "warning",
        "server_header": False,
        "proxy_headers": bool(config.proxies),
        "forwarded_allow_ips": config.proxies,
        "timeout_graceful_shutdown": SECONDS_TO_FINISH,
    }


def in_one_process(config: Settings, *, first: Callable[[Settings], Awaitable[None]] | None = None) -> None:
    """Serve until told to stop; `first` is done before, and what belongs to `emall run` beside."""
    plan = uvicorn.Config(FACTORY, factory=True, **options(config))
    server = Server(plan)

    async def everything() -> None:
        if first is not None:
            from emall.background import work

            await first(config)
            server.beside, server.greeting = work, lambda: greet(config)
        await server.serve()

    with asyncio.Runner(loop_factory=plan.get_loop_factory()) as runner:
        runner.run(everything())


async def checked(config: Settings) -> None:
    """Say in one sentence what stands against serving this database."""
    if not config.demo:
        from emall.world.planting import refuse_demo_data

        async with database():
            await refuse_demo_data()


async def prepare(config: Settings) -> None:
    """Migrate, plant the demo world in an empty database, and bring the index level."""
    from emall.background import catch_up, searching
    from emall.database import DB
    from emall.migrating import migrate
    from emall.world.planting import refuse_demo_data, seed_demo

    async with database():
        await migrate()
        if not config.demo:
            await refuse_demo_data()
        if config.demo and not await DB.fetch_value("SELECT EXISTS (SELECT FROM organisation)"):
            click.echo("Planting the demo world …")
            await seed_demo()
        async with searching(config):
            if count := await catch_up():
                click.echo(f"{count} changes went into the search index.")


def greet(config: Settings) -> None:
    """Say where the site is and who can sign in."""
    click.echo(f"{config.site_name or '丽水政采商城 · Lishui Public Marketplace'}: {config.base_url}")
    if config.demo:
        from emall.world.people import demo_logins
        from emall.world.planting import PASSWORD

        click.echo(f"Password of each account: {PASSWORD}\n  {'  '.join(demo_logins())}")
    click.echo("Ctrl-C stops it.")
    sys.stdout.flush()


def log_plainly() -> None:
    """Warnings and worse, one line each, on standard error."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")


@click.command()
def run() -> None:
    """Set up what is missing, then serve the site and do the background work in one process."""
    log_plainly()
    in_one_process(settings(), first=prepare)


@click.command()
@click.option("--workers", type=click.IntRange(1, 64), help="How many processes; EMALL_WORKERS if not given.")
def serve(workers: int | None) -> None:
    """Serve the pages only; neither migrates nor plants anything."""
    log_plainly()
    config = settings()
    asyncio.run(checked(config))
    workers = workers or config.workers
    if workers == 1:
        in_one_process(config)
        return
    os.environ["DATABASE_URL"] = address(config)  # this process keeps the embedded server for all of them
    uvicorn.run(FACTORY, factory=True, workers=workers, **options(config))


@click.command()
def work() -> None:
    """Do the background work only: index, deadlines, sweeping, anchors."""
    log_plainly()
    asyncio.run(work_until_told(settings()))


async def work_until_told(config: Settings) -> None:
    """Work until SIGTERM or Ctrl-C."""
    from emall import background
    from emall.joints import join_rooms

    join_rooms()
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await checked(config)
    async with database(), background.searching(config, timeout=background.WORK_WAITS):
        await background.work(stop)


COMMANDS = (run, serve, work)
