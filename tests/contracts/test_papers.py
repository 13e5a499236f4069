"""Contracts on paper: amounts equal everywhere, heads repeat, no signature page alone, hostile text stays text."""

import io
import json
import re
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from emall.contracts.documents import document_of
from emall.contracts.handlers.paper_view import text_facts
from emall.contracts.words import ContractStatus
from emall.database import DB
from emall.kernel import clock
from emall.kernel.money import format_fen, in_words
from emall.papers import frame, typeset
from tests.contracts.facts import facts, line
from tests.contracts.making import concluded
from tests.orders import town as t
from tests.orders.desk import see

HOSTILE = '#import "@preview/evil:1.0.0": * \\ $x$ *b* _i_ <l> @r [c] 😀 ' + "长" * 400 + "W" * 300


def read(pdf: bytes) -> list[str]:
    """Text of each page without white space and break points."""
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(pdf)).pages
    return ["".join(page.extract_text().split()).replace("\u200b", "") for page in pages]


async def paper_of(
    given: Mapping[str, Any], *, bilingual: bool = False, status: str = "half_signed"
) -> list[str]:
    """The pages of a contract over these facts, not signed yet."""
    head = frame(
        title="采购合同",
        number=given["number"],
        organisation=given["unit"]["name"],
        path="/verify/HT1?digest=" + "a" * 64,
        printed_by="季明",
        printed_at=clock.now(),
        mark="作废" if status == ContractStatus.VOID else "",
    )
    text = text_facts(document_of(given))
    digest = {"algorithm": "SM3", "value": "ab" * 32}
    return read(
        await typeset(
            "contract", {"paper": head, "bilingual": bilingual, "signatures": [], "digest": digest, **text}
        )
    )


@pytest.mark.parametrize("lines", [1, 12, 60])
@pytest.mark.parametrize("bilingual", [False, True])
async def test_one_twelve_and_sixty_lines(lines: int, bilingual: bool) -> None:
    given = facts(lines=[line(title=f"货物{n}号", price_fen=n * 100) for n in range(1, lines + 1)])
    pages = await paper_of(given, bilingual=bilingual)
    for number, page in enumerate(pages, start=1):
        assert f"第{number}页共{len(pages)}页" in page and "HT202611270001" in page
        assert "金额（元）" in page or not re.search(r"货物\d+号", page)
    whole = "".join(pages)
    assert all(whole.count(f"货物{n}号") == 1 for n in range(1, lines + 1))
    (signed,) = [page for page in pages if "法定代表人或授权代表签字" in page]
    assert "大写：" in signed and signed.count("（盖章）") == 2 and signed.count("法定代表人") == 2
    assert ("TheChinesetextprevails" in whole) is bilingual
    assert "附件：电子签名记录" in whole


async def test_hostile_text_is_printed_as_it_is() -> None:
    pages = await paper_of(
        facts(lines=[line(title=HOSTILE, maker=HOSTILE, brand="#b", spec=[["#x", "*y*"]])])
    )
    whole = "".join(pages)
    assert whole.count('#import"@preview/evil:1.0.0":*') == 2 and "#x*y*" in whole and whole.count("W") >= 600


async def test_a_contract_never_concluded_is_marked() -> None:
    assert "作废" in (await paper_of(facts(), status="void"))[0]


AMOUNTS = {
    "0.01": (1, 1),
    "1,000 × 0.10": (1000, 10),
    "99,999,999,999.99": (1, 9_999_999_999_999),
    "3 × 33.33": (3, 3333),
}


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("name", AMOUNTS)
async def test_amounts_are_equal_on_page_order_document_and_paper(
    client: httpx.AsyncClient, name: str
) -> None:
    quantity, price = AMOUNTS[name]
    town = await t.make_town(levels=(0,), stock=1000)
    await DB.execute("UPDATE listing SET price_fen = $2 WHERE id = $1", town.goods[0], price)
    line_id = await t.line(town.unit, fen=10_000_000_000_000)
    town.plan = await t.plan(town.unit, line_id, fen=10_000_000_000_000)
    contract = await concluded(town, {town.goods[0]: quantity})
    document = json.loads(contract.document)
    order = await t.order_of(document["order"])
    total = quantity * price
    assert order.total_fen == contract.amount_fen == document["total"]["fen"] == total
    figures, words = format_fen(total), in_words(total)
    assert (document["total"]["figures"], document["total"]["words"]) == (figures, words)
    for address in (
        f"/contracts/{contract.number}",
        f"/contracts/{contract.number}/print",
        f"/orders/{order.number}",
    ):
        page = await see(town.buyer, client, address)
        assert page.status_code == 200 and f'data-fen="{total}"' in page.text and figures in page.text
    assert words in (await see(town.buyer, client, f"/contracts/{contract.number}")).text
    answer = await see(town.buyer, client, f"/contracts/{contract.number}/pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "private, no-store"
    paper = "".join(read(answer.content))
    assert (
        paper.count(f"¥{figures}") == 2 and paper.count(words) == 2
    )  # the price clause and the signed total
    assert contract.digest in paper and "电子签名：" in paper


@pytest.mark.usefixtures("db")
async def test_staff_print_without_phone_and_account(client: httpx.AsyncClient) -> None:
    from tests.making import make_organisation

    town = await t.make_town()
    await DB.execute(
        "UPDATE supplier_profile SET account = '201000012345678', contact_phone = '13857800001' WHERE organisation = $1",
        town.suppliers[0],
    )
    contract = await concluded(town)
    staff = await t.seat("finance", await make_organisation(kind="bureau"))
    mine = "".join(read((await see(town.buyer, client, f"/contracts/{contract.number}/pdf")).content))
    theirs = "".join(read((await see(staff, client, f"/contracts/{contract.number}/pdf")).content))
    assert "201000012345678" in mine and "13857800001" in mine
    assert "201000012345678" not in theirs and "13857800001" not in theirs and "****5678" in theirs
