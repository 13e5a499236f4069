"""Browsers of the people of a town, and forms as their pages offer them."""

import html
import re
from typing import Any

import httpx

from emall.accounts import sessions
from emall.journal.once import submit_token
from emall.web.visitor import Visitor
from tests.web.csrf_token import csrf

HTMX = {"HX-Request": "true"}


async def browser_of(visitor: Visitor, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """The same client with this person signed in, acting in this post."""
    token = await sessions.begin(visitor.person, visitor.post or 0, address="127.0.0.1", agent="test")
    client.cookies.clear()
    client.cookies.set(sessions.COOKIE, token)
    return client


async def send(
    visitor: Visitor,
    client: httpx.AsyncClient,
    url: str,
    *,
    form: str,
    token: str = "",
    target: str = "",
    **fields: Any,
) -> httpx.Response:
    """Sign in and send a form; `form` names the kind of its token, `target` the element htmx wants replaced."""
    browser = await browser_of(visitor, client)
    data = {
        **fields,
        "submit_token": token or submit_token(visitor.person, form),
        "_csrf_token": await csrf(browser),
    }
    headers = {**HTMX, "HX-Target": target} if target else {}
    return await browser.post(url, data=data, headers=headers)


async def see(visitor: Visitor, client: httpx.AsyncClient, url: str, **headers: str) -> httpx.Response:
    """Sign in and open a page."""
    browser = await browser_of(visitor, client)
    return await browser.get(url, headers=headers)


def text_of(page: httpx.Response) -> str:
    """The words of a page without its tags."""
    body = re.sub(r"(?s)<(script|style|svg).*?</\1>", " ", page.text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
