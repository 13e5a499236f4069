"""Signing a contract for one side: one row that is never changed, and the public key that proves it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from emall.contracts.documents import Signer, key_of, keys_of, signature_of
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
    signer = Signer(
        side, actor.person, actor.name, actor.duty, organisation.id, organisation.name, organisation.uscc
    )
    made = signature_of(
        signer,
        contract=contract.number,
        digest=contract.digest,
        digest_algorithm=contract.algorithm,
        at=now,
        secret=settings().secret,
    )
    await _insert("signature", {"contract": contract.id, **made})
    return deeds


async def _insert(table: str, columns: Mapping[str, Any]) -> int:
    """Write a row; how many were written: none where it is there already."""
    names = ", ".join(columns)
    places = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    keep = " ON CONFLICT (key_id) DO NOTHING" if table == "signing_key" else ""
    return await DB.execute(f"INSERT INTO {table} ({names}) VALUES ({places}){keep}", *columns.values())


async def _keep_key(side: Side, now: datetime) -> list[Deed]:
    """The public key of a side goes into the books, and into the journal, the first time it is used."""
    keys = keys_of(side, settings().secret)
    known = await DB.fetch_value("SELECT EXISTS (SELECT FROM signing_key WHERE key_id = $1)", keys.key_id)
    if known:
        return []
    new = await _insert("signing_key", key_of(side, secret=settings().secret, at=now))
    after = {
        "side": str(side),
        "algorithm": SIGNATURE_ALGORITHM,
        "public": keys.public,
        "key_id": keys.key_id,
    }
    return [Deed("signing_key.use", "signing_key", keys.key_id[:16], None, after)] if new else []
