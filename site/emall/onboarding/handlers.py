"""Units and people in by file: upload, check, mend, import, hand out invitations."""

import asyncio
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.database import Row
from emall.journal import once_for
from emall.kernel.pages import Page
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.onboarding import actions, documents, queries
from emall.onboarding.access import MAY_ONBOARD, kinds_for, may_take_links, uploader
from emall.onboarding.actions.taking import digest_of, open_links
from emall.onboarding.forms import Looking, Sending, Upload, typed_cells
from emall.onboarding.reading import read_sheet
from emall.onboarding.shown import head_of, kind_names, line, standing_names, with_words
from emall.onboarding.words import COLUMNS, FILE_MOST_MB, FileKind, RowStatus
from emall.settings import settings
from emall.web.arrival import arrival
from emall.web.forms import parse, query, upload
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.language import language
from emall.web.reply import page, piece, redirect, rejected, reply
from emall.web.visitor import Visitor

SIZE = 50
BODY_MOST = FILE_MOST_MB * 1_000_000 + 100_000
WHERE = "/desk/onboarding"


class Onboarding(Controller):
    """For the Procurement Centre, the system administrator, county staff within their county; finance for budgets."""

    path = WHERE
    opt = who(*MAY_ONBOARD)

    @get(name="onboarding.file.index")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """The form for a file, and the files of the office."""
        return page(request, "onboarding/index.html", **await _front(visitor))

    @post(name="onboarding.file.create", request_max_body_size=BODY_MOST)
    async def create(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Take a file; what is wrong with it as a whole is said at the form."""
        try:
            outcome = await _take(request, visitor)
        except (Refused, Conflict) as refused:
            return rejected(request, "onboarding/index.html", refused, **await _front(visitor))
        return redirect(request, outcome, said=_("The file is being checked."))

    @get("/template/{kind:str}", name="onboarding.template.show")
    async def template(self, kind: FromPath[str], visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """An empty file with the right first row."""
        if kind not in kinds_for(visitor):
            raise Missing
        return _file(documents.template(FileKind(kind), language=language()), f"{kind}.csv")

    @get("/{number:int}", name="onboarding.file.show")
    async def show(
        self, request: Request, number: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """How far a file has come, and its rows."""
        file = await _own(visitor, number)
        facts = await _file_page(request, visitor, file)
        polled = arrival(request).header(b"hx-target") == "import-progress"
        if polled and file.status in ("read", "done", "failed"):  # the rows below are ready too
            return piece(request, "onboarding/file.html", "main", into="#main", **facts)
        return page(request, "onboarding/file.html", **facts)

    @post("/{number:int}/rows/{row:int}", name="onboarding.row.mend")
    async def mend(
        self, request: Request, number: FromPath[int], row: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Other words for the cells of a row."""
        file = await _own(visitor, number)
        cells = typed_cells(request, FileKind(file.kind))
        try:
            await actions.mend_row(visitor=visitor, number=number, row=row, cells=cells)
        except Conflict as error:
            if arrival(request).htmx:
                raise  # the alert leaves the row on the page, with what was typed
            return await _turned_down(request, visitor, number, error)
        return await _mended(request, visitor, file, row)

    @post("/{number:int}/import", name="onboarding.file.import")
    async def bring_in(
        self, request: Request, number: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Import the good rows in the background."""

        async def deed() -> str:
            return await actions.ask_import(visitor=visitor, number=number)

        try:
            url = await once_for(visitor, parse(request, Sending), "onboarding.import", deed, about=number)
        except (Refused, Conflict) as error:
            return await _turned_down(request, visitor, number, error)
        return redirect(request, url, said=_("The good rows are being imported."))

    @get("/{number:int}/problems.csv", name="onboarding.file.problems")
    async def problems(self, number: FromPath[int], visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """The rows with problems as a file to be mended and uploaded again."""
        file = await _own(visitor, number)
        rows = with_words(await queries.bad_rows(number))
        name = f"{PurePath(file.name).stem}-problems.csv"
        return _file(documents.rows_with_problems(FileKind(file.kind), rows, language=language()), name)

    @post("/{number:int}/links", name="onboarding.links.take")
    async def links(
        self, request: Request, number: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The invitation links as a file, once."""
        site = settings().base_url.rstrip("/")
        try:
            rows = await actions.take_links(visitor=visitor, number=number, site=site)
        except Refused as error:
            return await _turned_down(request, visitor, number, error)
        return _file(documents.links(rows, language=language()), f"invitations-{number}.csv")


async def _front(visitor: Visitor) -> dict[str, Any]:
    return {
        "files": await queries.files_of(visitor),
        "columns": [
            (kind, [(head_of(column), column) for column in COLUMNS[kind]]) for kind in kinds_for(visitor)
        ],
        "kinds": kind_names(),
        "most": FILE_MOST_MB,
    }


async def _take(request: Request, visitor: Visitor) -> str:
    form = parse(request, Upload)
    if form.kind not in kinds_for(visitor):
        raise Refused("kind", "not_one_of_the_choices")
    sent = upload(request, "file")
    if sent is None or not sent.filename:
        raise Refused("file", "file_missing")
    content = await sent.read()
    sheet = await asyncio.to_thread(read_sheet, content, kind=form.kind)
    name, digest = PurePath(sent.filename.replace("\\", "/")).name, digest_of(content)

    async def deed() -> str:
        by = uploader(visitor)
        return (
            f"{WHERE}/{await actions.take_file(by=by, kind=form.kind, name=name, digest=digest, sheet=sheet)}"
        )

    return await once_for(visitor, form, "onboarding.upload", deed, about=digest)


async def _own(visitor: Visitor, number: int) -> Row:
    file = await queries.import_file(visitor, number)
    if file is None:
        raise Missing
    return file


async def _file_page(request: Request, visitor: Visitor, file: Row) -> dict[str, Any]:
    asked = query(request, Looking)
    found = await queries.import_page(file, standing=str(asked.rows), page=asked.page, size=SIZE)
    kind = FileKind(file.kind)
    warnings = await queries.warnings_of(kind, found.rows)
    takes = file.kind == FileKind.PEOPLE and may_take_links(visitor, file)
    return {
        "found": found,
        "shown": Page(
            [line(kind, row, warnings.get(row.id)) for row in found.rows], found.total, asked.page, SIZE
        ),
        "heads": [head_of(column) for column in COLUMNS[kind]],
        "names": standing_names(),
        "kinds": kind_names(),
        "links": len(await open_links(file)) if takes and found.counts.get("written") else 0,
    }


async def _turned_down(
    request: Request[Any, Any, Any], visitor: Visitor, number: int, error: Refused | Conflict
) -> Response[bytes]:
    """The file as it stands now, and why nothing was done with it."""
    facts = await _file_page(request, visitor, await _own(visitor, number))
    return rejected(request, "onboarding/file.html", error, **facts)


async def _mended(request: Request, visitor: Visitor, file: Row, row: int) -> Response[bytes]:
    found = await queries.import_row(file.id, row)
    if found is None:
        raise Missing
    good, kind = found.status != RowStatus.BAD, FileKind(file.kind)
    warnings = await queries.warnings_of(kind, [found])
    return reply(
        request,
        "onboarding/replies/row.html",
        otherwise=f"{WHERE}/{file.id}",
        said=_("Row %(number)s is ready.", number=found.number) if good else "",
        focus=f"#row-{row}",
        line=line(kind, found, warnings.get(row)),
        number=file.id,
        counts=await queries.outcome(file.id),
        names=standing_names(),
    )


def _file(content: bytes, name: str) -> Response[bytes]:
    """A download; never shown in the page, never kept by caches."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
    }
    return Response(content, headers=headers, media_type="text/csv")


ROUTES = [Onboarding]
