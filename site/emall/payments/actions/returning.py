"""Files of answers (回单文件): each row is an answer by itself; what is wrong with one does not hold up the others."""

from dataclasses import dataclass
from datetime import datetime

from emall.database import DB
from emall.kernel import clock
from emall.kernel.refusal import Forbidden
from emall.payments.access import KEEPERS, may_keep
from emall.payments.actions.answering import Received, Result, keep, take
from emall.payments.documents import Line, digest_of, read_answer_file
from emall.payments.words import Outcome, Way, Why
from emall.web.actor import Actor
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class TakenFile:
    """The digest a file's answers are kept under, and how many there were of each outcome."""

    digest: str
    taken: int
    repeated: int
    refused: int


async def take_file(*, visitor: Visitor, content: bytes, now: datetime | None = None) -> TakenFile:
    """Take every answer of a file, each in a transaction of its own.

    Not one transaction, for a row that fails must not undo the payments before it. Sending the file again is harmless:
    answers are idempotent by bank reference. Raises Forbidden, Refused when the file as a whole is not what was sent.
    """
    if not may_keep(visitor):
        raise Forbidden(KEEPERS)
    lines, digest, now = read_answer_file(content), digest_of(content), now or clock.now()
    found = [await _take(line, digest, visitor.actor(), now) for line in lines]
    counts = {outcome: sum(one.outcome == outcome for one in found) for outcome in Outcome}
    return TakenFile(digest, counts[Outcome.TAKEN], counts[Outcome.REPEATED], counts[Outcome.REFUSED])


async def _take(line: Line, digest: str, actor: Actor, now: datetime) -> Result:
    received = Received(Way.FILE, line.text[:2000], digest)
    if line.answer is not None:
        return (await take(line.answer, received, actor=actor, now=now))[0]
    result = Result(Outcome.REFUSED, Why.UNREADABLE, "", "")
    async with DB.transaction():
        await keep(result, received, now=now)
    return result
