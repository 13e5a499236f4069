"""The front door: who passes, what every answer carries, how failures look."""

import json
import logging
import re
from pathlib import Path

import pytest

from emall.database import Away
from emall.paths import TEMPLATES
from emall.web import errors
from emall.web.arrival import Arrival
from tests.web import door
from tests.web.door import opened, token

pytestmark = pytest.mark.asyncio
BUYER = {"quantity": "3"}


async def test_somebody_not_signed_in_is_sent_to_the_sign_in_and_back(tmp_path: Path) -> None:
    async with opened(tmp_path / "t") as client:
        answer = await client.get("/orders/1?page=2")
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            "/login?next=%2Forders%2F1%3Fpage%3D2",
        )
        htmx = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1/orders/1"}
        answer = await client.get("/orders/1", headers=htmx)
        assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/login?next=%2Forders%2F1")


async def test_htmx_gets_the_block_of_its_target_and_others_the_page(tmp_path: Path) -> None:
    async with opened(tmp_path / "t", duty="buyer") as client:
        whole = (await client.get("/orders/1")).text
        assert "<h1>" in whole and "&lt;b&gt;" in whole
        htmx = {"HX-Request": "true", "HX-Target": "order-status"}
        assert (await client.get("/orders/1", headers=htmx)).text == '<p id="order-status">5</p>'
        htmx["HX-Current-URL"] = "http://127.0.0.1/orders/1?tab=2"
        part = (await client.get("/orders/1", headers=htmx)).text
        assert part == '<title>Order</title><p id="order-status">5</p>'
        htmx["HX-Target"] = "nothing-like-it"
        assert "<h1>" in (await client.get("/orders/1", headers=htmx)).text


@pytest.mark.parametrize("shown", ["http://[x", "http://127.0.0.1:port/", "//", "x" * 3000])
async def test_a_page_that_is_no_address_counts_as_unknown(tmp_path: Path, shown: str) -> None:
    async with opened(tmp_path / "t", duty="buyer") as client:
        for name in ("Referer", "HX-Current-URL"):
            answer = await client.get("/orders/1", headers={"HX-Request": "true", name: shown})
            assert answer.status_code == 200
    async with opened(tmp_path / "u") as client:
        answer = await client.get("/orders/1", headers={"HX-Request": "true", "HX-Current-URL": shown})
        assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/login")


@pytest.mark.parametrize(
    "path",
    [
        "/orders/0",
        "/orders/-1",
        "/orders/x",
        "/orders/" + "9" * 20,
        "/orders/" + "9" * 5000,
        "/orders/１",
        "/orders/+1",
        "/orders/%201",
        "/orders/01",
        "/ORDERS/1",
        "/no",
    ],
)
async def test_an_address_that_names_nothing_is_missing(tmp_path: Path, path: str) -> None:
    async with opened(tmp_path / "t", duty="buyer") as client:
        answer = await client.get(path)
        assert answer.status_code == 404
        assert answer.headers["x-request-id"] in answer.text


async def test_head_answers_like_get_without_the_body(tmp_path: Path) -> None:
    async with opened(tmp_path / "t", duty="buyer") as client:
        got, head = await client.get("/orders/1"), await client.head("/orders/1")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-type"] == got.headers["content-type"]
        assert (await client.head("/orders")).status_code == 405


async def test_every_answer_carries_the_security_headers(tmp_path: Path) -> None:
    logging.getLogger("emall.errors").disabled = True
    async with opened(tmp_path / "t") as client:
        for path in ("/open", "/orders/1", "/nowhere", "/boom", "/static/nothing", "/healthz"):
            headers = (await client.get(path)).headers
            assert "default-src 'self'" in headers["content-security-policy"], path
            assert "unsafe" not in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["x-request-id"]
            assert "strict-transport-security" not in headers
    logging.getLogger("emall.errors").disabled = False


async def test_pages_of_signed_in_people_are_not_stored(tmp_path: Path) -> None:
    async with opened(tmp_path / "t", duty="buyer") as client:
        headers = (await client.get("/orders/1")).headers
        assert headers["cache-control"] == "private, no-store"
        assert {"hx-request", "hx-target", "cookie"} <= {
            part.strip().lower() for part in headers["vary"].split(",")
        }


async def test_over_https_cookies_are_bound_to_the_host(tmp_path: Path) -> None:
    async with opened(tmp_path / "t", secure=True) as client:
        answer = await client.get("/open?lang=en")
        cookies = answer.headers.get_list("set-cookie")
        assert {cookie.partition("=")[0] for cookie in cookies} == {"__Host-emall_lang", "__Host-emall_form"}
        assert all(
            "; Secure" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies
        )
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


async def test_the_language_comes_from_the_address_then_the_cookie_and_never_from_the_browser(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path / "t") as client:
        assert 'lang="zh-CN"' in (await client.get("/open", headers={"Accept-Language": "en"})).text
        assert 'lang="en"' in (await client.get("/open?lang=en")).text
        assert 'lang="en"' in (await client.get("/open")).text
        assert 'lang="zh-CN"' in (await client.get("/open?lang=zh-CN")).text
        assert 'lang="zh-CN"' in (await client.get("/open?lang=xx")).text


async def test_a_form_needs_the_token_of_its_own_session(tmp_path: Path) -> None:
    async with opened(tmp_path / "t", duty="buyer") as client:
        for given in ("", "x.y", token("somebody else"), token("buyer")[:-1] + "~"):
            answer = await client.post("/orders", data={**BUYER, "_csrf_token": given})
            assert answer.status_code == 403, given
        answer = await client.post("/orders", data={**BUYER, "_csrf_token": token("buyer")})
        assert (answer.status_code, answer.headers["location"]) == (303, "/orders/1")


@pytest.mark.parametrize(
    "sender",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.test"},
        {"Origin": "null"},
        {"Origin": "http://[x"},
    ],
)
async def test_a_form_sent_from_another_site_is_refused_even_with_the_token(
    tmp_path: Path, sender: dict[str, str]
) -> None:
    async with opened(tmp_path / "t", duty="buyer") as client:
        answer = await client.post("/orders", data={**BUYER, "_csrf_token": token("buyer")}, headers=sender)
        assert answer.status_code == 403


async def test_what_a_deed_said_is_shown_once_on_the_next_page(tmp_path: Path) -> None:
    async with opened(tmp_path / "t", duty="buyer") as client:
        await client.post("/orders", data={**BUYER, "_csrf_token": token("buyer")})
        assert '<p class="flash">好了</p>' in (await client.get("/orders/1")).text
        assert "flash" not in (await client.get("/orders/1")).text
        client.cookies.set("emall_said", "eyJ0ZXh0IjogImZvcmdlZCJ9.00000000000000000000000000000000")
        assert "forged" not in (await client.get("/orders/1")).text


async def test_the_wrong_duty_is_told_who_may(tmp_path: Path) -> None:
    async with opened(tmp_path / "t", duty="seller") as client:
        answer = await client.post("/orders", data={**BUYER, "_csrf_token": token("seller")})
        assert answer.status_code == 403
        assert "page 403" in answer.text


async def test_a_refusal_nobody_shows_in_a_form_is_a_page_or_an_alert(tmp_path: Path) -> None:
    async with opened(tmp_path / "t", duty="buyer") as client:
        fields = {"quantity": "many", "_csrf_token": token("buyer")}
        assert (await client.post("/orders?lang=en", data=fields)).status_code == 422
        answer = await client.post("/orders", data=fields, headers={"HX-Request": "true"})
        assert (answer.status_code, answer.headers["hx-retarget"]) == (422, "#alert")
        assert "whole number" in answer.text


async def test_what_htmx_cannot_do_is_said_in_the_alert_of_the_page(tmp_path: Path) -> None:
    config = json.loads(
        re.findall(r"htmx-config\" content='(.*?)'", (TEMPLATES / "base.html").read_text())[0]
    )
    shown = {code for rule in config["responseHandling"] if rule["swap"] for code in rule["code"].split("|")}
    assert {str(status) for status in errors.ALERTS} <= shown
    async with opened(tmp_path / "t", duty="buyer") as client:
        for path, fields, status in (
            ("/orders", {**BUYER, "_csrf_token": "x.y"}, 403),
            ("/orders/1/no", {**BUYER, "_csrf_token": token("buyer")}, 404),
        ):
            answer = await client.post(path, data=fields, headers={"HX-Request": "true"})
            assert (answer.status_code, answer.headers["hx-retarget"]) == (status, "#alert")
            assert "<html" not in answer.text and answer.headers["x-request-id"] in answer.text


async def test_a_body_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path / "t", duty="buyer") as client:
        answer = await client.post(
            "/orders", data={"quantity": "1" * 1_000_001, "_csrf_token": token("buyer")}
        )
        assert answer.status_code == 413


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"quantity": 1}'),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(6000))),
        ("multipart/form-data", b"x"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x--',
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=no\r\n\r\n1\r\n--x--',
        ),
    ],
)
async def test_a_body_that_is_no_form_of_ours_is_refused(tmp_path: Path, kind: str, body: bytes) -> None:
    async with opened(tmp_path / "t", duty="buyer") as client:
        answer = await client.post("/orders", content=body, headers={"Content-Type": kind})
        assert answer.status_code in (400, 403)


async def test_a_crash_shows_a_number_and_nothing_of_the_inside(tmp_path: Path) -> None:
    logging.getLogger("emall.errors").disabled = True
    async with opened(tmp_path / "t") as client:
        answer = await client.get("/boom")
    logging.getLogger("emall.errors").disabled = False
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] in answer.text
    assert "secret" not in answer.text and "ZeroDivision" not in answer.text


async def test_the_interface_answers_in_its_own_form(tmp_path: Path) -> None:
    async with opened(tmp_path / "t") as client:
        answer = await client.get("/api/v1/nothing")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["request_id"] == answer.headers["x-request-id"]
        assert (await client.get("/api/openapi.json")).status_code == 200


async def test_static_files_are_compressed_hashed_and_not_sent_twice(tmp_path: Path) -> None:
    async with opened(tmp_path / "t") as client:
        path = "/static/vendor/htmx.min.js"
        first = await client.get(path, headers={"Accept-Encoding": "br"})
        assert (first.status_code, first.headers["content-encoding"]) == (200, "br")
        again = await client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        for wrong in ("/static/../settings.py", "/static/%2e%2e/%2e%2e/pyproject.toml", "/static/"):
            assert (await client.get(wrong)).status_code == 404


async def test_the_pulse_is_felt_even_when_visitors_cannot_be_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(here: Arrival) -> None:
        raise Away("nobody answers")

    monkeypatch.setattr(door, "load", away)
    async with opened(tmp_path / "t", duty="buyer") as client:
        assert (await client.get("/healthz")).status_code == 200
        answer = await client.get("/orders/1")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert (await client.get("/nowhere")).status_code == 404
