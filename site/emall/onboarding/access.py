"""Who may bring in what, from where, and whose files they see."""

from dataclasses import dataclass

from emall.accounts.words import Duty
from emall.budget.access import territory
from emall.database import Row
from emall.kernel import clock
from emall.kernel.regions import CITY
from emall.onboarding.rules import Scope
from emall.onboarding.words import FileKind
from emall.web.actor import SYSTEM, Actor
from emall.web.visitor import Visitor

MAY_ONBOARD = (Duty.CENTRE, Duty.SYSTEM, Duty.COUNTY, Duty.FINANCE)


@dataclass(frozen=True, slots=True)
class Uploader:
    """Who brings a file in, and the territory its rows must lie in."""

    actor: Actor
    territory: str
    duty: str


COMMAND_LINE = Uploader(SYSTEM, CITY, SYSTEM.duty)
"""Whoever runs commands on the server may bring in everything."""


def uploader(visitor: Visitor) -> Uploader:
    """County staff stay within their county; the others work for the whole city."""
    return Uploader(visitor.actor(), territory(visitor), visitor.duty)


def scope_of(file: Row) -> Scope:
    """What the rows of a file may say, by who brought it in."""
    return Scope(file.territory, any_post=file.duty != Duty.COUNTY, year=clock.today().year)


def kinds_for(visitor: Visitor) -> tuple[FileKind, ...]:
    """What somebody may bring in: the finance bureau budget lines, the others units and people."""
    if visitor.duty == Duty.FINANCE:
        return (FileKind.BUDGET,)
    return (FileKind.UNITS, FileKind.PEOPLE)


def may_view(visitor: Visitor, file: Row) -> bool:
    """Colleagues of one office see each other's files."""
    return file.organisation is not None and file.organisation == visitor.organisation


def may_take_links(visitor: Visitor, file: Row) -> bool:
    """Invitation links open accounts: only whoever uploaded the file gets them."""
    return may_view(visitor, file) and file.made_by == visitor.person
