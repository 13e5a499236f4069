"""A real search server for the tests: the one of MEILI_URL, else one started here when `meilisearch` is on the PATH."""

import atexit
import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from functools import cache
from itertools import count

from search import ProductDocument, Receipt
from search.meili_engine import MeiliEngine
from search.meili_indexes import generations, remove_index

WAY = "no search server: set MEILI_URL (and MEILI_KEY), or put `meilisearch` on the PATH"

_numbers = count(1)


@cache
def search_server() -> tuple[str, str] | None:
    """(url, key) of a server that may be written to, started at the first call; None when there is none."""
    if url := os.environ.get("MEILI_URL"):
        return url, os.environ.get("MEILI_KEY", "")
    program = shutil.which("meilisearch")
    return _started(program) if program else None


def _started(program: str) -> tuple[str, str]:
    folder, key = tempfile.mkdtemp(prefix="meili-"), secrets.token_hex(24)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    paths = [f"--{name}={folder}/{name}" for name in ("db-path", "dump-dir", "snapshot-dir")]
    options = ["--no-analytics", f"--http-addr={address}", f"--master-key={key}", "--log-level=ERROR", *paths]
    running = subprocess.Popen(
        [program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder
    )
    atexit.register(_stop, running, folder)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://{address}/health", timeout=1):
            return f"http://{address}", key
        time.sleep(0.05)
    raise RuntimeError(f"{program} did not begin to answer within 30 s")


def _stop(running: subprocess.Popen[bytes], folder: str) -> None:
    running.terminate()
    running.wait(timeout=30)
    shutil.rmtree(folder, ignore_errors=True)


class SettledEngine(MeiliEngine):
    """An index of its own on the server, whose changes are visible when `apply` returns; removed when closed."""

    def __init__(self, url: str, key: str) -> None:
        super().__init__(url, key, index=f"test_{os.getpid()}_{next(_numbers)}_of")
        self.configure()

    def apply(self, upserts: Sequence[ProductDocument], deletes: Sequence[int] = ()) -> Receipt:
        receipt = super().apply(upserts, deletes)
        assert type(self.settle(receipt)).__name__ == "Applied", self.settle(receipt)
        return receipt

    def close(self) -> None:
        for uid in (self._uid, self._journal.uid, *generations(self._server, self._uid)):
            remove_index(self._server, uid)
        super().close()
