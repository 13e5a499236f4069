"""From rows of the database to what the search index holds of a listing."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any

import msgspec

from emall.catalogue.words import FRESH_DAYS, GRADES, HALL, LOCAL_STORE, QUICK, WEIGHTS
from emall.kernel import clock
from emall.kernel.regions import CITY
from search import ProductDocument

PROVINCE = "330000"
SLOWEST_DAYS = 7
"""Goods that take so many working days or longer gain nothing for their delivery."""
USUAL_ON_TIME = 900
"""Permille of orders on time assumed of a supplier without a record, so that none is punished for being new."""
MOST_SOLD = 1000
"""Sales beyond this number count no further."""


def document(row: Any, *, path: Sequence[Any]) -> ProductDocument:
    """The document of a listing on sale; `path` holds its categories from the top down.

    Its version is a fingerprint of all the rest: index and database agree exactly when their versions do.
    """
    known = {at.name for at in path[-1].attributes if at.facet}
    made = ProductDocument(
        id=row.id,
        spu_id=row.product,
        version=0,
        title=row.title,
        price_fen=row.price_fen,
        brand=row.brand,
        brand_aliases=tuple(row.aliases or ()),
        model=row.model,
        category_codes=tuple(one.code for one in path),
        category_names=tuple(one.name for one in path),
        region_codes=(PROVINCE, CITY, *(code for code in row.regions or () if code != CITY)),
        hall_ids=(HALL,) if HALL in (row.tags or ()) else (),
        supplier_id=row.supplier,
        supplier_name=row.supplier_name,
        sales_90d=row.sales_90d,
        listed_at=int(row.listed_at.timestamp()),
        policy_tags=tuple(row.tags or ()),
        delivery=delivery_marks(row),
        delivery_days=row.delivery_days,
        credit=GRADES.get((row.grade or "")[:1], 0),
        home=row.county,
        origin=row.origin,
        fresh=is_fresh(row.admitted_on, today=clock.today()),
        attrs=tuple(f"{name}={value}" for name, value in row.spec if name in known),
        in_stock=row.free >= row.min_order,
        keywords=tuple(filter(None, [*row.keywords.split(), row.sku_code, row.gtin])),
        specs=" ".join(value for _, value in row.spec),
        boost=boost(row),
    )
    return replace(made, version=fingerprint(made))


def fingerprint(document: ProductDocument) -> int:
    """63 bits that differ whenever anything but the version differs; the same in every process."""
    canonical = msgspec.json.encode(document if document.version == 0 else replace(document, version=0))
    return int.from_bytes(blake2b(canonical, digest_size=8).digest(), "big") >> 1


def delivery_marks(row: Any) -> tuple[str, ...]:
    """How the goods come: from a store nearby, by the next working day."""
    return (*([LOCAL_STORE] if row.local_store else []), *([QUICK] if row.delivery_days <= 1 else []))


def is_fresh(admitted_on: date | None, *, today: date) -> bool:
    """Whether a supplier was admitted so lately that it counts as new."""
    return admitted_on is not None and today - timedelta(days=FRESH_DAYS) < admitted_on <= today


def boost(row: Any) -> float:
    """From 0 to 1: stock, delivery, record and sales, each up to its weight (WEIGHTS) and nothing else."""
    on_time = USUAL_ON_TIME if row.on_time_permille is None else row.on_time_permille
    parts = {
        "stock": 1.0 if row.free >= row.min_order else 0.0,
        "delivery": max(0.0, 1 - max(0, row.delivery_days - 1) / (SLOWEST_DAYS - 1)),
        "on_time": on_time / 1000,
        "sales": math.log1p(min(row.sales_90d, MOST_SOLD)) / math.log1p(MOST_SOLD),
    }
    return float(round(sum(weight * parts[name] for name, weight in WEIGHTS.items()), 3))
