"""Passwords are hashed slowly (argon2id), off the event loop, two at a time, so that sign-ins cannot starve the pages."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2
_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")
_hasher = PasswordHasher()  # 64 MiB, three passes, four lanes: the library's choice after RFC 9106


def use(hasher: PasswordHasher) -> None:
    """Hash with other parameters from now on; tests choose cheap ones."""
    global _hasher
    _hasher = hasher
    _nobody.cache_clear()


def hashed(password: str) -> str:
    """The hash to store; takes a tenth of a second, for commands that may block."""
    return _hasher.hash(password)


async def hash_password(password: str) -> str:
    """The hash to store."""
    return await asyncio.get_running_loop().run_in_executor(_threads, hashed, password)


async def fits(stored: str, password: str) -> bool:
    """Whether the password is the stored one; an empty hash takes the same time and fits nothing."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _fits, stored, password)


def _fits(stored: str, password: str) -> bool:
    try:
        _hasher.verify(stored or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(stored)


@cache
def _nobody() -> str:
    """A hash to compare with where there is no account, so that the answer takes as long."""
    return _hasher.hash("nobody has this password")
