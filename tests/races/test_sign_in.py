"""Guessing a password from many places at once: the account locks, and then not even the right password opens it."""

import httpx

from emall.accounts import sessions
from emall.accounts.passwords import hash_password
from emall.accounts.words import LOCK_AFTER
from emall.database import DB
from tests.making import make_seat
from tests.races.crowd import PLACED, Crowd, all_at_once, outcome

PASSWORD = "correct horse battery staple"
GUESSES = 50


async def known(login: str) -> int:
    """Somebody with a password; the id."""
    seat = await make_seat("buyer")
    stored = await hash_password(PASSWORD)
    await DB.execute("UPDATE person SET login = $2, password = $3 WHERE id = $1", seat.person, login, stored)
    return seat.person


async def forget_addresses() -> None:
    """Let only the account's own lock decide, not the pause after failures from one address."""
    await DB.execute("DELETE FROM sign_in_attempt")


def entered(answer: httpx.Response) -> bool:
    """Whether this answer let somebody in."""
    return answer.status_code == PLACED and sessions.COOKIE in answer.headers.get("set-cookie", "")


async def test_fifty_wrong_passwords_lock_and_the_right_one_is_refused_until_the_lock_ends(
    people: Crowd,
) -> None:
    person = await known("watchman")
    await forget_addresses()
    answers = await all_at_once(
        [await people.login("watchman", f"guess {number}") for number in range(GUESSES)]
    )
    assert outcome(answers) == (0, GUESSES)
    row = await DB.fetch_row(
        "SELECT failures, locked_until > now() AS locked FROM person WHERE id = $1", person
    )
    assert row is not None and (row.failures, row.locked) == (LOCK_AFTER, True)

    await forget_addresses()
    refused = await all_at_once([await people.login("watchman", PASSWORD) for _ in range(4)])
    assert outcome(refused) == (0, 4)

    await forget_addresses()
    await DB.execute("UPDATE person SET locked_until = now() - interval '1 second' WHERE id = $1", person)
    assert entered(await (await people.login("watchman", PASSWORD)).send())
    opened = await DB.fetch_value("SELECT count(*) FROM session WHERE person = $1", person)
    assert opened == 1


async def test_the_right_password_among_wrong_ones_either_enters_or_finds_the_door_locked(
    people: Crowd,
) -> None:
    person = await known("gatekeeper")
    await forget_addresses()
    guesses = [await people.login("gatekeeper", f"guess {number}") for number in range(LOCK_AFTER - 2)]
    right = [await people.login("gatekeeper", PASSWORD) for _ in range(3)]
    answers = await all_at_once([*guesses, *right])
    assert [entered(answer) for answer in answers] == [False] * len(guesses) + [True] * 3
    assert outcome(answers[: len(guesses)]) == (0, len(guesses))
    sessions_open = await DB.fetch_value(
        "SELECT count(DISTINCT token) FROM session WHERE person = $1", person
    )
    assert sessions_open == 3
    assert await DB.fetch_value("SELECT locked_until IS NULL FROM person WHERE id = $1", person)
