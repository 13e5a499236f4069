"""What the desk of the rulebook sends, and drafted rows as a file brings them."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from emall.accounts.words import OrganisationKind
from emall.kernel.money import LARGEST_FEN
from emall.kernel.regions import ALL, COUNTIES
from emall.rulebook.rules import DRAFT
from emall.rulebook.words import UNITS, Rule
from emall.web.kinds import Choice, Day, Fen, Quantity, Text, Token

KINDS = (OrganisationKind.PUBLIC_UNIT, OrganisationKind.STATE_ENTERPRISE)
Source = Annotated[str, Text(most=300, missing="rule_source_needed")]
Reason = Annotated[str, Text(most=300, missing="rule_reason_needed")]


@dataclass(frozen=True, slots=True)
class MoneyVersion:
    """A new row of a rule that is an amount; empty scope fields mean everywhere, everybody, all goods."""

    amount: Annotated[int, Fen(most=LARGEST_FEN)]
    begins: Annotated[date, Day()]
    source: Source
    reason: Reason
    region: Annotated[str, Choice(*(one.code for one in COUNTIES))] = ""
    kind: Annotated[str, Choice(*(str(one) for one in KINDS))] = ""
    category: Annotated[str, Text(most=12)] = ""
    until: Annotated[date | None, Day()] = None
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class NumberVersion:
    """A new row of a rule that is a number of days, things or parts."""

    amount: Annotated[int, Quantity(least=0, most=1_000_000)]
    begins: Annotated[date, Day()]
    source: Source
    reason: Reason
    region: Annotated[str, Choice(*(one.code for one in COUNTIES))] = ""
    kind: Annotated[str, Choice(*(str(one) for one in KINDS))] = ""
    category: Annotated[str, Text(most=12)] = ""
    until: Annotated[date | None, Day()] = None
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """The last day of a row, and why."""

    until: Annotated[date, Day()]
    reason: Reason
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Deciding:
    """Approve or turn down, with a word."""

    verdict: Annotated[str, Choice("approve", "refuse")]
    comment: Annotated[str, Text(most=300)] = ""
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """Take a proposal back."""

    submit_token: Token = ""


FIELDS = {"key", "amount", "region", "kind", "category", "from", "until"}


def read_draft(text: str, *, begins: date) -> list[dict[str, Any]]:
    """Drafted rows from JSON (docs/formats.md), as rows of the rulebook; those without a first day hold from `begins`.

    Raises ValueError with the place of the first row that cannot be read.
    """
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"no JSON: {error}") from None
    if not isinstance(given, list) or not given:
        raise ValueError("a list of rows is expected")
    return [_drafted(row, place, begins) for place, row in enumerate(given, start=1)]


def _drafted(row: Any, place: int, begins: date) -> dict[str, Any]:
    if not isinstance(row, dict) or not {"key", "amount"} <= set(row) <= FIELDS:
        raise ValueError(f"row {place}: needs key and amount, and knows {', '.join(sorted(FIELDS))}")
    if row["key"] not in list(Rule):
        raise ValueError(f"row {place}: there is no rule {row['key']!r}")
    if type(row["amount"]) is not int or row["amount"] < 0:
        raise ValueError(f"row {place}: amount is a whole number in the unit of the rule")
    if row.get("region", "") not in ("", *(one.code for one in ALL)):
        raise ValueError(f"row {place}: no region has the code {row['region']!r}")
    if row.get("kind", "") not in ("", *map(str, OrganisationKind)):
        raise ValueError(f"row {place}: there is no kind of organisation {row['kind']!r}")
    try:
        since = date.fromisoformat(row["from"]) if "from" in row else begins
        until = date.fromisoformat(row["until"]) if row.get("until") else None
    except (TypeError, ValueError):
        raise ValueError(f"row {place}: days are written like 2026-12-01") from None
    return {
        "id": DRAFT,
        "key": row["key"],
        "region": row.get("region", ""),
        "organisation_kind": row.get("kind", ""),
        "category": str(row.get("category", "")),
        "amount": row["amount"],
        "unit": str(UNITS[Rule(row["key"])]),
        "valid_from": since,
        "valid_until": until,
        "source": "draft",
    }
