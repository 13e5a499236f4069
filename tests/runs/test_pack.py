"""The reimbursement pack: what is there, what is missing, and one PDF that says so on paper."""

import io
import re

import httpx
import pytest

from emall.database import DB
from emall.kernel import clock
from emall.papers import bind
from emall.payments.words import Way
from tests.making import make, make_organisation
from tests.orders import town as t
from tests.orders.desk import see
from tests.payments.cashier import make_cashier, paid_order, say
from tests.runs.road import paid

pypdf = pytest.importorskip("pypdf")
pytestmark = pytest.mark.usefixtures("db")
TITLES = ["报销材料包", "采购单", "采购合同", "验收单", "结算单", "发票清单", "支付凭证"]
BEGINS = f"扫码查验({'|'.join(TITLES)})"


async def settled(town: t.Town, *numbers: str) -> str:
    """Papers behind paid orders: an invoice, a settlement, a payment; the number of the settlement."""
    now, sides = clock.now(), {"organisation": town.unit, "supplier": town.suppliers[0]}
    orders = [await t.order_of(number) for number in numbers]
    fen = sum(order.total_fen for order in orders)
    invoice = await make("invoice", number="25332000000012345678", kind="digital_plain", issued_on=clock.today(), buyer_name="甲",
                         buyer_uscc="乙", amount_fen=fen, tax_fen=100, status="confirmed", made_by=town.sellers[0].person,
                         made_at=now, file_name="发票.pdf", **sides)  # fmt: skip
    settlement = await make("settlement", number="JS9", amount_fen=fen, status="paid", made_by=town.buyer.person, made_at=now,
                            reviewed_by=town.head.person, reviewed_at=now, paid_at=now, **sides)  # fmt: skip
    for order in orders:
        await make("invoice_order", invoice=invoice, order=order.id, amount_fen=order.total_fen)
        await make(
            "settlement_order",
            settlement=settlement,
            order=order.id,
            invoice=invoice,
            amount_fen=order.total_fen,
        )
    await make("payment", number="ZF9", settlement=settlement, amount_fen=fen, payee_name="供应商甲", payee_bank="丽水银行",
               payee_account="6222000011112222", status="paid", prepared_by=town.buyer.person, reviewed_by=town.head.person,
               released_by=town.receiver.person, released_at=now, ended_at=now, bank_reference="GK20261118", **sides)  # fmt: skip
    return "JS9"


def pages_of(answer: httpx.Response) -> list[str]:
    """The text of each page of a PDF, without blanks."""
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/pdf", answer.text[
        :300
    ]
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    return ["".join((page.extract_text() or "").split()).replace("\u200b", "") for page in reader.pages]


def papers_of(pages: list[str]) -> list[tuple[str, int]]:
    """Each paper by its title, and the page it begins on; the title stands beside the code to scan."""
    found = [(re.search(BEGINS, page[:80]), place) for place, page in enumerate(pages)]
    return [(begins[1], place) for begins, place in found if begins]


async def test_the_checklist_says_what_is_there_and_what_is_missing(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    (waiting,) = await town.released({town.goods[0]: 1})
    order = await town.received()
    number = await paid(town)
    await settled(town, number)
    after = ["acceptance", "settlement", "invoice", "payment"]
    for one, there, later in (
        (waiting.number, 1, ["contract", *after]),
        (order.number, 2, after),
        (number, 6, []),
    ):
        shown = (await see(town.buyer, client, f"/orders/{one}/pack")).text
        assert f'data-total="{there}"' in shown, one
        assert re.findall(r'class="papers__later" data-paper="(\w+)"', shown) == later


async def test_the_pack_is_one_pdf_in_print_order_with_its_amounts(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    number = await paid(town)
    await settled(town, number)
    accountant = await t.seat("accountant", town.unit)
    pages = pages_of(await see(accountant, client, f"/orders/{number}/pack.pdf"))
    papers = papers_of(pages)
    assert [title for title, _ in papers] == TITLES
    at = dict(papers)
    sheet = await DB.fetch_value(
        "SELECT p.number FROM purchase p JOIN purchase_order o ON o.purchase = p.id WHERE o.number = $1",
        number,
    )
    assert at["报销材料包"] == 0 and "材料齐全" in pages[0]
    approval = pages[at["采购单"]]
    assert sheet in approval and "人民币伍拾元整" in approval and "同意" in approval
    invoices, voucher = pages[at["发票清单"]], pages[at["支付凭证"]]
    assert "25332000000012345678" in invoices and "50.00" in invoices
    assert "GK20261118" in voucher and "6222000011112222" in voucher
    assert all(f"第{place}页共{len(pages)}页" in page for place, page in enumerate(pages, start=1))


async def test_papers_of_other_rooms_are_bound_in_where_they_belong(client: httpx.AsyncClient) -> None:
    """A purchase with everything in order: each paper made by its own room, in the order they are filed."""
    cashier = await make_cashier()
    number = await paid_order(cashier)
    pages = pages_of(await see(cashier.town.buyer, client, f"/orders/{number}/pack.pdf"))
    assert [title for title, _ in papers_of(pages)] == TITLES


@pytest.mark.parametrize(
    ("kind", "way", "said", "unsaid"),
    [
        ("public_unit", Way.CALLBACK, "国库支付", "银行付款"),
        ("state_enterprise", Way.OWN_BANK, "银行付款", "国库"),
    ],
)
async def test_the_voucher_says_which_bank_paid(
    client: httpx.AsyncClient, kind: str, way: Way, said: str, unsaid: str
) -> None:
    cashier = await make_cashier(kind=kind)
    sheet = await cashier.sheet()
    assert (await say(await cashier.released(sheet), way=way)).outcome == "taken"
    pages = pages_of(await see(cashier.accountant, client, f"/settlements/{sheet.number}/pack.pdf"))
    voucher = pages[dict(papers_of(pages))["支付凭证"]]
    assert said in voucher and unsaid not in voucher


async def test_the_pack_of_a_settlement_holds_all_its_orders_and_its_payment_once(
    client: httpx.AsyncClient,
) -> None:
    town = await t.make_town()
    numbers = [await paid(town), await paid(town)]
    sheet = await settled(town, *numbers)
    shown = await see(town.buyer, client, f"/settlements/{sheet}/pack")
    assert all(f'data-id="{number}"' in shown.text for number in numbers)
    pages = pages_of(await see(town.buyer, client, f"/settlements/{sheet}/pack.pdf"))
    of_each = TITLES[1:4]
    assert [title for title, _ in papers_of(pages)] == [TITLES[0], *of_each, *of_each, *TITLES[4:]]
    assert "100.00" in pages[0]


async def test_who_may_not_see_the_order_gets_no_pack(client: httpx.AsyncClient) -> None:
    town, other = await t.make_town(), await t.make_town()
    number = await paid(town)
    sheet = await settled(town, number)
    finance = await t.seat("finance", await make_organisation(kind="bureau"))
    for visitor, status in (
        (other.buyer, 404),
        (town.receiver, 403),
        (town.sellers[0], 403),
        (finance, 200),
        (town.head, 200),
    ):
        for path in (f"/orders/{number}/pack", f"/settlements/{sheet}/pack"):
            assert (await see(visitor, client, path)).status_code == status, (visitor.duty, path)
    masked = pages_of(await see(finance, client, f"/orders/{number}/pack.pdf"))
    assert "6222000011112222" not in "".join(masked) and "****2222" in "".join(masked)
    assert (await see(town.buyer, client, "/settlements/JS0/pack")).status_code == 404


async def test_a_bundle_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        await bind([])
