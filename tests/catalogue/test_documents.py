"""What the index holds of a listing: nothing about places or clubs in its weight, and a fingerprint of it all."""

import subprocess
import sys
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest

from emall.catalogue.documents import boost, document, fingerprint, is_fresh
from emall.catalogue.words import FRESH_DAYS, WEIGHT_NAMES, WEIGHTS
from emall.kernel import clock

TODAY = date(2026, 11, 27)


@dataclass(frozen=True)
class Leaf:
    code: str = "copy-paper"
    name: str = "复印纸"
    attributes: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Row:
    """A row of a listing on sale, as the index reads it."""

    id: int = 7
    product: int = 3
    version: int = 1
    title: str = "山青 M70 A4 复印纸"
    sku_code: str = "SKU-1"
    price_fen: int = 11800
    supplier: int = 201
    min_order: int = 1
    sales_90d: int = 20
    listed_at: Any = field(default_factory=lambda: clock.now().replace(year=2026, month=1, day=1))
    tags: tuple[str, ...] = ("sme",)
    delivery_days: int = 2
    local_store: bool = False
    regions: tuple[str, ...] = ("331102",)
    free: int = 10
    model: str = "M70"
    spec: tuple[tuple[str, str], ...] = ()
    keywords: str = ""
    gtin: str = ""
    brand: str = "山青"
    aliases: tuple[str, ...] = ()
    supplier_name: str = "丽水供货有限公司"
    county: str = "331102"
    grade: str = "A"
    on_time_permille: int | None = 950
    admitted_on: date | None = None
    origin: str = "331122"


def made(**changes: Any) -> Any:
    return document(replace(Row(), **changes), path=[Leaf()])


@pytest.mark.parametrize(
    "change",
    [
        {"county": "331181"},
        {"origin": ""},
        {"local_store": True},
        {"regions": ("331181",)},
        {"tags": ("sme", "hall", "origin_mark")},
        {"grade": "D"},
        {"admitted_on": TODAY},
        {"price_fen": 1},
        {"supplier": 999},
        {"listed_at": clock.now()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_where_somebody_sits_membership_and_price_have_no_weight(change: dict[str, Any]) -> None:
    assert made(**change).boost == made().boost
    assert made(**change).version != made().version


def test_stock_delivery_record_and_sales_count_up_to_their_weights() -> None:
    worst = Row(free=0, delivery_days=30, on_time_permille=0, sales_90d=0)
    best = Row(free=1, delivery_days=1, on_time_permille=1000, sales_90d=10_000)
    assert boost(worst) == 0.0 and boost(best) == pytest.approx(sum(WEIGHTS.values()))
    for name, better in (
        ("stock", {"free": 1}),
        ("delivery", {"delivery_days": 0}),
        ("on_time", {"on_time_permille": 1000}),
        ("sales", {"sales_90d": 1000}),
    ):
        assert boost(replace(worst, **better)) == pytest.approx(WEIGHTS[name]), name
    assert list(WEIGHTS) == list(WEIGHT_NAMES) == ["stock", "delivery", "on_time", "sales"]
    assert sorted(WEIGHTS.values(), reverse=True) == list(WEIGHTS.values())


def test_home_origin_hall_and_newness_are_told() -> None:
    plain = made()
    assert (plain.home, plain.origin, plain.hall_ids, plain.fresh) == ("331102", "331122", (), False)
    assert made(tags=("hall",)).hall_ids == ("hall",)
    assert made(admitted_on=clock.today()).fresh


def test_a_supplier_is_new_for_ninety_days() -> None:
    ages = {
        days: is_fresh(TODAY - timedelta(days=days), today=TODAY) for days in (0, FRESH_DAYS - 1, FRESH_DAYS)
    }
    assert ages == {0: True, FRESH_DAYS - 1: True, FRESH_DAYS: False}
    assert not is_fresh(None, today=TODAY)
    assert not is_fresh(TODAY + timedelta(days=1), today=TODAY)


def test_the_fingerprint_is_of_all_but_the_version_and_fits_a_signed_number() -> None:
    one = made()
    assert fingerprint(replace(one, version=5)) == one.version and 0 < one.version < 2**63
    for change in ({"title": "x"}, {"boost": 0.1}, {"fresh": True}, {"attrs": ("a=b",)}, {"in_stock": False}):
        assert fingerprint(replace(one, **change)) != one.version, change


def test_every_process_has_the_same_fingerprint() -> None:
    code = (
        "from search import ProductDocument; from emall.catalogue.documents import fingerprint;"
        "print(fingerprint(ProductDocument(id=1, spu_id=2, version=3, title='纸', price_fen=4, attrs=('a', 'b'))))"
    )
    ran = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_seeded(seed)
        ).stdout
        for seed in ("1", "2")
    ]
    assert ran[0] == ran[1] and ran[0].strip().isdigit()


def _seeded(seed: str) -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}
