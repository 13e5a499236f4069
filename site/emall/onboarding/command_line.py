"""A whole file brought in at once, for the command line: checked, imported, and what is left over as files."""

from dataclasses import dataclass

from emall.budget.words import SENTENCES as BUDGET_SENTENCES
from emall.database import DB
from emall.kernel.refusal import Refused
from emall.onboarding import documents, queries
from emall.onboarding.access import COMMAND_LINE
from emall.onboarding.actions.jobs import work_on
from emall.onboarding.actions.taking import digest_of, open_links, take_file, written_link
from emall.onboarding.reading import read_sheet
from emall.onboarding.shown import with_words
from emall.onboarding.words import SENTENCES, FileKind
from emall.settings import settings
from emall.web import saying
from emall.web.language import language, speak


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """How many rows went where; `problems` and `links` are CSV files, empty when there is nothing to say."""

    written: int
    known: int
    bad: int
    problems: bytes
    links: bytes


async def bring_in(content: bytes, *, kind: str, name: str) -> BroughtIn:
    """Bring a file in as the server's keeper. Raises Refused for a file that cannot be read at all."""
    of = FileKind(kind)
    speak("en")
    saying.learn(SENTENCES)
    saying.learn(BUDGET_SENTENCES)
    sheet = read_sheet(content, kind=of)
    number = await take_file(by=COMMAND_LINE, kind=of, name=name, digest=digest_of(content), sheet=sheet)
    while await work_on(number):
        pass
    checked = await DB.execute(
        "UPDATE import_file SET status = 'to_write', rows_done = 0 WHERE id = $1 AND status = 'read'", number
    )
    if not checked:  # set aside; the log says why
        raise Refused("file", "file_unreadable")
    while await work_on(number):
        pass
    counts = await queries.outcome(number)
    bad = with_words(await queries.bad_rows(number))
    return BroughtIn(
        written=counts.get("written", 0),
        known=counts.get("known", 0),
        bad=counts.get("bad", 0),
        problems=documents.rows_with_problems(of, bad, language=language()) if bad else b"",
        links=await _links(number) if of == FileKind.PEOPLE else b"",
    )


async def _links(number: int) -> bytes:
    file = await DB.fetch_row("SELECT * FROM import_file WHERE id = $1", number)
    assert file is not None
    rows = await open_links(file)
    if not rows:
        return b""
    site = settings().base_url.rstrip("/")
    await DB.execute("UPDATE import_file SET links_at = $2 WHERE id = $1", number, rows[-1].created_at)
    return documents.links([written_link(row, site) for row in rows], language=language())
