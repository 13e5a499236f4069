"""Where an organisation has goods delivered, and what stands on its invoices."""

from dataclasses import asdict, dataclass
from typing import Any

from emall.database import DB
from emall.journal.deeds import Deed
from emall.journal.journal import record
from emall.kernel.codes import clean_uscc, uscc_problem
from emall.kernel.people import BadPhone, clean_phone
from emall.kernel.refusal import Missing, Refused
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Address:
    """A place of delivery: who takes the goods, a telephone number, region code, street."""

    receiver: str
    phone: str
    region: str
    street: str


async def add_address(*, visitor: Visitor, address: Address) -> int:
    """Add a place of delivery; the first one is the usual one. Its id."""
    try:
        phone = clean_phone(address.phone)
    except BadPhone:
        raise Refused("phone", "not_a_phone") from None
    async with DB.transaction():
        number = await DB.fetch_value(
            "INSERT INTO delivery_address (organisation, receiver, phone, region, street, first_choice, active)"
            " VALUES ($1, $2, $3, $4, $5, NOT EXISTS"
            " (SELECT 1 FROM delivery_address WHERE organisation = $1 AND active AND first_choice), true) RETURNING id",
            *(visitor.organisation, address.receiver, phone, address.region, address.street),
        )
        await _record(
            visitor, "address.add", number, after={"region": address.region, "street": address.street}
        )
    return int(number)


async def remove_address(*, visitor: Visitor, address: int) -> None:
    """Take a place off the list; orders that name it keep it."""
    async with DB.transaction():
        done = await DB.execute(
            "UPDATE delivery_address SET active = false, first_choice = false"
            " WHERE id = $1 AND organisation = $2 AND active",
            *(address, visitor.organisation),
        )
        if not done:
            raise Missing
        await _record(visitor, "address.remove", address)


async def prefer_address(*, visitor: Visitor, address: int) -> None:
    """Make a place the usual one."""
    async with DB.transaction():
        rows = await DB.fetch(
            "SELECT id FROM delivery_address WHERE organisation = $1 AND active ORDER BY id FOR UPDATE",
            visitor.organisation,
        )
        if address not in [row.id for row in rows]:
            raise Missing
        await DB.execute(
            "UPDATE delivery_address SET first_choice = (id = $2) WHERE organisation = $1 AND active",
            *(visitor.organisation, address),
        )
        await _record(visitor, "address.prefer", address)


@dataclass(frozen=True, slots=True)
class Invoice:
    """What an organisation wants on its invoices: title, credit code, kind, address for the file."""

    title: str
    uscc: str
    kind: str
    email: str


async def save_invoice(*, visitor: Visitor, invoice: Invoice) -> None:
    """Write the invoice profile of the visitor's organisation. Raises Refused for a wrong credit code."""
    code = clean_uscc(invoice.uscc)
    if uscc_problem(code):
        raise Refused("uscc", "not_a_credit_code")
    values = (visitor.organisation, invoice.title, code, invoice.kind, invoice.email)
    async with DB.transaction():
        await DB.execute("SELECT id FROM organisation WHERE id = $1 FOR NO KEY UPDATE", visitor.organisation)
        updated = await DB.execute(
            "UPDATE invoice_profile SET title = $2, uscc = $3, kind = $4, email = $5"
            " WHERE organisation = $1 AND first_choice",
            *values,
        )
        if not updated:
            await DB.execute(
                "INSERT INTO invoice_profile (organisation, title, uscc, kind, email, first_choice)"
                " VALUES ($1, $2, $3, $4, $5, true)",
                *values,
            )
        await _record(
            visitor, "invoice.save", visitor.organisation or 0, after={**asdict(invoice), "uscc": code}
        )


async def _record(visitor: Visitor, act: str, ref: int, after: dict[str, Any] | None = None) -> None:
    mine = (visitor.organisation,) if visitor.organisation else ()
    await record(visitor.actor(), Deed(act, "organisation", str(ref), after=after, organisations=mine))
