"""What can go wrong in the database, under our names and translated from the driver's in one place."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import asyncpg

from emall.kernel.refusal import Refused


class DatabaseError(Exception):
    """A statement the database refused; `constraint` names what stood against it, if anything did."""

    def __init__(self, constraint: str, detail: str = "") -> None:
        super().__init__(f"{constraint}: {detail}" if detail else constraint)
        self.constraint = constraint


class Duplicate(DatabaseError):
    """There is already a row with this key."""


class Broken(DatabaseError):
    """A CHECK or a trigger says no."""


class ForeignKey(DatabaseError):
    """The row points to nothing, or something still points to it."""


class Busy(DatabaseError):
    """Locks, conflicts or time ran out; nothing was done and trying again helps."""


class Away(Busy):
    """The server cannot be reached just now."""


class HalfDone(RuntimeError):
    """Something inside a transaction failed and was caught there; all of it has been undone."""


ERRORS: tuple[tuple[tuple[type[Exception], ...], type[DatabaseError]], ...] = (
    ((asyncpg.UniqueViolationError, asyncpg.ExclusionViolationError), Duplicate),
    ((asyncpg.CheckViolationError,), Broken),
    ((asyncpg.ForeignKeyViolationError, asyncpg.RestrictViolationError), ForeignKey),
    (
        (
            asyncpg.SerializationError,
            asyncpg.DeadlockDetectedError,
            asyncpg.LockNotAvailableError,
            asyncpg.QueryCanceledError,
        ),
        Busy,
    ),
    (
        (
            asyncpg.PostgresConnectionError,
            asyncpg.TooManyConnectionsError,
            asyncpg.CannotConnectNowError,
            asyncpg.AdminShutdownError,
            asyncpg.CrashShutdownError,
            asyncpg.IdleInTransactionSessionTimeoutError,
            ConnectionError,
            TimeoutError,
        ),
        Away,
    ),
)


@contextmanager
def by_our_names() -> Iterator[None]:
    """Raise what the driver raises under the names above; anything else passes as it is."""
    try:
        yield
    except Exception as error:
        for theirs, ours in ERRORS:
            if isinstance(error, theirs):
                raise ours(
                    getattr(error, "constraint_name", None) or type(error).__name__, str(error)
                ) from error
        raise


_walls: dict[str, str] = {}


def walls(sentences: Mapping[str, str]) -> None:
    """Let CHECKs and triggers speak to people: by the name of each, the key of its sentence."""
    _walls.update(sentences)


@contextmanager
def in_words() -> Iterator[None]:
    """Raise what a wall with a sentence of its own says no to as a refusal of the whole wish."""
    try:
        yield
    except Broken as error:
        key = _walls.get(error.constraint)
        if key is None:
            raise
        raise Refused("", key) from error
