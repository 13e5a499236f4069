"""A small application with three pages, to try the front door without a database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import httpx
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.web import assembly, csrf, forms, health, reply
from emall.web.arrival import Arrival
from emall.web.guards import ANYONE, SIGNED_IN, who
from emall.web.kinds import Quantity
from emall.web.visitor import Visitor

PAGE = """{% extends "base.html" %}{% set gift = 5 %}{% block title %}Order{% endblock %}{% block main %}
<h1>{{ _("Hello %(name)s", name="<b>") }}</h1>
{% block order_status %}<p id="order-status">{{ gift }}</p>{% endblock %}
<form method="post">{{ csrf_input }}{% for said in refusals %}[{{ said.field }}: {{ said.text }}]{% endfor %}
<input name="quantity" value="{{ typed.value("quantity", 1) }}"></form>{% endblock %}"""
BASE = """<!doctype html><html lang="{{ lang }}"><title>{% block title %}{% endblock %}</title>
{% for said in flash %}<p class="flash">{{ said.text }}</p>{% endfor %}{% block main %}{% endblock %}</html>"""


@dataclass(frozen=True, slots=True)
class Wish:
    quantity: Annotated[int, Quantity()]


@get("/orders/{number:int}", name="order.show", opt=SIGNED_IN)
async def show(request: Request, number: FromPath[int], visitor: NamedDependency[Visitor]) -> Response:
    return reply.page(request, "order.html", number=number, who=visitor)


@post("/orders", name="order.make", opt=who("buyer"))
async def make(request: Request) -> Response:
    forms.parse(request, Wish)
    return reply.redirect(request, "/orders/1", said="好了")


@get("/open", name="open.show", opt=ANYONE)
async def open_page(request: Request, guest: NamedDependency[Visitor | None]) -> Response:
    return reply.page(request, "order.html", guest=guest)


@get("/boom", name="boom", opt=ANYONE)
async def boom() -> Response:
    raise ZeroDivisionError("a secret of the inside")


async def load(here: Arrival) -> None:
    """Whoever says a duty has it: the cookie `duty` stands for a session here."""
    if duty := here.cookie("duty"):
        here.visitor = Visitor(1, "wang", "王", duty=duty, session=len(duty))


def write_templates(folder: Path) -> Path:
    (folder / "errors").mkdir(parents=True)
    (folder / "base.html").write_text(BASE)
    (folder / "order.html").write_text(PAGE)
    for name in ("403", "404", "413", "500", "generic", "alert"):
        (folder / "errors" / f"{name}.html").write_text(f"page {name}: {{{{ message }}}} {{{{ reference }}}}")
    return folder


@asynccontextmanager
async def opened(folder: Path, *, duty: str = "", secure: bool = False) -> AsyncIterator[httpx.AsyncClient]:
    """A client at the door, with a duty or without."""
    app = assembly.build(
        [show, make, open_page, boom, health.healthz],
        assembly.Parts(load=load),
        secure=secure,
        strict=True,
        templates=write_templates(folder),
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False),
        base_url="https://mall.test" if secure else "http://127.0.0.1",
        cookies={("__Host-" if secure else "") + "duty": duty} if duty else {},
    ) as client:
        yield client


def token(duty: str) -> str:
    """A form token of the session that `load` gives to a duty."""
    here = Arrival(
        "GET", "/", {}, {}, "", "", secure=False, visitor=Visitor(1, "wang", "王", session=len(duty))
    )
    return csrf.token(here)
