"""Recording whose ID number an account belongs to: only its keyed digest is kept, and nobody ever sees it again."""

from emall.accounts.words import Duty
from emall.database import DB
from emall.journal.deeds import Deed
from emall.journal.journal import record
from emall.kernel import clock
from emall.kernel.people import clean_id_number, is_id_number
from emall.kernel.refusal import Missing, Refused
from emall.web import seals
from emall.web.visitor import Visitor


def digest_of(id_number: str) -> str:
    """What is kept of an ID number: the same number gives the same digest, on this site and on no other."""
    return seals.mark("identity", clean_id_number(id_number))


async def record_identity(*, visitor: Visitor, person: int, id_number: str) -> None:
    """Record the ID number of somebody else's account; accounts with one number are one human being from now on.

    A unit administrator enters it once for people of the own unit (the caller has looked that they are), the security
    administrator may correct it. What both accounts did together before is not undone: `emall check` tells of it.
    Raises Refused, Missing. Neither the number nor its digest is written to the journal.
    """
    if person == visitor.person:
        raise Refused("id_number", "not_yourself")
    if not is_id_number(clean_id_number(id_number)):
        raise Refused("id_number", "not_an_id_number")
    async with DB.transaction():
        before = await DB.fetch_row("SELECT identity FROM person WHERE id = $1 FOR NO KEY UPDATE", person)
        if before is None:
            raise Missing
        if before.identity and visitor.duty != Duty.SECURITY:
            raise Refused("id_number", "identity_recorded")
        await DB.execute(
            "UPDATE person SET identity = $2, identity_at = $3 WHERE id = $1",
            *(person, digest_of(id_number), clock.now()),
        )
        act = "person.correct_identity" if before.identity else "person.identify"
        seen = (visitor.organisation,) if visitor.organisation else ()
        known = {"recorded": bool(before.identity)}
        await record(
            visitor.actor(), Deed(act, "person", str(person), known, {"recorded": True}, organisations=seen)
        )
