"""Requests straight into the application, as the web server would hand them over."""

from typing import Any


class Asked:
    """Sends GET requests straight into the application and keeps the last answer."""

    def __init__(self, app: Any) -> None:
        self.app, self.status, self.body = app, 0, b""

    async def get(self, path: str, cookie: str) -> None:
        """One request, as uvicorn would hand it over."""
        where, _, query = path.partition("?")
        headers = [(b"host", b"127.0.0.1"), (b"accept", b"text/html")]
        headers += [(b"cookie", cookie.encode())] if cookie else []
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": where,
            "raw_path": where.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        parts: list[bytes] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
            else:
                parts.append(message.get("body", b""))

        await self.app(scope, receive, send)
        self.body = b"".join(parts)
