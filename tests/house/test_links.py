"""Nothing on the site leads nowhere: every link on every page a visitor can reach opens for that visitor."""

import re
from collections.abc import Awaitable, Callable
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
import pytest

LINK = re.compile(r'<a\s[^>]*?href="([^"]+)"')
SOURCE = re.compile(r'<(?:img|link|script)\s[^>]*?(?:src|href)="([^"]+)"')
NUMBER = re.compile(r"\d+")
EACH_KIND = 3  # pages of one kind, such as products, differ in nothing that matters here
MOST = 220
ACCOUNTS = [
    "",
    "buyer",
    "approver",
    "receiver",
    "accountant",
    "unitadmin",
    "supplier",
    "centre",
    "county",
    "security",
]


def kind_of(url: str) -> str:
    """The address with its numbers and the values of its query taken out."""
    parts = urlsplit(url)
    asked = "&".join(sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair}))
    return NUMBER.sub("0", parts.path) + "?" + asked


def links(page: str, text: str, pattern: re.Pattern[str]) -> list[str]:
    """Addresses on this site that a page leads to."""
    found = (urldefrag(urljoin(page, unescape(link))).url for link in pattern.findall(text))
    return [url for url in found if urlsplit(url).netloc == "127.0.0.1" and urlsplit(url).scheme == "http"]


@pytest.mark.world
@pytest.mark.parametrize("account", ACCOUNTS)
async def test_every_link_a_visitor_sees_opens(
    account: str,
    client: httpx.AsyncClient,
    signed_in: Callable[[str], Awaitable[httpx.AsyncClient]],
) -> None:
    browser = await signed_in(account) if account else client
    waiting, seen, kinds, dead = ["http://127.0.0.1/"], set[str](), dict[str, int](), list[str]()
    files = set[str]()
    while waiting and len(seen) < MOST:
        url = waiting.pop(0)
        kind = kind_of(url)
        if url in seen or kinds.get(kind, 0) >= EACH_KIND:
            continue
        seen.add(url)
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = await browser.get(url, follow_redirects=True)
        if answer.status_code >= 400:
            dead.append(f"{answer.status_code} {url}")
        if "text/html" in answer.headers.get("content-type", ""):
            waiting += links(url, answer.text, LINK)
            files.update(links(url, answer.text, SOURCE))
    for url in sorted(files):
        answer = await browser.get(url)
        if answer.status_code >= 400:
            dead.append(f"{answer.status_code} {url}")
    assert dead == []
    assert len(seen) > 10
