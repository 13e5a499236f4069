"""Forms of the accounts room fed with what no form should send: refused or taken, never a crash, never unescaped."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from emall.database import DB
from tests import making
from tests.web.csrf_token import csrf

Enter = Callable[[str | making.Seat], Awaitable[httpx.AsyncClient]]
CANARY = '"><script>canary</script>'
ODD = [
    "", " ", "0", "-1", "1e3", "NaN", "Infinity", str(2**63), "9" * 20, "１２", "١٢", "\u202eabc", "a\u200bb", "a\0b",
    "\ud800", "😀", "'; DROP TABLE person; --", "{{ 7 * 7 }}", "=1+1", CANARY, "../../etc/passwd", "a\r\nSet-Cookie: x=1",
    "x" * 100_000, "%s%(name)s", "\\", "null",
]  # fmt: skip
FORMS = [
    (
        "unit_admin",
        "/unit/people",
        {"login": "zhao", "name": "赵", "duties": "buyer", "phone": "", "email": ""},
    ),
    ("unit_admin", "/unit/people/1/posts", {"duty": "approver"}),
    (
        "unit_admin",
        "/unit/addresses",
        {"receiver": "王", "phone": "0578-2091234", "region": "331102", "street": "路"},
    ),
    (
        "unit_admin",
        "/unit/invoice",
        {"title": "局", "uscc": "91350100M000100Y43", "kind": "digital_plain", "email": ""},
    ),
    ("buyer", "/account/password", {"current": "x", "password": "y", "again": "z"}),
    ("buyer", "/org/switch", {"post": "1", "next": "/account"}),
    ("security", "/desk/people/1/posts", {"duty": "audit", "organisation": "局"}),
    ("", "/login", {"login": "wang", "password": "x", "next": "/account"}),
    ("", "/join/none", {"password": "x", "again": "x"}),
]


@pytest.mark.parametrize(
    ("duty", "path", "fields"), FORMS, ids=lambda value: value if isinstance(value, str) else ""
)
async def test_odd_values_are_refused_or_taken_and_never_crash(
    signed_in: Enter, client: httpx.AsyncClient, duty: str, path: str, fields: dict[str, str]
) -> None:
    visitor = await signed_in(duty) if duty else client
    extra = {
        "status": "paid",
        "role": "security",
        "organisation_id": "1",
        "active": "1",
        "created_at": "2020-01-01",
    }
    for name in fields:
        for odd in ODD:
            await DB.execute("DELETE FROM sign_in_attempt")
            data = {
                **fields,
                **extra,
                name: odd.encode("utf-8", "surrogatepass"),
                "_csrf_token": await csrf(visitor),
            }
            answer = await visitor.post(path, data=data)  # type: ignore[arg-type]
            assert answer.status_code < 500, f"{name}={odd[:40]!r}: {answer.status_code}"
            assert "<script>canary" not in answer.text, name
            assert "x=1" not in answer.headers.get("set-cookie", "")
        twice = {**fields, name: [fields[name], "2"], "_csrf_token": await csrf(visitor)}
        assert (await visitor.post(path, data=twice)).status_code < 500
    assert "<script>canary" not in (await visitor.get("/account")).text


async def test_no_field_of_ours_gives_a_duty_or_moves_a_person(signed_in: Enter) -> None:
    seat = await making.make_seat("buyer")
    client = await signed_in(seat)
    before = await DB.fetch("SELECT * FROM post ORDER BY id")
    data = {
        "duty": "security",
        "organisation": "1",
        "person": "1",
        "login": "root",
        "_csrf_token": await csrf(client),
    }
    for path in ("/account/password", "/account/sessions/end", "/org/switch"):
        await client.post(path, data=data)
    assert await DB.fetch("SELECT * FROM post ORDER BY id") == before
    assert await DB.fetch_value("SELECT login FROM person WHERE id = $1", seat.person) != "root"
