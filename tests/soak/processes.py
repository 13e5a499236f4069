"""The processes of a soak: one that works and is killed again and again, one that serves, rebuilds now and then."""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from pathlib import Path

PROGRAM = (sys.executable, "-W", "ignore", "-c", "from emall.commands import main; main()")


class Processes:
    """Starts and kills `emall` on one database and one data directory; what they say goes to files."""

    def __init__(self, environment: dict[str, str], folder: Path, dice: random.Random) -> None:
        self.environment, self.folder, self.dice = environment, folder, dice
        self.counts: Counter[str] = Counter()
        self.worker: asyncio.subprocess.Process | None = None
        self.server: asyncio.subprocess.Process | None = None

    async def start(self, *words: str, log: str) -> asyncio.subprocess.Process:
        """A process with its output at the end of a file."""
        with open(self.folder / f"{log}.log", "ab") as file:  # noqa: ASYNC230
            return await asyncio.create_subprocess_exec(
                *PROGRAM, *words, env=self.environment, stdout=file, stderr=file
            )

    async def run(self, *words: str) -> tuple[int, str]:
        """A process to its end: exit code and what it printed."""
        process = await asyncio.create_subprocess_exec(
            *PROGRAM, *words, env=self.environment, stdout=asyncio.subprocess.PIPE
        )
        said, _ = await process.communicate()
        return process.returncode or 0, said.decode()

    async def work(self) -> None:
        """Start the background process."""
        self.worker = await self.start("work", log="work")

    async def serve(self) -> None:
        """Start two web processes."""
        self.server = await self.start("serve", "--workers", "2", log="serve")

    def at_work(self) -> bool:
        """Whether the background process has opened the index: before that a kill would hit nothing."""
        assert self.worker is not None
        if self.worker.returncode is not None:
            return True
        try:
            return f"{self.folder}/search/" in Path(f"/proc/{self.worker.pid}/maps").read_text()
        except OSError:
            return True

    async def killing(self, stop: asyncio.Event) -> None:
        """Kill the background process at random times after it began to work, now and then before."""
        while not stop.is_set():
            early = self.dice.random() < 0.1
            while not (early or self.at_work() or await _over(stop, 0.05)):
                pass
            if await _over(stop, self.dice.uniform(0.5, 8.0)):
                return
            assert self.worker is not None
            if self.worker.returncode is not None:
                self.counts["died"] += 1  # by itself: a violation
            else:
                self.worker.kill()
                self.counts["kills"] += 1
            await self.worker.wait()
            await self.work()

    async def rebuilding(self, stop: asyncio.Event) -> None:
        """Rebuild now and then, and break some of these off."""
        while not await _over(stop, self.dice.uniform(10, 30)):
            process = await self.start("search", "rebuild", log="rebuild")
            if self.dice.random() < 0.4:
                await _over(stop, self.dice.uniform(0.5, 4.0))
                if process.returncode is None:
                    process.kill()
                    self.counts["rebuilds killed"] += 1
            code = await process.wait()
            self.counts["rebuilds"] += code == 0
            self.counts["rebuilds refused"] += code > 0

    async def end(self) -> None:
        """Stop what is still running."""
        for process in (self.worker, self.server):
            if process is not None and process.returncode is None:
                process.send_signal(signal.SIGTERM)
                try:
                    await asyncio.wait_for(process.wait(), 30)
                except TimeoutError:
                    process.kill()
                    await process.wait()

    def complaints(self) -> dict[str, int]:
        """Lines of the logs that tell of something unexpected."""
        words = ("Traceback", "CRITICAL", "crash ")
        return {
            file.name: count
            for file in sorted(self.folder.glob("*.log"))
            if (count := sum(any(word in line for word in words) for line in _lines(file)))
        }


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8", errors="replace").splitlines()


async def _over(stop: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return False
    return True


def environment_of(address: str, folder: Path, port: int) -> dict[str, str]:
    """What the processes are told: their database, data directory and port."""
    return {
        **os.environ,
        "DATABASE_URL": address,
        "EMALL_DATA": str(folder),
        "EMALL_ENV": "demo",
        "EMALL_SECRET": "a secret for the soak and for nothing else",
        "EMALL_PROXIES": "127.0.0.1",  # so that searches can come from many addresses
        "PORT": str(port),
    }
