"""What the tests of the accounts room share: cheap hashes, and people with a password."""

from collections.abc import Awaitable, Callable, Iterator

import httpx
import pytest
from argon2 import PasswordHasher

from emall.accounts import passwords
from tests import making
from tests.web.csrf_token import csrf

PASSWORD = "Blue-kiln 2026 tea"


@pytest.fixture(autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Hash with the least argon2 takes, or each sign-in costs a fifth of a second."""
    passwords.use(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    yield
    passwords.use(PasswordHasher())


@pytest.fixture
def employed(db: None) -> Callable[..., Awaitable[making.Seat]]:
    """`await employed("buyer", login="wang")`: somebody in a post, with the password of these tests."""

    async def employ(duty: str, *, login: str, **more: object) -> making.Seat:
        kind = making.kind_for(duty)
        unit = await (making.make_supplier() if kind == "supplier" else making.make_organisation(kind=kind))
        person = await making.make_person(login=login, password=passwords.hashed(PASSWORD), **more)
        post = await making.make_post(person=person, organisation=unit, duty=duty)
        return making.Seat(person, post, unit, duty, "")

    return employ


async def try_password(client: httpx.AsyncClient, login: str, password: str, **more: str) -> httpx.Response:
    """Send the sign-in form."""
    token = await csrf(client)
    return await client.post(
        "/login", data={"login": login, "password": password, "_csrf_token": token, **more}
    )
