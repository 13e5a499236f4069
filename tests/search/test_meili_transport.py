"""The way to the search server, against servers that race, drip, fall silent, overflow and lie."""

import json
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from meilisearch._httprequests import HttpRequests
from meilisearch.errors import MeilisearchApiError

from search import SearchQuery, SearchRejected, SearchUnavailable
from search.meili_engine import MeiliEngine
from search.meili_server import Breaker, Missing, Server
from search.meili_transport import Connections, Requests, Wire, within
from tests.patience import PATIENCE, in_time_here

PAGE = {"results": [{"hits": [{"id": 7, "_rankingScore": 0.5}], "estimatedTotalHits": 9}]}


class Stub(BaseHTTPRequestHandler):
    """Answers posts only when they say they are JSON, as the real server does."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    connections: set[object]
    answer: Callable[["Stub"], tuple[int, object]]

    def setup(self) -> None:
        super().setup()
        self.connections.add(self.client_address)

    def do_GET(self) -> None:
        self._reply(*type(self).answer(self))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Content-Type") != "application/json":
            self._reply(415, {"message": "not JSON", "code": "missing_content_type"})
            return
        self._reply(*type(self).answer(self))

    def _reply(self, status: int, body: object) -> None:
        sent = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: object) -> None:
        """Silence."""


@contextmanager
def stub(answer: Callable[[Stub], tuple[int, object]]) -> Iterator[tuple[str, set[object]]]:
    """(url, addresses that connected) of a server that answers so."""
    connections: set[object] = set()
    handler = type("Handler", (Stub,), {"connections": connections, "answer": staticmethod(answer)})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", connections
        finally:
            server.shutdown()


@contextmanager
def raw(work: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that does as it likes with each connection."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                work(self.request)
            except OSError:
                pass  # the caller has gone, as it should

    class Threads(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Threads(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def mixed_calls(wire: Wire, rounds: int = 1500) -> list[int]:
    """The refusals among gets and posts of several threads on one object."""
    refused: list[int] = []

    def one(number: int) -> None:
        try:
            if number % 2:
                wire.http.post("multi-search", {"queries": []})
            else:
                wire.http.get("health")
        except MeilisearchApiError as wrong:
            refused.append(wrong.status_code)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(one, range(rounds)))
    return refused


def test_threads_do_not_take_each_others_headers_away() -> None:
    with stub(lambda _: (200, PAGE)) as (url, connections):
        wire = Wire(url, "key", Connections())
        assert mixed_calls(wire) == []
        assert len(connections) <= 8  # and nobody opened more connections than there were threads


def test_without_the_cure_they_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same calls with the client's own habit of one dictionary for all: this is what the cure is for."""

    def shared(self: Requests, http_method: Callable[..., object], *args: object, **named: object) -> object:
        verb = http_method.__name__

        def pooled(url: str, *, timeout: object, headers: dict[str, str], data: object = None) -> object:
            time.sleep(0.0005)  # another thread gets its turn, as it may at any time
            return self._connections.call(verb, url, headers, data)

        pooled.__name__ = verb
        return HttpRequests.send_request(self, pooled, *args, **named)

    monkeypatch.setattr(Requests, "send_request", shared)
    with stub(lambda _: (200, PAGE)) as (url, _):
        assert 415 in mixed_calls(Wire(url, "key", Connections()))


def test_answers_are_not_compressed() -> None:
    seen: list[str | None] = []

    def noting(handler: Stub) -> tuple[int, object]:
        seen.append(handler.headers.get("Accept-Encoding"))
        return 200, PAGE

    with stub(noting) as (url, _):
        Wire(url, "key", Connections()).http.get("health")
    assert seen == ["identity"]


def test_every_object_of_the_client_is_rewired() -> None:
    wire = Wire("http://127.0.0.1:9", "key", Connections())
    index = wire.index("products")
    objects = (wire.client, wire.client.task_handler, index, index.task_handler)
    assert all(one.http is wire.http for one in objects)


def test_a_search_comes_back_and_unknown_words_of_the_question_are_rejected() -> None:
    with stub(lambda _: (200, PAGE)) as (url, _):
        engine = MeiliEngine(url, "key", page_seconds=PATIENCE)
        page = engine.search(SearchQuery(text="纸"))
        assert (page.ids, page.total, page.engine) == ([7], 9, "meilisearch")
        for wrong in (SearchQuery(sort="colour"), SearchQuery(facets=("pk",))):
            with pytest.raises(SearchRejected):
                engine.search(wrong)


# Servers that keep somebody waiting do so for a minute, twice as long as PATIENCE, and end by themselves.


def dripping(sock: socket.socket) -> None:
    sock.recv(65536)
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 1200\r\n\r\n" + b" " * 1200:
        sock.sendall(bytes((byte,)))
        time.sleep(0.05)


def dripping_late(sock: socket.socket) -> None:
    sock.recv(65536)
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1200\r\n\r\n")
    for _ in range(1200):
        sock.sendall(b" ")
        time.sleep(0.05)


def silent(sock: socket.socket) -> None:
    sock.settimeout(60)
    while sock.recv(65536):
        pass  # until the caller has gone


def endless(sock: socket.socket) -> None:
    sock.recv(65536)
    sock.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(3000):
        sock.sendall(b"1\r\n \r\n")
        time.sleep(0.02)


def hanging_up(sock: socket.socket) -> None:
    sock.recv(65536)


def lying(sock: socket.socket) -> None:
    sock.recv(65536)
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<html>no!")


@pytest.mark.parametrize("work", [dripping, dripping_late, silent, endless, hanging_up, lying])
def test_no_server_makes_a_page_wait(work: Callable[[socket.socket], None]) -> None:
    with raw(work) as url:
        engine = MeiliEngine(url, "key")
        for call in (lambda: engine.search(SearchQuery(text="纸")), lambda: engine.suggest("纸")):
            with in_time_here(), pytest.raises(SearchUnavailable):
                call()
        engine.close()


def test_a_server_that_is_not_there_is_said_so_at_once() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    engine = MeiliEngine(url, "key")
    with pytest.raises(SearchUnavailable):
        engine.search(SearchQuery())
    health = engine.health()
    assert not health.ok
    assert health.detail


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 429, 500, 502, 503])
def test_every_refusal_is_unavailable(status: int) -> None:
    with stub(lambda _: (status, {"message": "no", "code": "because"})) as (url, _):
        with pytest.raises(SearchUnavailable, match="because"):
            MeiliEngine(url, "key", page_seconds=PATIENCE).search(SearchQuery(text="纸"))
        server = Server(url, "key", page_seconds=PATIENCE)
        with pytest.raises(Missing if status == 404 else SearchUnavailable):
            server.read(lambda wire: wire.http.get("indexes/none"))


def test_a_read_is_tried_once_more_and_a_change_is_not() -> None:
    calls: list[int] = []

    def work(_: Wire) -> str:
        calls.append(1)
        if len(calls) == 1:
            return str(server.hurried.http.get("health"))
        return "answered"

    with raw(hanging_up) as url:
        server = Server(url, "key", page_seconds=PATIENCE)
        assert server.read(work) == "answered"
        calls.clear()
        with pytest.raises(SearchUnavailable):
            server.write(work)
        assert len(calls) == 1


def test_an_outer_limit_holds_for_all_calls_together() -> None:
    asked: list[str] = []

    def slow(handler: Stub) -> tuple[int, object]:
        asked.append(handler.path)
        time.sleep(0.15)
        return 200, PAGE

    with stub(slow) as (url, _):
        server = Server(url, "key")
        with pytest.raises(SearchUnavailable), within(0.4):
            for _ in range(5):
                server.read(lambda wire: wire.http.get("health"), PATIENCE)
        assert len(asked) <= 3  # two were answered at most, each in its own time; the third was given up


def test_the_breaker_opens_waits_and_lets_one_try() -> None:
    now = [100.0]
    breaker = Breaker(lambda: now[0])
    for _ in range(3):
        breaker.enter()
        breaker.failed()
    with pytest.raises(SearchUnavailable):
        breaker.enter()
    now[0] += 5.1
    breaker.enter()  # one tries
    with pytest.raises(SearchUnavailable):
        breaker.enter()  # the others do not
    breaker.succeeded()
    breaker.enter()
    breaker.failed()
    breaker.enter()  # a single failure is nothing


def test_a_server_in_trouble_is_left_alone_after_three_failures() -> None:
    asked: list[str] = []

    def full(handler: Stub) -> tuple[int, object]:
        asked.append(handler.path)
        return 503, {"message": "too many searches", "code": "too_many_search_requests"}

    with stub(full) as (url, _):
        engine = MeiliEngine(url, "key", page_seconds=PATIENCE)
        for _ in range(10):
            with pytest.raises(SearchUnavailable):
                engine.search(SearchQuery(text="纸"))
    assert len(asked) == 3


def test_refusals_that_are_our_own_fault_do_not_open_the_breaker() -> None:
    asked: list[str] = []

    def refused(handler: Stub) -> tuple[int, object]:
        asked.append(handler.path)
        return 400, {"message": "no such filter", "code": "invalid_search_filter"}

    with stub(refused) as (url, _):
        engine = MeiliEngine(url, "key", page_seconds=PATIENCE)
        for _ in range(6):
            with pytest.raises(SearchUnavailable):
                engine.search(SearchQuery(text="纸"))
    assert len(asked) == 6
