"""Whether the process lives, and whether all it needs is there."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response, get

from emall.web.guards import ANYONE

Check = Callable[[], Awaitable[Any]]
PATIENCE = 2.0  # seconds for each check


@get("/healthz", name="web.health", opt=ANYONE)
async def healthz() -> Response[str]:
    """The process answers."""
    return Response("ok\n", media_type="text/plain")


@get("/readyz", name="web.readiness", opt=ANYONE)
async def readyz(request: Request) -> Response[dict[str, Any]]:
    """Database, index and outbox: 200 when the site can serve, 503 when it cannot."""
    checks: dict[str, Check] = request.app.state.checks
    found = {name: await ask(check) for name, check in checks.items()}
    ready = all(answer != "down" for answer in found.values())
    return Response({"ready": ready, **found}, status_code=200 if ready else 503)


async def ask(check: Check) -> Any:
    """What a check says; `down` if it fails or takes too long."""
    try:
        return await asyncio.wait_for(check(), PATIENCE)
    except Exception:  # whatever it is, the answer is the same
        return "down"
