"""Builds the application from routes and from what the rooms hand in."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from litestar import Router, asgi
from litestar.config.app import AppConfig
from litestar.di import Provide
from litestar.exceptions import ImproperlyConfiguredException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ControllerRouterHandler

from emall.paths import STATIC, TEMPLATES
from emall.web import errors, guards, headers
from emall.web.addresses import Addresses
from emall.web.arrival import Arrival
from emall.web.front import Front
from emall.web.health import Check
from emall.web.static import Static
from emall.web.templating import Pages
from emall.web.visitor import provide_guest, provide_visitor

BODY_LIMIT = 1_000_000  # bytes; a handler that takes files says `request_max_body_size` itself
PARTS_LIMIT = 2_000


async def _nothing(here: Arrival) -> None:
    """Stand-in where no room looks after visitors."""


def _no_token(person: int | None, form: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the rooms hand in: see `Front` for load and shares, `Pages` for globals, `health` for checks."""

    load: Callable[[Arrival], Awaitable[None]] = _nothing
    keep_form: Callable[[Arrival], Awaitable[None]] = _nothing
    submit_token: Callable[[int | None, str], str] = _no_token
    shares: dict[str, Callable[[], Awaitable[Any]]] = field(default_factory=dict)
    shared_values: dict[str, Any] = field(default_factory=dict)
    globals: dict[str, Any] = field(default_factory=dict)
    checks: dict[str, Check] = field(default_factory=dict)
    lifespan: Sequence[Any] = ()


def build(
    site: Sequence[ControllerRouterHandler],
    parts: Parts,
    *,
    secure: bool = False,
    strict: bool = False,
    templates: Path = TEMPLATES,
) -> Front:
    """The application; raises ImproperlyConfiguredException when a route does not say who may use it."""
    files = Static(STATIC)
    pages = Pages(templates, files, strict=strict, submit_token=parts.submit_token, globals_=parts.globals)
    front = Front.from_config(_configuration([_mount(files), *site], parts, secure=secure))
    front.secure, front.load = secure, parts.load
    front.shares, front.shared_values = parts.shares, parts.shared_values
    front.state.pages, front.state.keep_form, front.state.checks = pages, parts.keep_form, parts.checks
    pages.addresses = Addresses(front.routes)
    check_routes(front)
    return front


def _configuration(routes: list[Any], parts: Parts, *, secure: bool) -> AppConfig:
    return AppConfig(
        route_handlers=routes,
        guards=[guards.gate],
        dependencies={
            "visitor": Provide(provide_visitor, sync_to_thread=False),
            "guest": Provide(provide_guest, sync_to_thread=False),
        },
        exception_handlers=dict(errors.HANDLERS),
        before_send=[headers.before_send(secure=secure)],
        request_max_body_size=BODY_LIMIT,
        multipart_form_part_limit=PARTS_LIMIT,
        include_in_schema=False,
        openapi_config=_openapi(),
        logging_config=None,
        lifespan=list(parts.lifespan),
    )


def _mount(files: Static) -> Any:
    return asgi("/static", is_mount=True, copy_scope=True, name="web.static", opt=guards.ANYONE)(files.serve)


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="E-mall of Lishui",
        version="1",
        render_plugins=[JsonRenderPlugin(path="/")],
        openapi_router=Router(
            "/api/openapi.json", route_handlers=[], opt=guards.ANYONE, include_in_schema=False
        ),
    )


def check_routes(front: Front) -> None:
    """Every handler says who may use it: a missing word stops the start."""
    for route in front.routes:
        for handler in getattr(route, "route_handlers", [getattr(route, "route_handler", None)]):
            if handler is None or "OPTIONS" in getattr(handler, "http_methods", ()):
                continue
            if "who" not in handler.opt:
                raise ImproperlyConfiguredException(f"{route.path}: say who may use it (opt=who(…))")
            if handler.opt["who"] == "signed" and not route.path.startswith("/api/"):
                raise ImproperlyConfiguredException(f"{route.path}: signed requests belong under /api/")
