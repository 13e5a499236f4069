"""Forms of the accounts room."""

from dataclasses import dataclass
from typing import Annotated

from emall.accounts.words import Duty
from emall.kernel import regions
from emall.web.kinds import Choice, Ident, Quantity, Secret, Several, Text

REGION_CODES = tuple(region.code for region in regions.ALL)
INVOICE_KINDS = ("digital_plain", "digital_special")


@dataclass(frozen=True, slots=True)
class SignIn:
    """User name and password; `next` is checked where it is used."""

    login: Annotated[str, Text(most=64)]
    password: Annotated[str, Secret()]
    next: Annotated[str, Text(most=2000)] = ""


@dataclass(frozen=True, slots=True)
class Next:
    """Where to go afterwards."""

    next: Annotated[str, Text(most=2000)] = ""


@dataclass(frozen=True, slots=True)
class Arriving:
    """Where to go after the sign-in, and a user name to begin with."""

    next: Annotated[str, Text(most=2000)] = ""
    login: Annotated[str, Text(most=64)] = ""


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password for the first time."""

    password: Annotated[str, Secret()]
    again: Annotated[str, Secret()]


@dataclass(frozen=True, slots=True)
class ChangedPassword:
    """Another password."""

    current: Annotated[str, Secret()]
    password: Annotated[str, Secret()]
    again: Annotated[str, Secret()]


@dataclass(frozen=True, slots=True)
class Switch:
    """The post to act in."""

    post: Annotated[int, Ident()]
    next: Annotated[str, Text(most=2000)] = ""


@dataclass(frozen=True, slots=True)
class Search:
    """Words to look for, and the page of the list."""

    q: Annotated[str, Text(most=60)] = ""
    page: Annotated[int, Quantity(most=10_000)] = 1


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be invited."""

    login: Annotated[str, Text(most=32)]
    name: Annotated[str, Text(most=60)]
    duties: Annotated[tuple[Duty, ...], Several(Choice(Duty), least=1)]
    phone: Annotated[str, Text(most=40)] = ""
    email: Annotated[str, Text(most=120)] = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """The number of an identity card; read like a password, so that it is never shown again or kept."""

    id_number: Annotated[str, Secret(most=40)]


@dataclass(frozen=True, slots=True)
class Grant:
    """A post to be given in the own organisation."""

    duty: Annotated[Duty, Choice(Duty)]


@dataclass(frozen=True, slots=True)
class GrantAnywhere:
    """A post to be given in an organisation, named by its credit code or full name."""

    duty: Annotated[Duty, Choice(Duty)]
    organisation: Annotated[str, Text(most=120)]


@dataclass(frozen=True, slots=True)
class Address:
    """A place of delivery."""

    receiver: Annotated[str, Text(most=60)]
    phone: Annotated[str, Text(most=40)]
    region: Annotated[str, Choice(*REGION_CODES)]
    street: Annotated[str, Text(most=200)]


@dataclass(frozen=True, slots=True)
class Invoice:
    """The invoice profile."""

    title: Annotated[str, Text(most=120)]
    uscc: Annotated[str, Text(most=40)]
    kind: Annotated[str, Choice(*INVOICE_KINDS)] = "digital_plain"
    email: Annotated[str, Text(most=120)] = ""
