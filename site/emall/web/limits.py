"""How often a caller may ask: counted in the database, so that every process counts the same calls."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from emall.database import DB
from emall.web.arrival import arrival

SITE_BITS = 64  # of an IPv6 address: whoever has one has all of them that share these


@dataclass(frozen=True, slots=True)
class Left:
    """What a caller may still ask for: calls left of `most`, and seconds until the count begins anew."""

    most: int
    remaining: int
    reset_seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """The header fields that tell a program so."""
        return {
            "RateLimit-Limit": str(self.most),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_seconds),
        }


class TooMany(Exception):
    """A caller asked more often than it may (answered with 429 and the time to wait)."""

    def __init__(self, left: Left) -> None:
        super().__init__(f"more than {left.most} calls")
        self.left = left


async def calls(caller: str, per_seconds: int, most: int) -> Left:
    """Count one call of a caller within the present span of `per_seconds`; what is left. Raises TooMany.

    One statement for all processes; the clock is the database's. A refused call counts no further, so that
    waiting until the reset is enough.
    """
    row = await DB.fetch_row(
        "INSERT INTO call_count AS c (caller, span, calls)"
        " VALUES ($1, floor(extract(epoch FROM clock_timestamp()) / $2::int)::bigint * $2::int, 1)"
        " ON CONFLICT (caller) DO UPDATE SET span = greatest(c.span, excluded.span),"
        " calls = CASE WHEN c.span >= excluded.span THEN least(c.calls, $3::int) + 1 ELSE 1 END"
        " RETURNING calls, ceil(span + $2::int - extract(epoch FROM clock_timestamp()))::int AS seconds",
        caller,
        per_seconds,
        most,
    )
    assert row is not None
    left = Left(most, max(0, most - row.calls), min(per_seconds, max(1, row.seconds)))
    if row.calls > most:
        raise TooMany(left)
    return left


def caller_of(address: str, purpose: str) -> str:
    """The name a visitor's calls are counted under: the address, of IPv6 the part that names a site."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return f"{purpose} {address}"[:80]
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return f"{purpose} {found.ipv4_mapped}"
        site = int(found) >> (128 - SITE_BITS) << (128 - SITE_BITS)
        return f"{purpose} {IPv6Address(site)}/{SITE_BITS}"
    return f"{purpose} {found}"


async def forget_counts(older_than: int = 3600) -> int:
    """Remove counts that began more than so many seconds ago; how many."""
    return await DB.execute(
        "DELETE FROM call_count WHERE span < extract(epoch FROM clock_timestamp())::bigint - $1", older_than
    )


LEFT = "calls_left"


def limited(
    purpose: str, *, per_seconds: int, most: int
) -> Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]:
    """A guard that counts each call before anything of it is read, and refuses what is too much with TooMany.

    Whoever is signed in is counted alone, anybody else by address.
    """

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        here = arrival(connection)
        caller = (
            f"{purpose} person {here.visitor.person}" if here.visitor else caller_of(here.address, purpose)
        )
        here.shared[LEFT] = await calls(caller, per_seconds, most)

    return guard


def left_of(request: Any) -> dict[str, str]:
    """The header fields of what the guard counted."""
    left = arrival(request).shared.get(LEFT)
    return left.headers if left else {}
