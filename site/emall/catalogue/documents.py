"""From rows of the database to what the search index holds of a listing."""

from collections.abc import Sequence
from typing import Any

from emall.catalogue.words import HOME_COUNTY, LOCAL_STORE
from emall.kernel.regions import CITY
from search import ProductDocument

PROVINCE = "330000"
GRADES = {"A": 4, "B": 3, "C": 2, "D": 1}
QUICK = "quick"


def document(row: Any, *, path: Sequence[Any]) -> ProductDocument:
    """The document of a listing on sale; `path` holds its categories from the top down."""
    known = {at.name for at in path[-1].attributes if at.facet}
    attributes = [f"{name}={value}" for name, value in row.spec if name in known]
    marks = [LOCAL_STORE] if row.local_store else []
    return ProductDocument(
        id=row.id,
        spu_id=row.product,
        version=row.version,
        title=row.title,
        price_fen=row.price_fen,
        brand=row.brand,
        brand_aliases=tuple(row.aliases or ()),
        model=row.model,
        category_codes=tuple(one.code for one in path),
        category_names=tuple(one.name for one in path),
        region_codes=(
            PROVINCE,
            CITY,
            *(code for code in row.regions or () if code != CITY),
        ),
        supplier_id=row.supplier,
        supplier_name=row.supplier_name,
        sales_90d=row.sales_90d,
        listed_at=int(row.listed_at.timestamp()),
        policy_tags=tuple(row.tags or ()),
        delivery=(*marks, *([QUICK] if row.delivery_days <= 1 else [])),
        delivery_days=row.delivery_days,
        credit=GRADES.get((row.grade or "")[:1], 0),
        attrs=(*attributes, f"{HOME_COUNTY}={row.county}"),
        in_stock=row.free >= row.min_order,
        keywords=tuple(filter(None, [*row.keywords.split(), row.sku_code, row.gtin])),
        specs=" ".join(value for _, value in row.spec),
        boost=_boost(row),
    )


def _boost(row: Any) -> float:
    """What sells and can be delivered comes a little earlier; where a supplier sits has no weight."""
    sold = min(row.sales_90d, 1000) / 1000
    timely = (row.on_time_permille or 900) / 1000
    return float(round((0.5 + sold + timely) * (1.0 if row.free >= row.min_order else 0.3), 3))
