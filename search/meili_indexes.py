"""Indexes on the search server: making, filling and removing them, each as a task that is waited for or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from search.meili_server import Missing, Server, wait_for
from search.words import SearchUnavailable

_LOOK_SECONDS = 10.0


def create(server: Server, uid: str) -> int:
    """Hand over the making of an index; answers the task, which fails where the index is there already."""
    body = {"uid": uid, "primaryKey": "id"}
    return int(server.write(lambda wire: wire.http.post("indexes", body))["taskUid"])


def created(server: Server, uid: str) -> datetime | None:
    """When an index was made, which goes with it when indexes are swapped; None when there is none."""
    try:
        found = server.read(lambda wire: wire.http.get(f"indexes/{uid}"), _LOOK_SECONDS)
    except Missing:
        return None
    return datetime.fromisoformat(found["createdAt"])


def add(server: Server, uid: str, documents: Sequence[dict[str, Any]]) -> int:
    """Hand over documents; answers the task."""
    return server.index(uid, lambda index: index.add_documents(documents, "id").task_uid)


def remove(server: Server, uid: str, ids: Sequence[int]) -> int:
    """Hand over the removal of documents; answers the task."""
    path = f"indexes/{uid}/documents/delete-batch"
    return int(server.write(lambda wire: wire.http.post(path, [str(one) for one in ids]))["taskUid"])


def remove_index(server: Server, uid: str) -> None:
    """Remove an index and wait for it; none is fine too."""
    task = server.index(uid, lambda index: index.delete().task_uid)
    wait_for(server, [task], 60.0)


def count(server: Server, uid: str) -> int:
    """How many documents an index holds."""
    return int(
        server.read(lambda wire: wire.http.get(f"indexes/{uid}/stats"), _LOOK_SECONDS)["numberOfDocuments"]
    )


def generations(server: Server, uid: str) -> list[str]:
    """Indexes beside the one in use that rebuilds have left."""
    found = server.read(lambda wire: wire.http.get("indexes?limit=1000"), _LOOK_SECONDS)["results"]
    return [one["uid"] for one in found if re.fullmatch(rf"{re.escape(uid)}_\d+", one["uid"])]


def done(server: Server, tasks: Sequence[int], seconds: float = 60.0) -> None:
    """Wait until tasks are done. Raises SearchUnavailable with the server's reason, or when it takes too long."""
    state, reason = wait_for(server, list(tasks), seconds)
    if state != "done":
        raise SearchUnavailable(f"the search server did not do it: {reason or state}")
