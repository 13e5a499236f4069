"""Addresses by route name, from the application's own route table."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from litestar.routes import BaseRoute, HTTPRoute


class Addresses:
    """`url_for`: the path of a named route; values the path does not hold become its query string."""

    def __init__(self, routes: Iterable[BaseRoute] = ()) -> None:
        """Learn the routes of an application."""
        self.known: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for route in routes:
            if isinstance(route, HTTPRoute):
                for handler in route.route_handlers:
                    if handler.name:
                        self._learn(handler.name, route)

    def _learn(self, name: str, route: HTTPRoute) -> None:
        names = tuple(part.name for part in route.path_components if not isinstance(part, str))
        pattern = "".join(
            "/" + (part.replace("%", "%%") if isinstance(part, str) else f"%({part.name})s")
            for part in route.path_components
        )
        self.known.setdefault(name, []).append((names, pattern or "/"))

    def __call__(self, name: str, /, **values: Any) -> str:
        """The path; raises LookupError for an unknown route or a missing value."""
        for names, pattern in self.known.get(name, ()):
            if all(key in values for key in names):
                path = pattern % {key: quote(str(values.pop(key)), safe="") for key in names}
                asked = {key: value for key, value in values.items() if value not in (None, "")}
                return f"{path}?{urlencode(asked, doseq=True)}" if asked else path
        raise LookupError(f"no route {name} with {sorted(values)}")
