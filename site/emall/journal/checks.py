"""What must always be true, as SQL that returns the rows for which it is not; rooms add theirs in `checks.py`."""

from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from emall.database import DB, Row
from emall.paths import PACKAGE


@dataclass(frozen=True, slots=True)
class Check:
    """A named invariant; `sql` returns offending rows and nothing when all is well."""

    name: str
    sql: str


CHECKS: list[Check] = [
    Check(
        "journal_without_gaps",
        "SELECT count(*) AS entries, max(sequence) AS last FROM journal_entry HAVING count(*) <> coalesce(max(sequence), 0)",
    ),
    Check(
        "journal_head_is_the_last_entry",
        "SELECT h.sequence, h.digest FROM journal_head h LEFT JOIN journal_entry e ON e.sequence = h.sequence"
        " WHERE h.sequence <> (SELECT coalesce(max(sequence), 0) FROM journal_entry)"
        " OR (h.sequence > 0 AND e.digest IS DISTINCT FROM h.digest)",
    ),
    Check(
        "submissions_lead_somewhere",
        "SELECT token, form, created_at FROM submission WHERE url = ''",
    ),
]


def every_check() -> list[Check]:
    """The checks of all rooms, each once; raises ValueError when two have the same name."""
    for room in iter_modules([str(PACKAGE)]):
        if room.ispkg and (PACKAGE / room.name / "checks.py").is_file():
            import_module(f"emall.{room.name}.checks")
    names = [check.name for check in CHECKS]
    if len(set(names)) != len(names):
        raise ValueError(f"two checks share a name among {sorted(names)}")
    return list(CHECKS)


async def offending(*, most: int = 100) -> dict[str, list[Row]]:
    """Every check on one snapshot of the database: its name and at most `most` offending rows."""
    checks = every_check()
    snapshot = not DB.transaction_exists()
    async with DB.transaction():
        if snapshot:
            await DB.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return {
            check.name: await DB.fetch(f"SELECT * FROM ({check.sql}) AS found LIMIT {most}")
            for check in checks
        }
