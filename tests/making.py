"""Small makers of rows for tests: each takes what the test is about and fills in the rest."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from emall.accounts.words import BUREAU_DUTIES, OPERATOR_DUTIES, SUPPLIER_DUTIES
from emall.database import DB
from emall.kernel import clock
from emall.web.actor import Actor

CITY = "331100"
numbers = count(1)


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody in a post: ids of the person, the post and the organisation."""

    person: int
    post: int
    organisation: int
    duty: str
    name: str = ""

    def actor(self) -> Actor:
        """The same somebody as the journal knows them."""
        return Actor(
            person=self.person, name=self.name, post=self.post, duty=self.duty, organisation=self.organisation
        )


async def make(table: str, **columns: Any) -> int:
    """Insert one row; its id. Column names are the table's own."""
    names = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    return int(
        await DB.fetch_value(
            f'INSERT INTO "{table}" ({names}) VALUES ({places}) RETURNING id', *columns.values()
        )
    )


async def make_organisation(*, kind: str = "public_unit", region: str = CITY, **more: Any) -> int:
    """A unit, supplier or office; its id."""
    number = next(numbers)
    columns = {"name": f"第{number}单位", "short_name": f"单位{number}", "uscc": f"TEST{number:014d}", **more}
    return await make(
        "organisation", kind=kind, region=region, created_at=clock.now(), **{"active": True, **columns}
    )


async def make_supplier(*, region: str = CITY, standing: str = "admitted", **more: Any) -> int:
    """A supplier with its profile; the id of its organisation."""
    organisation = await make_organisation(kind="supplier", region=region, **more)
    today = clock.today()
    await make(
        "supplier_profile",
        organisation=organisation,
        kind="company",
        size="small",
        standing=standing,
        agreement_until=today.replace(year=today.year + 1, day=1),
        admitted_batch="2026-1",
        admitted_on=today,
        seal="供",
    )
    return organisation


async def make_person(*, name: str = "", **more: Any) -> int:
    """Somebody without a password; the id."""
    number = next(numbers)
    columns = {"login": f"person{number}", "name": name or f"人员{number}", "active": True, **more}
    return await make("person", created_at=clock.now(), **columns)


async def make_post(*, person: int, organisation: int, duty: str) -> int:
    """A duty held; its id."""
    return await make(
        "post", person=person, organisation=organisation, duty=duty, active=True, created_at=clock.now()
    )


def kind_for(duty: str) -> str:
    """The kind of organisation in which a duty is held."""
    if duty in OPERATOR_DUTIES:
        return "operator"
    if duty in SUPPLIER_DUTIES:
        return "supplier"
    if duty == "centre":
        return "procurement_centre"
    return "bureau" if duty in BUREAU_DUTIES else "public_unit"


async def make_seat(duty: str, *, organisation: int | None = None, name: str = "") -> Seat:
    """A new person in a post; without an organisation, in the first of the fitting kind, made if there is none."""
    if organisation is None:
        kind = kind_for(duty)
        organisation = await DB.fetch_value("SELECT min(id) FROM organisation WHERE kind = $1", kind)
        if organisation is None:
            organisation = await (make_supplier() if kind == "supplier" else make_organisation(kind=kind))
    person = await make_person(name=name)
    post = await make_post(person=person, organisation=organisation, duty=duty)
    return Seat(person, post, organisation, duty, name)


async def seat_of(login: str) -> Seat:
    """An account of the demo world in its first post."""
    row = await DB.fetch_row(
        "SELECT p.id AS person, t.id AS post, t.organisation, t.duty, p.name FROM person p"
        " JOIN post t ON t.person = p.id AND t.active WHERE p.login = $1 ORDER BY t.id LIMIT 1",
        login,
    )
    assert row is not None, f"the demo world has no {login}"
    return Seat(row.person, row.post, row.organisation, row.duty, row.name)
