"""Signing a contract for one side: one row that is never changed, and the public key that proves it."""

from datetime import UTC, datetime

from emall.contracts.documents import keys_of, made_mark, statement_of
from emall.contracts.words import SIGNATURE_ALGORITHM, Side
from emall.database import DB, Row
from emall.journal import Deed
from emall.kernel.refusal import Refused
from emall.settings import settings
from emall.web.actor import Actor


async def sign(contract: Row, side: Side, *, actor: Actor, now: datetime) -> list[Deed]:
    """Write the signature of a person for a side of a contract (its row); the deed of a key used for the first time.

    Only persons sign: the clock and planted deeds without a person are refused. The unit's signature is given by
    whoever passed the order on, the supplier's by whoever took it on.
    """
    if actor.person is None:
        raise Refused("", "contract_needs_a_person", number=contract.number)
    party = contract.organisation if side is Side.UNIT else contract.supplier
    if side is Side.SUPPLIER and actor.organisation != party:
        raise Refused("", "contract_other_side", number=contract.number)
    organisation = await DB.fetch_row("SELECT id, name, uscc FROM organisation WHERE id = $1", party)
    assert organisation is not None
    deeds = await _keep_key(side, now)
    statement = statement_of(
        contract=contract.number,
        digest=contract.digest,
        digest_algorithm=contract.algorithm,
        side=side,
        person=actor.person,
        person_name=actor.name,
        organisation_name=organisation.name,
        uscc=organisation.uscc,
        signed_at=now.astimezone(UTC).isoformat(timespec="microseconds"),
    )
    mark = made_mark(statement, side=side, secret=settings().secret)
    await DB.execute(
        _SIGN,
        contract.id,
        str(side),
        actor.person,
        actor.name,
        str(actor.duty),
        organisation.id,
        organisation.name,
        contract.digest,
        mark.algorithm,
        mark.key_id,
        mark.mark,
        now,
    )
    return deeds


_SIGN = """
INSERT INTO signature (contract, side, person, person_name, duty, organisation, organisation_name, digest, algorithm,
    key_id, mark, signed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"""


async def _keep_key(side: Side, now: datetime) -> list[Deed]:
    """The public key of a side goes into the books, and into the journal, the first time it is used."""
    keys = keys_of(side, settings().secret)
    known = await DB.fetch_value("SELECT EXISTS (SELECT FROM signing_key WHERE key_id = $1)", keys.key_id)
    if known:
        return []
    new = await DB.execute(
        "INSERT INTO signing_key (key_id, side, algorithm, public, first_used_at) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (key_id) DO NOTHING",
        keys.key_id,
        str(side),
        SIGNATURE_ALGORITHM,
        keys.public,
        now,
    )
    after = {
        "side": str(side),
        "algorithm": SIGNATURE_ALGORITHM,
        "public": keys.public,
        "key_id": keys.key_id,
    }
    return [Deed("signing_key.use", "signing_key", keys.key_id[:16], None, after)] if new else []
