"""The signed-in person behind a request, and the post that person acts in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from litestar import Request

from emall.web.actor import Actor
from emall.web.arrival import arrival


class SignInNeeded(Exception):
    """Nobody is signed in, or the session has run out."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person signed in, in one post of one organisation; counts are for the header of the page."""

    person: int
    login: str
    person_name: str
    post: int | None = None
    duty: str = ""
    duty_label: str = ""
    title: str = ""
    organisation: int | None = None
    organisation_name: str = ""
    organisation_short: str = ""
    organisation_kind: str = ""
    region: str = ""
    posts_count: int = 0
    cart_count: int = 0
    unread_count: int = 0
    session: int = 0
    address: str = ""
    request_id: str = ""
    twins: tuple[int, ...] = ()

    def is_also(self, person: int | None) -> bool:
        """Whether that account belongs to this human being: the same one, or another with the same ID number."""
        return person is not None and (person == self.person or person in self.twins)

    def is_among(self, people: Iterable[int | None]) -> bool:
        """Whether one of these accounts belongs to this human being."""
        return any(map(self.is_also, people))

    def actor(self) -> Actor:
        """The same person as the journal writes it down."""
        return Actor(
            person=self.person,
            name=self.person_name,
            post=self.post,
            duty=self.duty,
            organisation=self.organisation,
            organisation_name=self.organisation_name,
            address=self.address,
            request_id=self.request_id,
        )

    @property
    def is_buyer(self) -> bool:
        """Buys for a unit (经办人)."""
        return self.duty == "buyer"

    @property
    def is_approver(self) -> bool:
        """Decides on requests of a unit (审批人)."""
        return self.duty == "approver"

    @property
    def is_accountant(self) -> bool:
        """Keeps the money of a unit (单位财务)."""
        return self.duty == "accountant"

    @property
    def is_unit_admin(self) -> bool:
        """Keeps people and posts of a unit (机构管理员)."""
        return self.duty == "unit_admin"

    @property
    def is_unit(self) -> bool:
        """Works for a buying unit, in a post that follows its orders."""
        return self.duty in ("buyer", "approver", "receiver", "accountant", "unit_admin")

    @property
    def may_ask(self) -> bool:
        """Works for a buying unit and may ask its buyers for goods (需求人, and every other post of the unit)."""
        return self.is_unit or self.duty == "requester"

    @property
    def is_supplier(self) -> bool:
        """Works for a supplier."""
        return self.duty in ("seller", "seller_admin")

    @property
    def keeps_people(self) -> bool:
        """Looks after the people and posts of the own unit or supplier."""
        return self.duty in ("unit_admin", "seller_admin")

    @property
    def is_security(self) -> bool:
        """Looks after the accounts of the whole platform (安全管理员)."""
        return self.duty == "security"


def current(request: Request[Any, Any, Any]) -> Visitor | None:
    """The visitor of this request, or None for somebody not signed in."""
    return arrival(request).visitor


def provide_visitor(request: Request) -> Visitor:
    """Dependency `visitor`; raises SignInNeeded."""
    visitor = arrival(request).visitor
    if visitor is None:
        raise SignInNeeded
    return visitor


def provide_guest(request: Request) -> Visitor | None:
    """Dependency `guest`: the visitor, or None."""
    return arrival(request).visitor
