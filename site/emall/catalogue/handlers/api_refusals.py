"""What a program is told that asked the list of goods for something it cannot have."""

import unicodedata
from typing import Any

from litestar import Request, Response
from litestar.exceptions import ValidationException

from emall.catalogue.forms import COUNTY_CODES, PLACE_CODES
from emall.catalogue.rules.browse import CREDITS, SORTS, Browse
from emall.catalogue.words import Policy
from emall.kernel.refusal import Refusal, Refused
from emall.web.errors import refused

GENERAL = frozenset({"lang"})  # read at the front door, for every address


def check_names(request: Request[Any, Any, Any]) -> None:
    """Refused with every parameter there is none of, so that a misspelt one is noticed."""
    known = set(request.route_handler.parsed_fn_signature.parameters) - {"request"} | GENERAL
    wrong = [name for name in dict.fromkeys(request.query_params) if name not in known]
    if wrong:
        raise Refused(*(Refusal(name[:60], "unknown_parameter") for name in wrong[:20]))


def check(asked: Browse) -> None:
    """Refused with every parameter that names nothing known or holds what no text holds."""
    counties = ("", *COUNTY_CODES)
    texts = {"q": [asked.text], "category": [asked.category], "brand": asked.brands}
    choices = [
        ("county", [asked.county], counties),
        ("home", asked.homes, PLACE_CODES),
        ("origin", asked.origins, PLACE_CODES),
        ("credit", [asked.credit], ("", *CREDITS)),
        ("policy", asked.policies, list(Policy)),
        ("sort", [asked.sort], SORTS),
    ]
    refusals = [
        Refusal(name, "not_one_of_the_choices")
        for name, values, known in choices
        if not all(value in known for value in values)
    ]
    refusals += [
        Refusal(name, "unreadable_characters")
        for name, values in texts.items()
        if not all(map(_readable, values))
    ]
    least, most = asked.least_fen, asked.most_fen
    if least is not None and most is not None and least > most:
        refusals.append(Refusal("min_fen", "prices_turned_round"))
    if refusals:
        raise Refused(*refusals)


def _readable(text: str) -> bool:
    return not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text)


def unreadable_parameter(request: Request[Any, Any, Any], error: ValidationException) -> Response[Any]:
    """A parameter of the wrong kind, too long or out of bounds is as wrong as one that names nothing: 422."""
    found = error.extra if isinstance(error.extra, list) else []
    refusals = [
        Refusal(str(one.get("key", "")), "unreadable_value", why=str(one.get("message", ""))[:200])
        for one in found
        if isinstance(one, dict)
    ]
    return refused(request, Refused(*(refusals or [Refusal("", "not_possible")])))
