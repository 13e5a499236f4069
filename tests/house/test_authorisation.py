"""Every route is asked for by every kind of visitor; what happens is what the matrix says (T-A1)."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from emall.accounts.words import Duty
from emall.routes import routes_of
from emall.web.front import Front
from tests import making
from tests.house.authorisation import ANYONE, MATRIX, SIGNED, SIGNED_IN
from tests.web.csrf_token import csrf

Enter = Callable[[str | making.Seat], Awaitable[httpx.AsyncClient]]
UNNAMED = ("/api/openapi.json",)  # made by the framework, public


def rows(app: Front) -> list[dict[str, str]]:
    return [row for row in routes_of(app) if not row["path"].startswith(UNNAMED)]


def judged(app: Front, method: str) -> list[dict[str, str]]:
    """Routes of a method that have a line; that all have one is a test of its own."""
    return [row for row in rows(app) if row["method"] == method and MATRIX.get(row["name"], SIGNED) != SIGNED]


def address(app: Front, name: str) -> str:
    """A path of the named route with the numbers and names of things that are not there."""
    route = next(iter(app.asgi_router.route_mapping[name]))
    parts = [
        part if isinstance(part, str) else "999999999" if part.type is int else "no-such-thing"
        for part in route.path_components
    ]
    return "/" + "/".join(parts)


def may(name: str, duty: str | None) -> bool:
    """What the matrix says; None stands for somebody not signed in."""
    who = MATRIX[name]
    return who == ANYONE or (duty is not None and (who == SIGNED_IN or duty in who))


def turned_away(answer: httpx.Response, *, signed_in: bool) -> bool:
    """Whether an answer is the one for visitors who may not: the sign-in for strangers, 403 for others."""
    if signed_in:
        return answer.status_code == 403
    return answer.status_code == 401 or (
        answer.status_code == 303 and answer.headers["location"].startswith("/login")
    )


def test_every_route_has_its_line_and_every_line_its_route(app: Front) -> None:
    named = {row["name"] for row in rows(app)}
    assert "" not in named, [row["path"] for row in rows(app) if not row["name"]]
    assert named - MATRIX.keys() == set(), "routes without a line in tests/house/authorisation.py"
    assert MATRIX.keys() - named == set(), "lines without a route"


def test_the_code_opens_each_route_to_exactly_those_in_the_matrix(app: Front) -> None:
    for row in rows(app):
        agreed = MATRIX.get(row["name"], frozenset())
        assert row["who"] == (agreed if isinstance(agreed, str) else sorted(agreed)), row["name"]


@pytest.mark.parametrize("duty", [None, *Duty], ids=lambda duty: duty or "nobody")
async def test_reading(app: Front, signed_in: Enter, client: httpx.AsyncClient, duty: Duty | None) -> None:
    visitor = await signed_in(duty) if duty else client
    for row in judged(app, "GET"):
        path, allowed = address(app, row["name"]), may(row["name"], duty)
        for form in (path, path.rstrip("/") + "/"):
            answer = await visitor.get(form)
            assert answer.status_code < 500 or path == "/readyz", f"{form}: {answer.status_code}"
            refused = turned_away(answer, signed_in=duty is not None)
            assert refused != allowed, f"{duty or 'nobody'} GET {form}: {answer.status_code}"
        head = await visitor.head(path)
        assert turned_away(head, signed_in=duty is not None) != allowed and not head.content
        part = await visitor.get(path, headers={"HX-Request": "true", "HX-Target": "main"})
        assert (part.status_code in (401, 403)) != allowed, f"{duty or 'nobody'} fragment of {path}"


@pytest.mark.parametrize("duty", [None, *Duty], ids=lambda duty: duty or "nobody")
async def test_deeds(
    app: Front, signed_in: Enter, visit: Callable[[], httpx.AsyncClient], duty: Duty | None
) -> None:
    seat = await making.make_seat(duty) if duty else None
    for row in judged(app, "POST"):
        path, allowed = address(app, row["name"]), may(row["name"], duty)
        visitor = await signed_in(seat) if seat else visit()
        without = await visitor.post(path)
        assert without.status_code == 403 or turned_away(without, signed_in=False), (
            f"{path} needs no form token"
        )
        answer = await visitor.post(path, data={"_csrf_token": await csrf(visitor)})
        assert answer.status_code < 500, f"{path}: {answer.status_code}"
        refused = turned_away(answer, signed_in=duty is not None)
        assert refused != allowed, f"{duty or 'nobody'} POST {path}: {answer.status_code}"


@pytest.mark.parametrize("duty", [None, Duty.FINANCE, Duty.SYSTEM], ids=lambda duty: duty or "nobody")
async def test_signed_routes_open_to_no_session(
    app: Front, signed_in: Enter, client: httpx.AsyncClient, duty: Duty | None
) -> None:
    """Neither a session nor a form token helps: only the signature counts."""
    visitor = await signed_in(duty) if duty else client
    found = [row for row in rows(app) if row["who"] == SIGNED]
    assert found and all(row["path"].startswith("/api/") for row in found)
    for row in found:
        path, form = address(app, row["name"]), {"X-CSRF-Token": await csrf(visitor)}
        answer = await visitor.request(row["method"], path, headers=form, content=b"{}")
        assert answer.status_code == 401, f"{row['method']} {path}: {answer.status_code}"


async def test_other_spellings_of_an_address_open_nothing(app: Front, client: httpx.AsyncClient) -> None:
    public = {address(app, row["name"]) for row in judged(app, "GET") if MATRIX[row["name"]] == ANYONE}
    for row in judged(app, "GET"):
        path = address(app, row["name"])
        if path in public:
            continue
        for form in (path.upper(), path.replace("/", "//"), path + "%2e", path + "/..", path + ";x=1"):
            answer = await client.get(form)
            elsewhere = answer.url.path.rstrip("/") in public  # /mall/searches/.. is the mall
            assert elsewhere or answer.status_code in (303, 401, 404, 405), f"{form}: {answer.status_code}"
        odd = await client.request(
            "GET", path, headers={"X-HTTP-Method-Override": "POST", "X-Original-URL": "/"}
        )
        assert odd.status_code in (303, 401)
