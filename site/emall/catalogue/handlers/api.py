"""Goods on sale as JSON, for programs: the same lists as the pages, without markup.

Programs are told what is wrong with what they ask (422) where people see the page without it: a misspelt parameter
that counted as not given would go unnoticed.
"""

import time
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.exceptions import ValidationException
from litestar.params import FromQuery, Parameter
from msgspec import Meta

from emall.catalogue import queries
from emall.catalogue.forms import COUNTY_CODES, LONGEST_WORDS, PLACE_CODES
from emall.catalogue.handlers.api_answers import EXTRA_ANSWERS, LIMIT_HEADERS, ProductPage, as_page
from emall.catalogue.handlers.api_refusals import check, check_names, unreadable_parameter
from emall.catalogue.rules.browse import CREDITS, DEEPEST, LARGEST_SIZE, MOST_CHOSEN, SORTS, Browse
from emall.catalogue.words import Policy
from emall.web.guards import ANYONE
from emall.web.limits import left_of, limited

MOST_CALLS, SPAN = 120, 60
MOST_FEN = 10**12
Code = Annotated[str, Meta(max_length=32)]
Name = Annotated[str, Meta(min_length=1, max_length=60)]


def _one_of(*values: Any, about: str) -> Any:
    return Parameter(description=about, schema_extra={"enum": [str(value) for value in values]})


def _some_of(about: str, items: dict[str, Any]) -> Any:
    shape = {"items": {"type": "string", **items}}
    return Parameter(description=about, max_items=MOST_CHOSEN, schema_extra=shape)


def _fen(about: str) -> Any:
    shape = {"type": "integer", "minimum": 0, "oneOf": None}
    return Parameter(ge=0, le=MOST_FEN, description=f"{about}, fen", schema_extra=shape)


POLICIES = _some_of("Goods with all of these tags", {"enum": [str(tag) for tag in Policy]})
BRANDS = _some_of("Goods of any of these brands", {"minLength": 1, "maxLength": 60})
HOMES = _some_of("Supplier in any of these counties, or at the city itself", {"enum": list(PLACE_CODES)})
ORIGINS = _some_of("Made in any of these counties, or at the city itself", {"enum": list(PLACE_CODES)})
CREDIT = _one_of("", *CREDITS, about="Lowest grade of the supplier's record")
COUNTY = _one_of("", *COUNTY_CODES, about="Deliverable to this county, GB/T 2260 code")
WORDS = Parameter(max_length=LONGEST_WORDS, description="Words, pinyin, a model or an item number")
PAGE = Parameter(ge=1, le=DEEPEST, description="From 1; a page beyond the last is answered with the last")
SUPPLIER = Parameter(ge=0, le=2**53, description="Goods of one supplier, by its id")
PRODUCT = Parameter(ge=0, le=2**53, description="Offers of one product, by its id")


@get(
    "/api/v1/products",
    name="catalogue.api.products",
    opt=ANYONE,
    guards=[limited("api", per_seconds=SPAN, most=MOST_CALLS)],
    include_in_schema=True,
    tags=["catalogue"],
    summary="Goods on sale",
    responses=EXTRA_ANSWERS,
    response_headers=LIMIT_HEADERS,
    exception_handlers={ValidationException: unreadable_parameter},
)
async def products(
    request: Request[Any, Any, Any],
    q: FromQuery[Annotated[str, WORDS]] = "",
    page: FromQuery[Annotated[int, PAGE]] = 1,
    size: FromQuery[Annotated[int, Parameter(ge=1, le=LARGEST_SIZE, description="Goods a page")]] = 24,
    category: FromQuery[Annotated[str, Parameter(max_length=32, description="Code of a mall category")]] = "",
    county: FromQuery[Annotated[str, COUNTY]] = "",
    policy: FromQuery[Annotated[tuple[Code, ...], POLICIES]] = (),
    brand: FromQuery[Annotated[tuple[Name, ...], BRANDS]] = (),
    home: FromQuery[Annotated[tuple[Code, ...], HOMES]] = (),
    origin: FromQuery[Annotated[tuple[Code, ...], ORIGINS]] = (),
    credit: FromQuery[Annotated[str, CREDIT]] = "",
    supplier: FromQuery[Annotated[int, SUPPLIER]] = 0,
    product: FromQuery[Annotated[int, PRODUCT]] = 0,
    min_fen: FromQuery[Annotated[int | None, _fen("Lowest price")]] = None,
    max_fen: FromQuery[Annotated[int | None, _fen("Highest price")]] = None,
    in_stock: FromQuery[Annotated[bool, Parameter(description="Only what can be ordered now")]] = False,
    next_day: FromQuery[Annotated[bool, Parameter(description="Only what comes within a day")]] = False,
    local: FromQuery[Annotated[bool, Parameter(description="Only from stores in the city")]] = False,
    hall: FromQuery[Annotated[bool, Parameter(description="Only goods of the Specialty Hall")]] = False,
    group: FromQuery[
        Annotated[bool, Parameter(description="Each product once, by its cheapest match")]
    ] = False,
    sort: FromQuery[Annotated[str, _one_of(*SORTS, about="Order of the list")]] = SORTS[0],
) -> Response[ProductPage]:
    """Goods on sale that match, with counts for narrowing further; without parameters all of them."""
    flags = {"in_stock": in_stock, "next_day": next_day, "local": local, "hall": hall, "grouped": group}
    many = {"brands": brand, "policies": policy, "homes": home, "origins": origin}
    one = {"category": category, "county": county, "credit": credit, "supplier": supplier, "product": product}
    shown = {"sort": sort, "page": page, "size": size, "least_fen": min_fen, "most_fen": max_fen}
    asked = asked_for(q, many, {**flags, **one, **shown})
    check_names(request)
    check(asked)
    began = time.perf_counter()
    found = await queries.results(asked)
    return Response(as_page(found, (time.perf_counter() - began) * 1000), headers=left_of(request))


def asked_for(words: str, many: dict[str, tuple[str, ...]], rest: dict[str, Any]) -> Browse:
    """The list state; a value given twice counts once."""
    once: dict[str, Any] = {name: tuple(dict.fromkeys(values)) for name, values in many.items()}
    text = " ".join(words.split())
    grouped = rest.pop("grouped", False) and bool(text) and not rest.get("product")  # as on the pages
    return Browse(text=text, grouped=grouped, **once, **rest)
