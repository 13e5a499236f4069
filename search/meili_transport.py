"""The way to the search server: the official client on pooled connections, with time limits that hold."""

from __future__ import annotations

import copy
import io
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from typing import Any

import requests
from meilisearch import Client
from meilisearch._httprequests import HttpRequests
from meilisearch.index import Index
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

POOL = 64
"""Connections kept to the server, and the most that may be used at once."""

_SMALLEST = 0.001
_limit = threading.local()


class OutOfTime(requests.exceptions.Timeout):
    """The whole time of a call is used up."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Everything this thread asks of the server inside must be over in so many seconds, all calls together."""
    before = getattr(_limit, "at", None)
    at = time.monotonic() + seconds
    _limit.at = at if before is None else min(at, before)
    try:
        yield
    finally:
        _limit.at = before


def remaining() -> float:
    """Seconds left to this thread. Raises OutOfTime when there are none."""
    at = getattr(_limit, "at", None)
    left = 30.0 if at is None else at - time.monotonic()
    if left < _SMALLEST:
        raise OutOfTime("no time is left")
    return left


class _Timed(io.RawIOBase):
    """Reads from a socket until the limit of the thread, however the answer is dripped out."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        try:
            self._sock.settimeout(remaining())
        except OutOfTime as late:
            raise TimeoutError(str(late)) from late
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Socket:
    """What the answer is read from in place of the bare socket, whose timeout starts anew with every byte."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def makefile(self, *_: object) -> io.BufferedReader:
        return io.BufferedReader(_Timed(self._sock))


class _Answer(HTTPResponse):
    def __init__(self, sock: Any, *args: Any, **named: Any) -> None:
        super().__init__(_Socket(sock), *args, **named)  # type: ignore[arg-type]


class _Plain(HTTPConnection):
    response_class = _Answer


class _Encrypted(HTTPSConnection):
    response_class = _Answer


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _EncryptedPool(HTTPSConnectionPool):
    ConnectionCls = _Encrypted


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        super().init_poolmanager(*args, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _EncryptedPool}


class Connections:
    """One pooled session for all threads; settings of the surroundings, such as proxies, do not count."""

    def __init__(self) -> None:
        self._free = threading.BoundedSemaphore(POOL)
        self._session = requests.Session()
        self._session.trust_env = False
        # compressed answers come in several packets, each of which waits 40 ms for the word that the last arrived
        self._session.headers["Accept-Encoding"] = "identity"
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter(pool_connections=1, pool_maxsize=POOL, pool_block=True))

    def call(self, verb: str, url: str, headers: dict[str, str], body: Any) -> requests.Response:
        """Ask and read the whole answer within the limit of the thread. Raises what `requests` raises."""
        if not self._free.acquire(timeout=remaining()):
            raise OutOfTime("every connection is in use")
        try:
            left = remaining()
            return self._session.request(
                verb, url, headers=headers, data=body, timeout=(left, left), allow_redirects=False
            )
        finally:
            self._free.release()

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()


class Requests(HttpRequests):
    """The client's own requests, over the pool and with headers of their own for each call.

    The original keeps one dictionary of headers an object: a GET takes the content type away while the POST of
    another thread is on its way, which the server answers with 415.
    """

    def __init__(self, config: Any, connections: Connections) -> None:
        super().__init__(config)
        self._connections = connections

    def send_request(
        self,
        http_method: Callable[..., Any],
        path: str,
        body: Any = None,
        content_type: str | None = None,
        **named: Any,
    ) -> Any:
        """As the original, for one call only."""
        alone = copy.copy(self)
        alone.headers = dict(self.headers)
        verb = http_method.__name__

        def pooled(
            url: str, *, timeout: object = None, headers: dict[str, str] | None = None, data: Any = None
        ) -> Any:
            return self._connections.call(verb, url, dict(headers or {}), data)

        pooled.__name__ = verb  # the original looks at it
        return HttpRequests.send_request(alone, pooled, path, body, content_type, **named)


class Wire:
    """The official client, rewired to the pool wherever it would open connections of its own."""

    def __init__(self, url: str, key: str, connections: Connections) -> None:
        self.client = Client(url.rstrip("/"), key or None)
        self.http = Requests(self.client.config, connections)
        self.client.http = self.http
        self.client.task_handler.http = self.http

    def index(self, uid: str) -> Index:
        """The client's object for an index; making one asks the server nothing."""
        index = self.client.index(uid)
        index.http = self.http
        index.task_handler.http = self.http
        return index
