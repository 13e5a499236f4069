"""What the list of goods for programs answers: its shapes, and the same in words for OpenAPI."""

from dataclasses import dataclass

from litestar.datastructures import ResponseHeader
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example

from emall.catalogue.queries.results import Results
from emall.catalogue.rules.browse import CREDITS
from emall.catalogue.words import GRADES
from emall.database import Row


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
    """One page of goods.

    `capped` says that there are more than `total`; nobody pages deeper than 2,000. `relaxed` says that not all words
    matched; `close` holds goods that come close where few match, beyond `total`;
    `engine` names who answered and `took_ms` how long that took.
    """

    total: int
    capped: bool
    page: int
    size: int
    relaxed: bool
    engine: str
    took_ms: float
    items: list[ProductItem]
    close: list[ProductItem]
    facets: dict[str, list[FacetValue]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing wrong: the parameter, and what is wrong with it."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class ProblemAnswer:
    """Why there is no list (RFC 9457)."""

    type: str
    title: str
    status: int
    instance: str
    request_id: str
    errors: list[Trouble]


def _problem(about: str, title: str, status: int, *errors: Trouble) -> ResponseSpec:
    shown = ProblemAnswer("about:blank", title, status, "/api/v1/products", "9F2C-41AB", list(errors))
    return ResponseSpec(
        ProblemAnswer,
        description=about,
        media_type="application/problem+json",
        generate_examples=False,
        examples=[Example(value=_plain(shown))],
    )


def _plain(shown: ProblemAnswer) -> dict[str, object]:
    errors = [{"field": one.field, "text": one.text} for one in shown.errors]
    names = ("type", "title", "status", "instance", "request_id")
    return {**{name: getattr(shown, name) for name in names}, "errors": errors}


EXTRA_ANSWERS = {
    404: _problem("There is no such category", "missing", 404),
    422: _problem(
        "A parameter is unknown, cannot be read or names nothing",
        "refused",
        422,
        Trouble("sort", "Choose one of the options offered."),
    ),
    429: _problem("Asked too often; `Retry-After` says how many seconds to wait", "too_many_calls", 429),
}
LIMIT_HEADERS = [
    ResponseHeader("RateLimit-Limit", documentation_only=True, description="Calls allowed a minute"),
    ResponseHeader("RateLimit-Remaining", documentation_only=True, description="Calls left of them"),
    ResponseHeader("RateLimit-Reset", documentation_only=True, description="Seconds until they begin anew"),
]
FACETS = {
    "brands": "brand",
    "categories": "category",
    "policies": "policy",
    "county": "county",
    "homes": "home",
    "origins": "origin",
    "credit": "credit",
}


def as_page(found: Results, took_ms: float) -> ProductPage:
    """Results as the API answers them; `took_ms` is the time they took."""
    counts = found.facets.counts
    return ProductPage(
        total=found.total,
        capped=bool(found.found and found.found.capped),
        page=found.browse.page,
        size=found.browse.size,
        relaxed=bool(found.found and found.found.relaxed),
        engine=found.found.engine if found.found else "database",
        took_ms=round(took_ms, 1),
        items=[_item(row) for row in found.cards],
        close=[_item(row) for row in found.close],
        facets={name: _values(_named(group, counts.get(group, {}))) for group, name in FACETS.items()},
    )


def _named(group: str, counts: dict[str, int]) -> dict[str, int]:
    """Counts under the values a call is narrowed by; of credit grades, each with the better ones."""
    if group != "credit":
        return counts
    return {
        letter: sum(number for value, number in counts.items() if value.isdigit() and int(value) >= grade)
        for letter, grade in GRADES.items()
        if letter in CREDITS
    }


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
