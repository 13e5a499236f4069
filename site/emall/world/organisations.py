"""Public units, enterprises, bureaus, the operator and the suppliers, with their addresses and invoice data."""

from __future__ import annotations

import random
from datetime import date, timedelta

from emall.kernel.codes import uscc_of
from emall.world.calendar import moment, workday_before
from emall.world.names import mobile, person_name
from emall.world.places import delivery_region
from emall.world.reading import Row, lines

FIRST_SUPPLIER = 201  # units come first; the gap leaves room for more of them

KIND = {
    "authority": "bureau",
    "soe": "state_enterprise",
    "operator": "operator",
    "bureau": "public_unit",
    "school": "public_unit",
    "hospital": "public_unit",
    "town": "public_unit",
    "institution": "public_unit",
}
BANKS = ("丽水农商银行城东支行", "丽水农商银行中山支行", "处州银行营业部", "瓯江银行莲都支行")
SEATS = {"cooperative": "93"}  # farmers' co-operatives have a class of codes of their own


def landline(sequence: int) -> str:
    """A Lishui landline in 200xxxx, a block without subscribers."""
    return f"0578-200{sequence:04d}"


def unit_ids() -> dict[str, int]:
    """The id of every unit by its key in units.csv."""
    return {row["key"]: number for number, row in enumerate(lines("units"), 1)}


def supplier_ids() -> dict[str, int]:
    """The id of every supplier by its key in suppliers.csv."""
    return {row["key"]: number for number, row in enumerate(lines("suppliers"), FIRST_SUPPLIER)}


def organisation_rows(today: date) -> list[Row]:
    """Rows of `organisation`: units with their parents first, then suppliers."""
    made = moment(workday_before(today, 240), 30).isoformat()
    return [*_units(made), *_suppliers(made)]


def _units(made: str) -> list[Row]:
    ids = unit_ids()
    return [
        {
            "id": ids[row["key"]],
            "kind": "procurement_centre" if row["key"] == "centre" else KIND[row["kind"]],
            "name": row["name"],
            "short_name": row["short"],
            "name_en": row["name_en"],
            "uscc": uscc_of(row["prefix"], row["region"], ids[row["key"]]),
            "region": row["region"],
            "parent": ids.get(row["parent"]),
            "sector": row["kind"],
            "phone": landline(ids[row["key"]]),
            "address": row["address"],
            "active": True,
            "created_at": made,
        }
        for row in lines("units")
    ]


def _suppliers(made: str) -> list[Row]:
    ids = supplier_ids()
    return [
        {
            "id": ids[row["key"]],
            "kind": "supplier",
            "name": row["name"],
            "short_name": row["short"],
            "name_en": row["name_en"],
            "uscc": uscc_of(SEATS.get(row["kind"], "91"), row["region"], ids[row["key"]]),
            "region": row["region"],
            "parent": None,
            "sector": row["kind"],
            "phone": landline(ids[row["key"]]),
            "address": row["address"],
            "active": True,
            "created_at": made,
        }
        for row in lines("suppliers")
    ]


def bank_of(supplier: int) -> dict[str, str]:
    """Where a supplier keeps its account; the numbers belong to nobody."""
    return {
        "bank": BANKS[supplier % len(BANKS)],
        "account": f"20100{supplier:05d}{supplier * 7919 % 10**8:08d}",
    }


def profile_rows(today: date) -> list[Row]:
    """Rows of `supplier_profile`: standing, service terms and what past orders say of each supplier."""
    chance = random.Random("profiles")
    return [
        _profile(number, row, today, chance)
        for number, row in zip(supplier_ids().values(), lines("suppliers"), strict=True)
    ]


def _profile(number: int, row: dict[str, str], today: date, chance: random.Random) -> Row:
    admitted = workday_before(today, chance.randint(40, 200))
    farm = row["kind"] == "cooperative"
    return {
        "id": number - FIRST_SUPPLIER + 1,
        "organisation": number,
        "kind": row["kind"],
        "size": row["size"],
        "standing": "suspended" if row["key"] == "jinyun-duck" else "admitted",
        "suspended_until": (today + timedelta(days=12)).isoformat() if row["key"] == "jinyun-duck" else None,
        "agreement_until": date(admitted.year + 1, 12, 31).isoformat(),
        "grade": row["grade"],
        "admitted_batch": f"{admitted.year} 年第 {(admitted.month + 2) // 3} 批",
        "admitted_on": admitted.isoformat(),
        "seal": row["short"][:2],
        "intro": row["story"],
        "contact": f"{chance.choice('陈林叶吴王李张徐周潘')}{chance.choice(('经理', '主任', '师傅'))}",
        "contact_phone": f"1600579{number:04d}",
        "freight_fen": chance.choice((0, 0, 1000, 1500)),
        "freight_free_fen": chance.choice((10000, 20000, 30000)),
        "return_days": 1 if farm else 7,
        "warranty_months": 0 if farm else 12,
        "answer_minutes": chance.randint(18, 180),
        "on_time_permille": chance.randint(941, 998) if row["grade"] == "A" else chance.randint(880, 940),
        "hall": _in_hall(row),
        **bank_of(number),
    }


def _in_hall(row: dict[str, str]) -> bool:
    return row["kind"] in ("cooperative", "manufacturer") and row["groups"] in (
        "canteen",
        "daily",
        "printing",
        "teaching",
    )


def address_rows() -> list[Row]:
    """Rows of `delivery_address`: the front office of each unit, and a canteen or store for the larger ones."""
    rows: list[Row] = []
    for key, unit in zip(unit_ids(), lines("units"), strict=True):
        if KIND[unit["kind"]] not in ("public_unit", "state_enterprise"):
            continue
        for spot in (
            "办公室",
            "食堂库房" if unit["kind"] in ("school", "hospital") else "一楼收发室",
        ):
            rows.append(_address(len(rows) + 1, unit_ids()[key], unit, spot))
    return rows


def _address(number: int, organisation: int, unit: dict[str, str], spot: str) -> Row:
    return {
        "id": number,
        "organisation": organisation,
        "receiver": person_name(random.Random(f"receiver {number}")),
        "phone": mobile(5000 + number),
        "region": delivery_region(unit["region"]),
        "street": f"{unit['address'].partition('区' if unit['region'] in ('331100', '331102') else ' ')[2] or unit['address']} {spot}",
        "first_choice": spot == "办公室",
        "active": True,
    }


def invoice_rows() -> list[Row]:
    """Rows of `invoice_profile`: the unit's own name and code, as the law asks of its invoices."""
    buying = [row for row in _units("") if row["kind"] in ("public_unit", "state_enterprise")]
    return [
        {
            "id": number,
            "organisation": unit["id"],
            "title": unit["name"],
            "uscc": unit["uscc"],
            "kind": "digital_special" if unit["kind"] == "state_enterprise" else "digital_plain",
            "email": f"fapiao{unit['id']}@lishui.example",
            "first_choice": True,
        }
        for number, unit in enumerate(buying, 1)
    ]
