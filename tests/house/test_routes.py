"""The site map: two methods, names of their own, and nobody let in by forgetting."""

import re
from typing import Any

import pytest

from emall.accounts.words import Duty
from emall.routes import routes_of

DUTIES = {str(duty) for duty in Duty}
NOT_OURS = ("/static", "/api/openapi.json")


@pytest.fixture(scope="module")
def routes(app: Any) -> list[dict[str, Any]]:
    return [route for route in routes_of(app) if not route["path"].startswith(NOT_OURS)]


def test_there_are_routes(routes: list[dict[str, Any]]) -> None:
    assert {"/", "/healthz", "/readyz"} <= {route["path"] for route in routes}


def test_only_get_and_post(routes: list[dict[str, Any]]) -> None:
    assert {route["method"] for route in routes} == {"GET", "POST"}


def test_every_route_has_a_name_of_its_own(routes: list[dict[str, Any]]) -> None:
    pattern = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*){1,3}")
    assert [route for route in routes if not pattern.fullmatch(route["name"])] == []
    by_name: dict[str, set[tuple[str, str]]] = {}
    for route in routes:
        by_name.setdefault(f"{route['method']} {route['name']}", set()).add((route["method"], route["path"]))
    assert {name: places for name, places in by_name.items() if len(places) > 1} == {}


def test_every_route_says_who_may(routes: list[dict[str, Any]]) -> None:
    for route in routes:
        who = route["who"]
        assert who in ("anyone", "signed_in", "signed") or (
            isinstance(who, list) and who and set(who) <= DUTIES
        ), route


def test_whoever_is_not_signed_in_changes_nothing_but_the_sign_in(routes: list[dict[str, Any]]) -> None:
    open_deeds = {route["path"] for route in routes if route["method"] == "POST" and route["who"] == "anyone"}
    rooms = {path.split("/")[1] for path in open_deeds}
    assert rooms <= {
        "demo",
        "handover",
        "join",
        "login",
        "logout",
    }  # handover: behind a token of some minutes


def test_addresses_are_plain(routes: list[dict[str, Any]]) -> None:
    pattern = re.compile(r"/(([a-z0-9.-]+|\{[a-z_]+(:[a-z]+)?\})(/([a-z0-9.-]+|\{[a-z_]+(:[a-z]+)?\}))*)?")
    assert [route["path"] for route in routes if not pattern.fullmatch(route["path"])] == []
