"""Rows of the firms and brands of a generated city."""

from __future__ import annotations

import random
from datetime import date

from emall.kernel.codes import uscc_of
from emall.world.city import City
from emall.world.city_brands import Brand, brands, makers
from emall.world.city_suppliers import Supplier, founded, suppliers
from emall.world.names import FAMILIES
from emall.world.organisations import SEATS, landline
from emall.world.places import place
from emall.world.reading import Row

HALL_GROUPS = frozenset({"canteen", "daily", "printing", "teaching"})


def organisation_rows(city: City) -> list[Row]:
    """Rows of `organisation`."""
    made = founded(city.today).isoformat()
    return [_organisation(one, made) for one in suppliers(city)]


def _organisation(one: Supplier, made: str) -> Row:
    return {
        "id": one.id,
        "kind": "supplier",
        "name": one.name,
        "short_name": one.short,
        "name_en": one.name_en,
        "uscc": uscc_of(SEATS.get(one.kind, "91"), one.region, one.id),
        "region": one.region,
        "parent": None,
        "sector": one.kind,
        "phone": landline(one.id),
        "address": one.address,
        "active": True,
        "created_at": made,
    }


def profile_rows(city: City) -> list[Row]:
    """Rows of `supplier_profile`: standing, service terms and what past orders say of each firm."""
    chance = city.chance("profiles")
    return [_profile(one, city.today, chance) for one in suppliers(city)]


def _profile(one: Supplier, today: date, chance: random.Random) -> Row:
    farm = one.kind == "cooperative"
    return {
        "id": one.id,
        "organisation": one.id,
        "kind": one.kind,
        "size": one.size,
        "standing": "admitted",
        "suspended_until": None,
        "agreement_until": date(max(one.admitted.year, today.year) + 1, 12, 31).isoformat(),
        "grade": one.grade,
        "admitted_batch": f"{one.admitted.year} 年第 {(one.admitted.month + 2) // 3} 批",
        "admitted_on": one.admitted.isoformat(),
        "seal": one.short[:2],
        "intro": "",
        "contact": f"{chance.choice(FAMILIES)}{chance.choice(('经理', '主任', '师傅'))}",
        "contact_phone": f"160058{one.id:05d}",
        "freight_fen": chance.choice((0, 0, 1000, 1500)),
        "freight_free_fen": chance.choice((10000, 20000, 30000)),
        "return_days": 1 if farm else 7,
        "warranty_months": 0 if farm else 12,
        "answer_minutes": chance.randint(10, 240),
        "on_time_permille": one.on_time,
        "hall": one.kind in ("cooperative", "manufacturer") and one.groups[0] in HALL_GROUPS,
    }


def brand_rows(city: City) -> list[Row]:
    """Rows of `brand`."""
    return [
        {"id": one.id, "name": one.name, "name_en": one.latin, "aliases": [one.latin.lower()]}
        for one in brands(city)
    ]


def maker_rows(city: City) -> list[Row]:
    """Rows of `maker` with the size that decides policy for small firms."""
    return [_maker(number, name, brand) for name, (number, brand) in makers(city).items()]


def _maker(number: int, name: str, brand: Brand) -> Row:
    region = "331102" if brand.origin == "331100" else brand.origin
    return {
        "id": number,
        "name": name,
        "size": brand.maker_size,
        "region": region,
        "place": place(brand.origin),
    }
