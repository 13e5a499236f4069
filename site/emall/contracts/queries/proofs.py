"""Proving contracts: the digest made anew from the stored text, each mark checked with its public key."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from emall.contracts.documents import Mark, digest_of, mark_fits, statement_of
from emall.contracts.words import CONCLUDED, Side
from emall.database import DB, Row

PAGE = 500


@dataclass(frozen=True, slots=True)
class Checked:
    """One signature and whether its mark stands; `reason` when not: no_key, other_text, mark."""

    side: str
    person_name: str
    duty: str
    organisation_name: str
    signed_at: datetime
    key_id: str
    algorithm: str
    public: str
    ok: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a contract's text is the one that was signed, and each side's signature."""

    number: str
    text_ok: bool
    complete: bool
    signatures: tuple[Checked, ...]

    @property
    def ok(self) -> bool:
        """Text unchanged, every mark right, and nobody's signature missing."""
        return self.text_ok and self.complete and all(one.ok for one in self.signatures)


async def proof_of(contract: Mapping[str, Any]) -> Proof:
    """Check one contract, a row with all its columns."""
    rows = await DB.fetch(
        "SELECT s.*, k.public, o.uscc FROM signature s JOIN organisation o ON o.id = s.organisation"
        " LEFT JOIN signing_key k ON k.key_id = s.key_id AND k.side = s.side"
        " WHERE s.contract = $1 ORDER BY s.signed_at, s.id",
        contract["id"],
    )
    return proof(contract, rows)


def proof(contract: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Proof:
    """The same without the database; `rows` are signatures with `public` and `uscc`."""
    sides = {row["side"] for row in rows}
    wanted = set(Side) if contract["status"] in CONCLUDED else {Side.UNIT}
    return Proof(
        number=contract["number"],
        text_ok=_text_stands(contract),
        complete=wanted <= sides,
        signatures=tuple(_checked(contract, row) for row in rows),
    )


def _text_stands(contract: Mapping[str, Any]) -> bool:
    try:
        return digest_of(contract["document"], contract["algorithm"]) == str(contract["digest"])
    except KeyError:
        return False


def _checked(contract: Mapping[str, Any], row: Mapping[str, Any]) -> Checked:
    reason = ""
    if not row["public"]:
        reason = "no_key"
    elif row["digest"] != contract["digest"]:
        reason = "other_text"
    elif not mark_fits(
        signed_statement(contract, row),
        Mark(row["key_id"], row["algorithm"], row["mark"]),
        public=row["public"],
    ):
        reason = "mark"
    fields = ("side", "person_name", "duty", "organisation_name", "signed_at", "key_id", "algorithm")
    return Checked(
        **{name: row[name] for name in fields}, public=row["public"] or "", ok=not reason, reason=reason
    )


def signed_statement(contract: Mapping[str, Any], row: Mapping[str, Any]) -> bytes:
    """What a signature (a row with `uscc`) says, as it was signed."""
    return statement_of(
        contract=contract["number"],
        digest=row["digest"],
        digest_algorithm=contract["algorithm"],
        side=row["side"],
        person=row["person"],
        person_name=row["person_name"],
        organisation_name=row["organisation_name"],
        uscc=row["uscc"],
        signed_at=row["signed_at"].astimezone(UTC).isoformat(timespec="microseconds"),
    )


async def proofs() -> AsyncIterator[Proof]:
    """Every contract checked, oldest first, in pages."""
    after = 0
    while rows := await DB.fetch("SELECT * FROM contract WHERE id > $1 ORDER BY id LIMIT $2", after, PAGE):
        for row in rows:
            yield await proof_of(row)
        after = rows[-1].id


async def contract_row(number: str) -> Row | None:
    """A contract by its number, for checking a paper; whoever asks has to know its digest."""
    return await DB.fetch_row(
        "SELECT c.*, u.name AS unit_name, s.name AS supplier_name FROM contract c"
        " JOIN organisation u ON u.id = c.organisation JOIN organisation s ON s.id = c.supplier WHERE c.number = $1",
        number,
    )
