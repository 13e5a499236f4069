"""Keys for the search server: one that may only search, one that may change; the master key stays at home."""

from __future__ import annotations

from typing import Any

from search.meili_server import Server

_INDEXER = [
    "search",
    "documents.*",
    "indexes.*",
    "settings.*",
    "stats.get",
    "tasks.get",
]
"""`indexes.*` and not its parts: a limited key may swap only with the whole (its indexes, no others)."""


def provision(url: str, master_key: str, index: str = "products") -> dict[str, str]:
    """The keys "search" and "indexer" for an index, found again by name or made; asked twice, they are the same.

    Both are limited to the index, the indexer's also to those that a rebuild makes beside it. A key of our name
    with another scope, as an older release made it, is replaced. Raises SearchUnavailable.
    """
    wanted = {
        "search": {"actions": ["search"], "indexes": [index]},
        "indexer": {"actions": _INDEXER, "indexes": [index, f"{index}_*"]},
    }
    server = Server(url, master_key)
    try:
        found = server.read(lambda wire: wire.http.get("keys?limit=1000"), 10.0)["results"]
        return {kind: _key(server, found, f"emall {index} {kind}", scope) for kind, scope in wanted.items()}
    finally:
        server.close()


def _key(server: Server, found: list[dict[str, Any]], name: str, scope: dict[str, list[str]]) -> str:
    for key in found:
        if key["name"] == name:
            if all(sorted(key[part]) == sorted(values) for part, values in scope.items()):
                return str(key["key"])
            _remove(server, str(key["uid"]))
    made = {"name": name, "description": "made by emall search provision", "expiresAt": None, **scope}
    return str(server.write(lambda wire: wire.http.post("keys", made))["key"])


def _remove(server: Server, uid: str) -> None:
    server.write(lambda wire: wire.http.delete(f"keys/{uid}"))
