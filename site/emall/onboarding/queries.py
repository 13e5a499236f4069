"""Files as their pages show them, and what is known already of the units and people in their rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from emall.budget.queries import carried_into, lines_by_key
from emall.budget.rules import LineKey, LineSums
from emall.database import DB, Row
from emall.kernel.codes import clean_uscc
from emall.onboarding.access import may_view
from emall.onboarding.rules import Known, Problem, Unit, key_of, line_key, takes_back
from emall.onboarding.words import UNDER_WAY, FileKind, RowStatus
from emall.web.visitor import Visitor


async def known_of(
    kind: FileKind, file: int, rows: Iterable[Mapping[str, str]], *, but: int | None = None
) -> Known:
    """What the database holds of these rows; `but` leaves one row of the file out of the search for repetitions."""
    rows = list(rows)
    units = await _units_of(rows)
    people: list[Row] = []
    if kind == FileKind.PEOPLE:
        logins = list({key_of(kind, cells) for cells in rows})
        people = await DB.fetch("SELECT login, name FROM person WHERE login = ANY($1::text[])", logins)
    first = await DB.fetch(
        "SELECT key, min(number) AS number FROM import_row WHERE file = $1 AND key = ANY($2::text[])"
        " AND id IS DISTINCT FROM $3 GROUP BY key",
        *(file, [key for key in {key_of(kind, cells) for cells in rows} if key], but),
    )
    ids_of = {row.uscc: row.id for row in units}
    return Known(
        lines=await _lines_of(rows, ids_of) if kind == FileKind.BUDGET else {},
        units={row.uscc: Unit(row.id, row.name, row.kind, row.region, row.active) for row in units},
        people={row.login: row.name for row in people},
        first={row.key: row.number for row in first},
    )


async def _lines_of(rows: Iterable[Mapping[str, str]], units: Mapping[str, int]) -> dict[LineKey, LineSums]:
    """The budget lines rows speak of, as far as units and years can be read."""
    keys = {
        line_key(cells, units[code])
        for cells in rows
        if (code := clean_uscc(cells.get("uscc", ""))) in units and cells.get("year", "").isascii()
        and cells["year"].isdigit() and len(cells["year"]) == 4
    }  # fmt: skip
    return await lines_by_key(sorted(keys))


async def _units_of(rows: Iterable[Mapping[str, str]]) -> list[Row]:
    """The organisations that rows of cells name by their codes."""
    return await DB.fetch(
        "SELECT id, uscc, name, kind, region, active FROM organisation WHERE uscc = ANY($1::text[])",
        list({clean_uscc(cells.get("uscc", "")) for cells in rows}),
    )


async def warnings_of(kind: FileKind, rows: Iterable[Row]) -> dict[int, Problem]:
    """What ready rows of a budget file take back of money carried over, by row; asked anew as lines may have moved."""
    good = [row for row in rows if row.status == RowStatus.GOOD] if kind == FileKind.BUDGET else []
    if not good:
        return {}
    units = {unit.uscc: unit.id for unit in await _units_of([row.cells for row in good])}
    lines = await _lines_of([row.cells for row in good], units)
    carried = await carried_into(line.id for line in lines.values())
    warnings: dict[int, Problem] = {}
    for row in good:
        line = lines.get(line_key(row.cells, units.get(row.cells["uscc"], 0)))
        warning = takes_back(row.cells, line, carried.get(line.id, 0)) if line else None
        if warning:
            warnings[row.id] = warning
    return warnings


@dataclass(frozen=True, slots=True)
class ImportPage:
    """A file, how many rows stand how, and one page of the rows of one standing."""

    file: Row
    counts: dict[str, int]
    standing: str
    rows: list[Row]

    @property
    def total(self) -> int:
        """Rows of the standing shown."""
        return self.counts.get(self.standing, 0)

    @property
    def under_way(self) -> bool:
        """Whether the background process has it."""
        return self.file.status in UNDER_WAY

    @property
    def to_do(self) -> int:
        """Rows the step under way goes through, done ones included."""
        if self.file.status in ("to_write", "writing"):
            return int(self.counts.get("good", 0) + self.file.rows_done)
        return int(self.file.rows_total)


async def files_of(visitor: Visitor, *, limit: int = 20) -> list[Row]:
    """The latest files of the visitor's office."""
    return await DB.fetch(
        "SELECT f.id, f.kind, f.name, f.status, f.rows_total, f.rows_bad, f.created_at, p.name AS made_by_name"
        " FROM import_file f LEFT JOIN person p ON p.id = f.made_by WHERE f.organisation = $1"
        " ORDER BY f.id DESC LIMIT $2",
        *(visitor.organisation, limit),
    )


async def import_file(visitor: Visitor, number: int) -> Row | None:
    """A file of the visitor's office; None for any other."""
    file = await DB.fetch_row("SELECT * FROM import_file WHERE id = $1", number)
    return file if file is not None and may_view(visitor, file) else None


async def import_page(file: Row, *, standing: str = "", page: int = 1, size: int = 50) -> ImportPage:
    """One page of a file's rows; without a standing those with problems, else those that are ready."""
    counts = await outcome(file.id)
    shown = standing or next((key for key in SHOWN_FIRST if counts.get(key)), RowStatus.GOOD)
    rows = await DB.fetch(
        "SELECT id, number, cells, problems, status FROM import_row WHERE file = $1 AND status = $2"
        " ORDER BY number LIMIT $3 OFFSET $4",
        *(file.id, str(shown), size, (page - 1) * size),
    )
    return ImportPage(file, counts, str(shown), rows)


SHOWN_FIRST = (RowStatus.BAD, RowStatus.GOOD, RowStatus.WRITTEN, RowStatus.KNOWN)


async def import_row(file: int, row: int) -> Row | None:
    """One row of a file."""
    return await DB.fetch_row(
        "SELECT id, number, cells, problems, status FROM import_row WHERE file = $1 AND id = $2", file, row
    )


async def bad_rows(file: int) -> list[Row]:
    """Every row with problems, in the order of the file."""
    return await DB.fetch(
        "SELECT number, cells, problems FROM import_row WHERE file = $1 AND status = 'bad' ORDER BY number",
        file,
    )


async def outcome(file: int) -> dict[str, int]:
    """How many rows stand how, every standing named."""
    rows = await DB.fetch(
        "SELECT status, count(*) AS n FROM import_row WHERE file = $1 GROUP BY status", file
    )
    return {**dict.fromkeys(map(str, RowStatus), 0), **{row.status: row.n for row in rows}}
