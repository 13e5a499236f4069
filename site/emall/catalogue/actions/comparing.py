"""Compares the search index with the listings on sale, document by document, and has what differs done again."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

from emall.catalogue.actions.index import documents_after, engine_in_use
from emall.database import DB
from emall.journal import outbox
from search import AsyncSearch

PAGE = 500
"""Listings looked at together: small enough that pages served by the same process do not feel it."""

ALARMING = 0.001
"""Share of listings that may differ unnoticed."""


@dataclass(slots=True)
class Difference:
    """How index and database differ: ids missing in the index, left over in it, and not as the database has them."""

    indexed: int = 0
    on_sale: int = 0
    missing: list[int] = field(default_factory=list)
    extra: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)

    @property
    def none(self) -> bool:
        """Whether both agree."""
        return not (self.missing or self.extra or self.stale)

    @property
    def ids(self) -> list[int]:
        """Everything that differs, in order."""
        return sorted([*self.missing, *self.extra, *self.stale])

    def alarming(self, waiting: set[int]) -> bool:
        """Whether more differs than can be on its way: `waiting` are changes the outbox still holds."""
        return len(set(self.ids) - waiting) > ALARMING * max(self.on_sale, 1)


class _Walk:
    """The index side in the order of ids, read page by page as far as the other side has come."""

    def __init__(self, search: AsyncSearch) -> None:
        self._pairs = _versions(search)
        self._next: tuple[int, int] | None = None
        self.count = 0

    async def up_to(self, last: int | None) -> dict[int, int]:
        """Versions by id of what comes next, up to and including an id; None takes the rest."""
        found: dict[int, int] = {}
        while pair := self._next or await anext(self._pairs, None):
            if last is not None and pair[0] > last:
                self._next = pair
                break
            self._next = None
            found[pair[0]] = pair[1]
        self.count += len(found)
        return found


async def _versions(search: AsyncSearch) -> AsyncIterator[tuple[int, int]]:
    last = 0
    while pairs := await search.versions(last, PAGE):
        for pair in pairs:
            yield pair
        last = pairs[-1][0]


async def compare_index() -> Difference:
    """Walk both sides in the order of ids; documents are built anew, so any cause of a difference is seen.

    Reads only. A change that is on its way meanwhile may show as a difference. Raises SearchUnavailable.
    """
    walk, found, last = _Walk(engine_in_use()), Difference(), 0
    while documents := await documents_after(last, PAGE):
        last = documents[-1].id
        _note(found, {one.id: one.version for one in documents}, await walk.up_to(last))
    _note(found, {}, await walk.up_to(None))
    found.indexed = walk.count
    return found


def _note(found: Difference, ours: dict[int, int], theirs: dict[int, int]) -> None:
    found.on_sale += len(ours)
    found.missing += sorted(ours.keys() - theirs.keys())
    found.extra += sorted(theirs.keys() - ours.keys())
    found.stale += sorted(key for key in ours.keys() & theirs.keys() if ours[key] != theirs[key])


async def queue_differences(found: Difference) -> int:
    """Have everything that differs brought up to date through the outbox; how many."""
    for batch in _pieces(found.ids):
        await outbox.put("refresh", *batch, reason="diff")
    return len(found.ids)


def _pieces(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + PAGE] for start in range(0, len(ids), PAGE))


async def heal_index() -> tuple[Difference, bool]:
    """Compare, queue what differs; the difference, and whether more differs than waits in the outbox anyway."""
    found = await compare_index()
    waiting = (
        await DB.fetch(
            "SELECT DISTINCT key FROM outbox WHERE topic IN ('listing', 'refresh') AND parked_at IS NULL"
        )
        if found.ids
        else []
    )
    alarming = found.alarming({int(row.key) for row in waiting if row.key.isdigit()})
    await queue_differences(found)
    return found, alarming
