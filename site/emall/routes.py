"""The site map as plain rows: what `emall routes` prints and the authorisation matrix is compared with."""

from typing import Any

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

AUTOMATIC = frozenset({"OPTIONS", "HEAD"})


def routes_of(app: Litestar) -> list[dict[str, Any]]:
    """Every route by path and method: `who` is "anyone", "signed_in", "signed", or the sorted duties that may."""
    found = []
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler):
                found += [
                    _row(route.path_format, method, handler) for method in handler.http_methods - AUTOMATIC
                ]
    return sorted(found, key=lambda row: (row["path"], row["method"]))


def _row(path: str, method: str, handler: HTTPRouteHandler) -> dict[str, Any]:
    who = handler.opt.get("who")
    return {
        "method": str(method),
        "path": path,
        "name": handler.name or "",
        "who": sorted(who) if isinstance(who, frozenset) else who or "",
    }
