"""Goods on sale as JSON, for programs: the same lists as the pages, without markup."""

from dataclasses import dataclass
from typing import Annotated

from litestar import get
from litestar.params import FromQuery, Parameter

from emall.catalogue import queries
from emall.catalogue.forms import COUNTY_CODES
from emall.catalogue.queries.results import Results
from emall.catalogue.rules.browse import DEEPEST, LARGEST_SIZE, SORTS, Browse
from emall.catalogue.words import Policy
from emall.database import Row
from emall.kernel.refusal import Refusal, Refused
from emall.web.guards import ANYONE


@dataclass(frozen=True, slots=True)
class ProductItem:
    """One listing on sale; money in fen, `county` and `supplier_id` say where and who."""

    id: int
    title: str
    price_fen: int
    unit: str
    reference_fen: int | None
    supplier: str
    supplier_id: int
    county: str
    policy: list[str]
    in_stock: int
    delivery_days: int
    url: str


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value goods can be narrowed by and how many it would leave."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class ProductPage:
    """One page of goods; `relaxed` when not all words matched, `engine` names who answered."""

    total: int
    page: int
    size: int
    relaxed: bool
    engine: str
    items: list[ProductItem]
    facets: dict[str, list[FacetValue]]


@get(
    "/api/v1/products", name="catalogue.api.products", opt=ANYONE, include_in_schema=True, tags=["catalogue"]
)
async def products(
    q: FromQuery[
        Annotated[
            str,
            Parameter(max_length=100, description="Words, a model or an item number"),
        ]
    ] = "",
    page: FromQuery[Annotated[int, Parameter(ge=1, le=DEEPEST)]] = 1,
    size: FromQuery[Annotated[int, Parameter(ge=1, le=LARGEST_SIZE)]] = 24,
    category: FromQuery[Annotated[str, Parameter(max_length=32, description="Code of a mall category")]] = "",
    county: FromQuery[
        Annotated[str, Parameter(description="Deliverable to this county, GB/T 2260 code")]
    ] = "",
    policy: FromQuery[list[str] | None] = None,
    sort: FromQuery[str] = SORTS[0],
) -> ProductPage:
    """Goods on sale; 422 for an unknown county, policy tag or order, 404 for an unknown category."""
    check(county=county, policy=policy or [], sort=sort)
    tags = tuple(dict.fromkeys(policy or []))
    asked = Browse(
        text=q.strip(),
        category=category,
        county=county,
        policies=tags,
        sort=sort,
        page=page,
        size=size,
    )
    return as_page(await queries.results(asked))


def check(*, county: str, policy: list[str], sort: str) -> None:
    """Refused with every parameter that names nothing known."""
    wrong = [("county", county in ("", *COUNTY_CODES)), ("sort", sort in SORTS)]
    wrong.append(("policy", all(tag in list(Policy) for tag in policy)))
    refusals = [Refusal(name, "not_one_of_the_choices") for name, known in wrong if not known]
    if refusals:
        raise Refused(*refusals)


def as_page(found: Results) -> ProductPage:
    """Results as the API answers them."""
    names = {
        "brands": "brand",
        "policies": "policy",
        "homes": "county",
        "categories": "category",
    }
    counts = found.facets.counts
    return ProductPage(
        total=found.total,
        page=found.browse.page,
        size=found.browse.size,
        relaxed=bool(found.found and found.found.relaxed),
        engine=found.found.engine if found.found else "database",
        items=[_item(row) for row in found.cards],
        facets={name: _values(counts.get(group, {})) for group, name in names.items()},
    )


def _item(row: Row) -> ProductItem:
    return ProductItem(
        id=row.id,
        title=row.title,
        price_fen=row.price_fen,
        unit=row.unit,
        reference_fen=row.reference_fen,
        supplier=row.supplier_name,
        supplier_id=row.supplier,
        county=row.county,
        policy=[tag for tag in row.tags.split(",") if tag],
        in_stock=row.free,
        delivery_days=row.delivery_days,
        url=f"/mall/p/{row.id}",
    )


def _values(counts: dict[str, int]) -> list[FacetValue]:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [FacetValue(value, count) for value, count in ordered]
