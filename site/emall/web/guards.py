"""The one gate every request passes: who may come in is written on each handler, and nothing opens by default."""

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from emall.kernel.refusal import Forbidden, Missing
from emall.web import csrf, fields
from emall.web.arrival import Arrival, arrival
from emall.web.visitor import SignInNeeded

LARGEST_ID = 2**63 - 1
LONGEST_NAME = 200
READING = ("GET", "HEAD")

ANYONE: dict[str, Any] = {"who": "anyone"}
SIGNED_IN: dict[str, Any] = {"who": "signed_in"}
SIGNED: dict[str, Any] = {"who": "signed"}
"""For programs: the handler itself looks at the signature of each request; what a browser sends counts for nothing."""


def who(*duties: str) -> dict[str, Any]:
    """The `opt` of a handler only these duties may use: `opt = who(Duty.BUYER)`."""
    if not duties:
        raise ValueError("name at least one duty")
    return {"who": frozenset(str(duty) for duty in duties)}


def admits(rule: Any, here: Arrival) -> bool:
    """Whether the visitor may pass; raises SignInNeeded where signing in could help."""
    if rule == "anyone":
        return True
    if here.visitor is None and rule:
        raise SignInNeeded
    return rule == "signed_in" or (isinstance(rule, frozenset) and here.visitor.duty in rule)  # type: ignore[union-attr]


def check_address(path: str, values: dict[str, Any]) -> None:
    """Numbers in a path must fit the database and names must be printable; anything else names nothing.

    A number has one way of writing: int() alone would also take `+1`, `007` and the digits of other scripts.
    """
    written = path.split("/")
    for value in values.values():
        if isinstance(value, int):
            if not 0 < value <= LARGEST_ID or str(value) not in written:
                raise Missing
        elif isinstance(value, str) and (len(value) > LONGEST_NAME or not value.isprintable()):
            raise Missing


async def gate(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let a request in, or raise: ForeignForm, SignInNeeded, StaleForm, Forbidden, Missing."""
    here = arrival(connection)
    if here.trouble is not None:
        raise here.trouble
    check_address(here.path, connection.path_params)
    if here.method == "OPTIONS" or handler.opt.get("who") == "signed":
        return  # no cookie opens a signed route, so there is no form to be forged
    writing = here.method not in READING
    if writing and not csrf.same_site(here):
        raise csrf.ForeignForm
    await admit(connection, handler.opt.get("who"), writing=writing)  # type: ignore[arg-type]
    if writing:
        await fields.read(connection)  # type: ignore[arg-type]
        csrf.check(connection, here.typed.value(csrf.FIELD))  # type: ignore[arg-type]


async def admit(request: Request[Any, Any, Any], rule: Any, *, writing: bool) -> None:
    """Raise unless the rule admits the visitor; what was typed in a form is kept for after the sign-in."""
    here = arrival(request)
    try:
        allowed = admits(rule, here)
    except SignInNeeded:
        if writing:
            await fields.read(request)
            await request.app.state.keep_form(here)
        raise
    if not allowed:
        raise Forbidden(rule or frozenset())
