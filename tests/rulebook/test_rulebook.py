"""Which number holds: the narrowest row valid on the day."""

from datetime import date
from typing import Any

import pytest

from emall.database import DB
from emall.rulebook import queries
from emall.rulebook.queries import rule
from emall.rulebook.rules import narrowest
from emall.rulebook.words import Rule, Unit

DAY = date(2026, 11, 23)
LONGQUAN = "331181"


Number = dict[str, Any]


def number(
    amount: int,
    region: str = "",
    kind: str = "",
    since: date = date(2025, 1, 1),
    goods: str = "",
    **more: date,
) -> Number:
    row = {
        "amount": amount,
        "region": region,
        "organisation_kind": kind,
        "category": goods,
        "valid_from": since,
        "valid_until": None,
    }
    return {**row, **more}


EVERYWHERE, COUNTY, FIRMS = number(3), number(5, region=LONGQUAN), number(7, kind="supplier")
CITY, BOTH = number(6, region="331100"), number(9, LONGQUAN, "supplier")
OLD = number(2, since=date(2024, 1, 1), valid_until=date(2024, 12, 31))
NEW = number(4, since=DAY)
DEVICES, COMPUTERS = number(11, goods="A02"), number(12, goods="A020101")
FIRMS_DEVICES = number(13, kind="supplier", goods="A02")
DEVICES, COMPUTERS = number(11, goods="A02"), number(12, goods="A020101")
FIRMS_DEVICES = number(13, kind="supplier", goods="A02")


@pytest.mark.parametrize(
    ("rows", "on", "region", "kind", "amount"),
    [
        ([EVERYWHERE, COUNTY, FIRMS, BOTH], DAY, "", "", 3),
        ([EVERYWHERE, COUNTY, FIRMS, BOTH], DAY, LONGQUAN, "", 5),
        ([EVERYWHERE, CITY, COUNTY], DAY, LONGQUAN, "", 5),
        ([EVERYWHERE, CITY, COUNTY], DAY, "331102", "", 6),
        ([EVERYWHERE, COUNTY, FIRMS, BOTH], DAY, "331102", "supplier", 7),
        ([EVERYWHERE, COUNTY, FIRMS, BOTH], DAY, LONGQUAN, "supplier", 9),
        ([EVERYWHERE, COUNTY, FIRMS], DAY, LONGQUAN, "supplier", 7),  # the kind before the place
        ([EVERYWHERE, NEW], DAY, "", "", 4),
        ([EVERYWHERE, NEW], date(2026, 11, 22), "", "", 3),
        ([EVERYWHERE, OLD], date(2024, 12, 31), "", "", 2),
        ([OLD], date(2025, 1, 1), "", "", None),
        ([COUNTY], DAY, "", "", None),
    ],
)
def test_the_narrowest_row_valid_on_the_day_decides(
    rows: list[Number], on: date, region: str, kind: str, amount: int | None
) -> None:
    for order in (rows, rows[::-1]):
        found = narrowest(rows=order, on=on, region=region, kind=kind)
        assert (found["amount"] if found else None) == amount


@pytest.mark.parametrize(
    ("rows", "category", "kind", "amount"),
    [
        ([EVERYWHERE, DEVICES, COMPUTERS], "A02010105", "", 12),
        ([EVERYWHERE, DEVICES, COMPUTERS], "A020101", "", 12),
        (
            [EVERYWHERE, DEVICES, COMPUTERS],
            "A0201",
            "",
            11,
        ),  # a row for some of the goods is none for all of them
        ([EVERYWHERE, DEVICES, COMPUTERS], "A05010201", "", 3),
        ([EVERYWHERE, DEVICES], "", "", 3),
        ([DEVICES], "", "", None),
        ([DEVICES, BOTH, FIRMS], "A02010105", "supplier", 11),  # the goods before the kind and the place
        ([DEVICES, FIRMS_DEVICES], "A02010105", "supplier", 13),
        ([COMPUTERS, FIRMS_DEVICES], "A02010105", "supplier", 12),
    ],
)
def test_a_row_for_goods_is_narrower_than_any_other(
    rows: list[Number], category: str, kind: str, amount: int | None
) -> None:
    for order in (rows, rows[::-1]):
        found = narrowest(rows=order, on=DAY, region=LONGQUAN, kind=kind, category=category)
        assert (found["amount"] if found else None) == amount


@pytest.mark.parametrize("key", list(Rule))
async def test_every_rule_has_a_number_with_a_unit_and_a_source(db: None, key: Rule) -> None:
    assert await rule(key, on=DAY, region=LONGQUAN, kind="public_unit") > 0
    for row in await DB.fetch("SELECT unit, source FROM rule_value WHERE key = $1", key):
        assert row.unit in list(Unit) and row.source


async def test_a_day_no_row_covers_is_an_error_and_not_a_guess(db: None) -> None:
    with pytest.raises(LookupError, match="approval_days"):
        await rule(Rule.APPROVAL_DAYS, on=date(2020, 1, 1))


async def test_a_change_is_seen_when_the_kept_rows_are_old(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await rule(Rule.APPROVAL_DAYS, on=DAY)
    await DB.execute("UPDATE rule_value SET amount = amount + 1 WHERE key = 'approval_days'")
    assert await rule(Rule.APPROVAL_DAYS, on=DAY) == before
    monkeypatch.setattr(queries, "SECONDS_KEPT", -1.0)
    assert await rule(Rule.APPROVAL_DAYS, on=DAY) == before + 1
