"""Attempts that were turned down because the deed was not theirs to do: the journal keeps those as well (I-A1)."""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType

from emall.database import DB, Broken
from emall.journal.deeds import Actor, Deed
from emall.journal.journal import record
from emall.kernel.refusal import Forbidden, Refused


@asynccontextmanager
async def refusals_noted(
    actor: Actor,
    act: str,
    kind: str,
    ref: str,
    *,
    keys: Collection[str] = (),
    walls: Mapping[str, str] = MappingProxyType({}),
) -> AsyncIterator[None]:
    """Write down, in a transaction of its own, that the deed inside was refused for reasons of duty; then pass it on.

    Such reasons are Forbidden, refusals with one of these keys, and the triggers named in `walls`, which become a
    refusal with the key given there. What is merely filled in wrongly, or has moved on, leaves no entry. Use it around
    the deed's own transaction, not within.
    """
    try:
        yield
    except (Forbidden, Refused, Broken) as error:
        why = _why(error, keys, walls)
        if why:
            async with DB.transaction():
                await record(actor, Deed(act, kind, ref, after={"refused": why}, result="refused"))
        if why and isinstance(error, Broken):
            raise Refused("", walls[why]) from error
        raise


def _why(error: Exception, keys: Collection[str], walls: Mapping[str, str]) -> str:
    if isinstance(error, Forbidden):
        return "not_their_duty"
    if isinstance(error, Broken):
        return error.constraint if error.constraint in walls else ""
    assert isinstance(error, Refused)
    return next((one.key for one in error.refusals if one.key in keys), "")
