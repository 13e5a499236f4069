"""Attempts that were turned down because the deed was not theirs to do: the journal keeps those as well (I-A1)."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from emall.database import DB
from emall.journal.deeds import Actor, Deed
from emall.journal.journal import record
from emall.kernel.refusal import Forbidden, Refused


@asynccontextmanager
async def refusals_noted(
    actor: Actor, act: str, kind: str, ref: str, *, keys: Collection[str] = ()
) -> AsyncIterator[None]:
    """Write down, in a transaction of its own, that the deed inside was refused for reasons of duty; then pass it on.

    Such reasons are Forbidden and refusals with one of these keys, those of triggers among them. What is merely filled
    in wrongly, or has moved on, leaves no entry. Use it around the deed's own transaction, not within.
    """
    try:
        yield
    except (Forbidden, Refused) as error:
        why = _why(error, keys)
        if why:
            async with DB.transaction():
                await record(actor, Deed(act, kind, ref, after={"refused": why}, result="refused"))
        raise


def _why(error: Forbidden | Refused, keys: Collection[str]) -> str:
    if isinstance(error, Forbidden):
        return "not_their_duty"
    return next((one.key for one in error.refusals if one.key in keys), "")
