"""Rows of budget files: judged cell by cell, granted together, and never below what is in use."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.budget.rules import LineSums
from emall.database import DB
from emall.kernel import clock
from emall.kernel.codes import uscc_of
from emall.onboarding import command_line, queries
from emall.onboarding.access import COMMAND_LINE
from emall.onboarding.actions import jobs
from emall.onboarding.actions.taking import digest_of, take_file
from emall.onboarding.reading import read_sheet
from emall.onboarding.rules import Known, Scope, Unit, amount_of, judge, line_key, takes_back
from emall.onboarding.words import FileKind, RowStatus
from tests.budget.test_money import make_purse
from tests.making import make_organisation
from tests.orders import town

CODE, FIRM = uscc_of("12", "331102", 17), uscc_of("91", "331102", 18)
YEAR = clock.today().year
CITY = Scope("331100", any_post=True, year=YEAR)
SCHOOL = Unit(1, "示例学校", "public_unit", "331102", True)
ROW = {
    "uscc": CODE, "year": str(YEAR), "code": "30201", "name": "办公费", "functional": "2050202",
    "fund": "一般公共预算", "project": "", "amount": "120000.00", "amount_wan": "",
}  # fmt: skip
HEAD = "单位统一社会信用代码,年度,经济科目,指标名称,功能科目,资金性质,项目,金额(元),金额(万元)"


def known(*lines: LineSums) -> Known:
    return Known(units={CODE: SCHOOL}, lines={line_key(ROW, 1): line for line in lines})


def line(granted: int, used: int = 0, planned: int = 0) -> LineSums:
    return LineSums(
        id=7, organisation=1, name="办公费", year=YEAR, kind="indicator", fund="一般公共预算", closed=False,
        granted_fen=granted, used_fen=used, planned_fen=planned,
    )  # fmt: skip


def judged(facts: Known | None = None, number: int = 2, **cells: str):
    return judge(FileKind.BUDGET, number, {**ROW, **cells}, known=facts or known(), scope=CITY)


def problems(row) -> list[tuple[str, str]]:
    return [(column, key) for column, key, _ in row.problems]


def test_a_right_row_is_good_known_with_its_amount_and_good_with_another() -> None:
    assert judged().status == RowStatus.GOOD
    assert judged(known(line(120_000_00))).status == RowStatus.KNOWN
    assert judged(known(line(110_000_00))).status == RowStatus.GOOD


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"uscc": FIRM}, ("uscc", "unit_unknown")),
        ({"year": "26"}, ("year", "cell_not_a_year")),
        ({"year": str(YEAR + 2)}, ("year", "cell_not_a_year")),
        ({"code": "办公费"}, ("code", "cell_not_a_code")),
        ({"functional": "2O5"}, ("functional", "cell_not_a_code")),
        ({"amount": "12万"}, ("amount", "cell_not_an_amount")),
        ({"amount": "1.234"}, ("amount", "cell_not_an_amount")),
        ({"amount": "-5"}, ("amount", "cell_not_an_amount")),
        ({"amount": ""}, ("amount", "amount_missing")),
        ({"amount_wan": "12"}, ("amount", "amount_twice")),
        ({"amount": "", "amount_wan": "1.1234567"}, ("amount_wan", "cell_not_an_amount")),
        ({"name": ""}, ("name", "cell_fill_in")),
    ],
)
def test_each_wrong_cell_is_named(cells: dict[str, str], said: tuple[str, str]) -> None:
    row = judged(**cells)
    assert (row.status, said in problems(row)) == (RowStatus.BAD, True), problems(row)


def test_an_enterprise_has_no_budget_lines() -> None:
    firm = Known(units={CODE: Unit(1, "企业", "state_enterprise", "331102", True)})
    assert ("uscc", "unit_without_budget") in problems(judged(firm))


def test_yuan_taken_for_ten_thousand_yuan_is_noticed_both_ways() -> None:
    assert problems(judged(known(line(120_000_00)), amount="12")) == [("amount", "amount_ten_thousandfold")]
    wan = judged(known(line(120_000_00)), amount="", amount_wan="120000")
    assert problems(wan) == [("amount_wan", "amount_ten_thousandfold")]


def test_a_cut_below_what_is_used_or_planned_is_refused_with_the_sum() -> None:
    row = judged(known(line(200_000_00, used=130_000_00)))
    assert row.problems == [["amount", "below_used", {"used_fen": 130_000_00}]]
    row = judged(known(line(200_000_00, used=1, planned=130_000_00)))
    assert row.problems == [["amount", "below_planned", {"planned_fen": 130_000_00}]]


@pytest.mark.parametrize(
    ("granted", "amount", "back"),
    [(130_000_00, "100000", 30_000_00), (130_000_00, "110000", 20_000_00), (130_000_00, "90000", 30_000_00),
     (130_000_00, "150000", None), (130_000_00, "130000", None)],
)  # fmt: skip
def test_an_amount_that_takes_back_what_was_carried_over_is_warned_of(
    granted: int, amount: str, back: int | None
) -> None:
    warning = takes_back({**ROW, "amount": amount}, line(granted), 30_000_00)
    said = {"carried_fen": 30_000_00, "back_fen": back}
    assert warning == (["amount", "takes_back_carried", said] if back else None)
    assert takes_back({**ROW, "amount": amount}, line(granted), 0) is None
    wan = {**ROW, "amount": "", "amount_wan": "10"}
    assert (takes_back(wan, line(granted), 30_000_00) or [""])[0] == "amount_wan"


def test_the_same_line_twice_is_told_at_the_second() -> None:
    first = judged()
    twice = Known(units={CODE: SCHOOL}, first={first.key: 2})
    assert judged(twice, number=3).problems == [["code", "twice_in_file", {"number": 2}]]
    assert judged(fund="政府性基金").key != first.key


@given(st.integers(0, 99_999_999_999_999))
def test_ten_thousand_yuan_are_exact_to_the_fen(fen: int) -> None:
    wan = f"{Decimal(fen) / 1_000_000:f}"
    assert amount_of({"amount": "", "amount_wan": wan}) == fen


def rows(*lines: str) -> bytes:
    return "\r\n".join([HEAD, *lines]).encode("utf-8-sig")


async def bring_in(*lines: str):
    return await command_line.bring_in(rows(*lines), kind="budget", name="预算.csv")


async def amounts() -> list[int]:
    return [
        row.appropriated_fen
        for row in await DB.fetch("SELECT appropriated_fen FROM budget_line ORDER BY code, functional")
    ]


@pytest.mark.usefixtures("db")
async def test_a_file_grants_and_the_next_one_changes_without_touching_what_is_reserved() -> None:
    await make_organisation(uscc=CODE)
    done = await bring_in(
        f"{CODE},{YEAR},30201,办公费,2050202,一般公共预算,,120000,", f"{CODE},{YEAR},30213,维修费,,,,,3.5"
    )
    assert (done.written, done.known, done.bad) == (2, 0, 0)
    assert await amounts() == [120_000_00, 35_000_00]
    done = await bring_in(
        f"{CODE},{YEAR},30201,办公费,2050202,一般公共预算,,100000,", f"{CODE},{YEAR},30213,维修费,,,,35000,"
    )
    assert (done.written, done.known, done.bad) == (1, 1, 0)
    assert await amounts() == [100_000_00, 35_000_00]
    vouchers = await DB.fetch("SELECT kind, reason FROM budget_voucher ORDER BY id")
    assert [(one.kind, one.reason) for one in vouchers] == [("import", "预算.csv")] * 2
    assert not await town.offences()


@pytest.mark.usefixtures("db")
async def test_bad_rows_come_back_with_words_and_good_ones_go_in() -> None:
    await make_organisation(uscc=CODE)
    done = await bring_in(
        f"{CODE},{YEAR},30201,办公费,,,,120000,",
        f"{CODE},{YEAR},30201,办公费,,,,9,",
        f"{FIRM},{YEAR},1,x,,,,1,",
    )
    assert (done.written, done.bad) == (1, 2)
    back = list(csv.reader(io.StringIO(done.problems.decode("utf-8-sig"))))
    assert "Row 2 says the same already" in back[1][-1]
    assert "no unit with this code" in back[2][-1] and "digits only" in back[2][-1]


@pytest.mark.usefixtures("db")
async def test_what_was_reserved_between_checking_and_importing_turns_a_row_bad() -> None:
    purse = await make_purse(fen=500_00)
    held = await DB.fetch_row("SELECT l.*, o.uscc FROM budget_line l JOIN organisation o ON o.id = l.organisation"
                              " WHERE l.id = $1", purse.line)  # fmt: skip
    assert held is not None
    await DB.execute("UPDATE organisation SET uscc = $2 WHERE id = $1", purse.unit, CODE)
    await DB.execute("UPDATE plan SET amount_fen = 1 WHERE id = $1", purse.plan)
    content = rows(f"{CODE},{held.year},{held.code},{held.name},,,,100,")
    number = await take_file(
        by=COMMAND_LINE, kind=FileKind.BUDGET, name="预算.csv", digest=digest_of(content),
        sheet=read_sheet(content, kind=FileKind.BUDGET),
    )  # fmt: skip
    await jobs.work_on(number)
    assert (await queries.outcome(number))["good"] == 1
    await DB.execute("UPDATE plan SET amount_fen = 50000 WHERE id = $1", purse.plan)
    await DB.execute("UPDATE import_file SET status = 'to_write' WHERE id = $1", number)
    await jobs.work_on(number)
    assert (await queries.outcome(number))["bad"] == 1
    assert (
        await DB.fetch_value("SELECT appropriated_fen FROM budget_line WHERE id = $1", purse.line) == 1_000_00
    )
