"""Forms that create or decide something work once: the same form sent again leads to the same result."""

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import msgspec

from emall.database import DB
from emall.journal.deeds import Actor
from emall.kernel import clock
from emall.kernel.refusal import Conflict
from emall.web import seals
from emall.web.visitor import Visitor

FIELD = "submit_token"
DAYS_TO_SEND = 7  # a form older than this has to be opened anew
DAYS_KEPT = DAYS_TO_SEND + 1


def submit_token(person: int | None, form: str) -> str:
    """A fresh token for one form shown to one person; nothing is stored until it is sent."""
    seed = f"{int(clock.now().timestamp()):x}-{secrets.token_urlsafe(12)}"
    return f"{seed}.{seals.mark(_purpose(form), f'{person or 0}:{seed}')}"


async def once(
    *, actor: Actor, form: str, token: str, content: Any, deed: Callable[[], Awaitable[str]]
) -> str:
    """Run the deed and keep the address it returns, in one transaction; a repeated token only answers with it.

    Two sendings at once: the second waits for the first. Raises Conflict on `submit_token` for a token that is not
    this person's for this form, is too old, or was used with other content.
    """
    _check(token, actor.person, form)
    plain = msgspec.to_builtins(content, str_keys=True)
    said = hashlib.sha256(msgspec.json.encode(plain, order="deterministic")).hexdigest()
    async with DB.transaction():
        fresh = await DB.execute(
            "INSERT INTO submission (token, person, form, content, url, created_at)"
            " VALUES ($1, $2, $3, $4, '', $5) ON CONFLICT (token) DO NOTHING",
            token,
            actor.person or 0,
            form,
            said,
            clock.now(),
        )
        if not fresh:
            return await _earlier(token, said)
        url = await deed()
        await DB.execute("UPDATE submission SET url = $2 WHERE token = $1", token, url)
        await _note_touch(actor, form, token)
    return url


async def once_for(
    visitor: Visitor, form: Any, name: str, deed: Callable[[], Awaitable[str]], *, about: Any = None
) -> str:
    """`once` for everything a form says (a dataclass with its token); `about` is what only its address says."""
    said = {
        field: sorted(value.items()) if isinstance(value, dict) else value  # keys may be pairs of numbers
        for field, value in asdict(form).items()
    }
    return await once(
        actor=visitor.actor(), form=name, token=form.submit_token, content=[about, said], deed=deed
    )


async def _earlier(token: str, said: str) -> str:
    row = await DB.fetch_row("SELECT content, url FROM submission WHERE token = $1", token)
    if row is None or row.content != said:
        raise Conflict(FIELD, "form_already_used")
    return str(row.url)


async def _note_touch(actor: Actor, form: str, token: str) -> None:
    """Keep how long the form had been open: the deeds of the same request say what it was about."""
    await DB.execute(
        "INSERT INTO touch (request_id, person, duty, form, seconds, at) VALUES ($1, $2, $3, $4, $5, $6)",
        actor.request_id,
        actor.person,
        actor.duty,
        form,
        max(0, round(clock.now().timestamp() - _made_at(token))),
        clock.now(),
    )


async def forget_old() -> int:
    """Delete tokens too old to be sent again; how many."""
    return await DB.execute(
        "DELETE FROM submission WHERE created_at < $1", clock.now() - timedelta(days=DAYS_KEPT)
    )


def _purpose(form: str) -> str:
    return f"submit {form}"


def _made_at(token: str) -> int:
    """When the form was shown, in seconds; only for tokens whose mark was checked."""
    return int(token.partition("-")[0], 16)


def _check(token: str, person: int | None, form: str) -> None:
    seed, _, mark = token.rpartition(".")
    if not seed or not seals.fits(_purpose(form), f"{person or 0}:{seed}", mark):
        raise Conflict(FIELD, "form_not_yours")
    if clock.now().timestamp() - _made_at(token) > timedelta(days=DAYS_TO_SEND).total_seconds():
        raise Conflict(FIELD, "form_too_old")
