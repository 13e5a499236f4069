"""Files to and from the treasury."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import Duty
from emall.journal import once_for
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.payments import actions, queries
from emall.payments.access import KEEPERS
from emall.payments.forms import Sending
from emall.payments.handlers.release import said_here
from emall.payments.handlers.treasury import WHERE, desk_facts
from emall.web.forms import parse, upload
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.reply import page, redirect, rejected
from emall.web.visitor import Visitor

FILE_MOST = 5_000_000  # bytes: 5,000 answers have room
READERS = (*KEEPERS, Duty.AUDIT)


class TreasuryFiles(Controller):
    """Instructions go out, answers come in; audit reads both without the account numbers."""

    path = WHERE

    @post("/batches", name="payments.batch.create", opt=who(*KEEPERS))
    async def create(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Put every instruction that waits into a file."""
        try:
            url = await _hand_over(request, visitor)
        except (Refused, Conflict) as refused:
            facts = await desk_facts(request, visitor)
            return rejected(request, "payments/desk.html", refused, **facts)
        return redirect(request, url, said=_("The file is ready. Download it and pass it to the treasury."))

    @get("/batches/{number:str}", name="payments.batch.show", opt=who(*READERS))
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """A file and how far its payments are."""
        found, _content, rows = await _batch(number)
        keeper = visitor.duty in KEEPERS
        return page(request, "payments/batch.html", batch=found, rows=rows, keeper=keeper)

    @get("/batches/{number:str}/file", name="payments.batch.file", opt=who(*KEEPERS))
    async def file(self, number: FromPath[str]) -> Response[bytes]:
        """The file itself, the same at every download."""
        found, content, _rows = await _batch(number)
        name = f'attachment; filename="{found.number}.jsonl"'
        headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
        return Response(content.encode(), headers=headers, media_type="application/x-ndjson")

    @post(
        "/answers",
        name="payments.answers.create",
        opt=who(*KEEPERS),
        request_max_body_size=FILE_MOST + 100_000,
    )
    async def take(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Take in a file of answers. Sending it again changes nothing, so it needs no token of its own."""
        try:
            taken = await _taken(request, visitor)
        except (Refused, Conflict) as refused:
            facts = await desk_facts(request, visitor)
            return rejected(request, "payments/desk.html", refused, **facts)
        facts = {"taken": taken.taken, "repeated": taken.repeated, "refused": taken.refused}
        said = _("%(taken)s taken, %(repeated)s known already, %(refused)s refused.", **facts)
        tone = "bad" if taken.refused else "done"
        return redirect(request, f"{WHERE}/answers/{taken.digest}", said=said, tone=tone)

    @get("/answers/{digest:str}", name="payments.answers.show", opt=who(*READERS))
    async def answers(self, request: Request, digest: FromPath[str]) -> Response[bytes]:
        """What became of each line of an answer file."""
        rows = await queries.answers_of_file(digest)
        if not rows:
            raise Missing
        return page(request, "payments/answers.html", rows=rows, digest=digest, **said_here())


async def _hand_over(request: Request, visitor: Visitor) -> str:
    async def deed() -> str:
        return f"{WHERE}/batches/{await actions.hand_over(visitor=visitor)}"

    return await once_for(visitor, parse(request, Sending), "payments.batch", deed)


async def _taken(request: Request, visitor: Visitor) -> actions.TakenFile:
    sent = upload(request, "file")
    if sent is None or not sent.filename:
        raise Refused("file", "answer_file_missing")
    return await actions.take_file(visitor=visitor, content=await sent.read())


async def _batch(number: str) -> tuple[Any, str, list[Any]]:
    found = await queries.batch_of(number)
    if found is None:
        raise Missing
    return found
