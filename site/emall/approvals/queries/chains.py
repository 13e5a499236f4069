"""The approval chains of a unit: their levels, what they let pass, and which of them a purchase is decided by."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from emall.accounts.words import Duty
from emall.approvals.rules import ANYTHING, Exemption, Goods, Level, chain_for
from emall.approvals.words import Subject
from emall.database import DB, Row

_KNOWN = """
SELECT l.position, l.title, l.from_fen, l.post, l.category, l.method, p.person, h.name,
       p.active AND h.active AND p.organisation = l.organisation AND p.duty = $2 AS active,
       coalesce((SELECT min(w.id) FROM person w WHERE h.identity <> '' AND w.identity = h.identity), h.id) AS human
FROM approval_level l JOIN post p ON p.id = l.post JOIN person h ON h.id = p.person
WHERE l.organisation = $1 AND l.subject = $3
UNION ALL
SELECT 0, '', e.up_to_fen, NULL, e.category, e.method, NULL, '', false, NULL FROM approval_exemption e
WHERE e.organisation = $1 AND e.subject = $3
ORDER BY category DESC, method DESC, position"""


async def known(organisation: int, subject: str = Subject.PURCHASE) -> tuple[list[Level], list[Exemption]]:
    """Every level of every chain of a unit as it stands, and what those chains let pass; one query."""
    rows = await DB.fetch(_KNOWN, organisation, str(Duty.APPROVER), str(subject))
    levels = [
        Level(
            row.position,
            row.title,
            row.from_fen,
            row.post,
            row.person,
            row.active,
            row.human,
            row.category,
            row.method,
            row.name,
        )
        for row in rows
        if row.post is not None
    ]
    return levels, [Exemption(row.from_fen, row.category, row.method) for row in rows if row.post is None]


async def levels_of(organisation: int, subject: str = Subject.PURCHASE) -> list[Level]:
    """Every level of every chain of a unit as it stands, with the name of its holder."""
    return (await known(organisation, subject))[0]


async def human_of(person: int) -> int:
    """One number for all accounts of a human being: the account itself unless another bears the same ID number."""
    number: int = await DB.fetch_value(
        "SELECT coalesce((SELECT min(w.id) FROM person w WHERE h.identity <> '' AND w.identity = h.identity), h.id)"
        " FROM person h WHERE h.id = $1",
        person,
    )
    return number


async def chain_of(
    *,
    organisation: int,
    requester: int,
    total_fen: int,
    goods: Iterable[Goods] = (ANYTHING,),
    subject: str = Subject.PURCHASE,
) -> list[Level]:
    """Who decides a purchase or settlement of a unit asked for by an account; empty when nobody has to.

    `goods` as in `rules.chain_for`. Raises Refused.
    """
    levels, exemptions = await known(organisation, subject)
    return chain_for(
        levels=levels,
        exemptions=exemptions,
        total_fen=total_fen,
        requester=await human_of(requester),
        goods=goods,
    )


async def goods_of(purchase: int) -> list[Goods]:
    """What a sheet buys and how: official codes (none for goods filed under another edition) and plan methods."""
    rows = await DB.fetch(
        "SELECT DISTINCT CASE n.official_edition WHEN '2022' THEN n.official_code ELSE '' END AS code,"
        " coalesce(l.method, '') AS method FROM order_line n"
        ' JOIN purchase_order o ON o.id = n."order" LEFT JOIN plan l ON l.id = n.plan'
        " WHERE o.purchase = $1 AND o.reason_code <> 'struck'",
        purchase,
    )
    return [(row.code, row.method) for row in rows]


@dataclass(slots=True)
class Chain:
    """One chain of a unit: for what, its levels, and up to which amount (fen) it asks for nothing."""

    subject: str
    category: str
    method: str
    category_name: str = ""
    exempt_fen: int = 0
    levels: list[Level] = field(default_factory=list)

    @property
    def vacant(self) -> list[Level]:
        """Levels nobody in service holds."""
        return [level for level in self.levels if not level.active]


DEEPEST = 3
_PREFIX = "regexp_replace(code, '(00)+$', '')"
"""What all codes beneath a category begin with: A02010000 (信息化设备) stands above everything in A0201."""


async def chains(organisation: int) -> list[Chain]:
    """All chains of a unit, those for everything first."""
    found: dict[tuple[str, str, str], Chain] = {}
    for subject in Subject:
        levels, exemptions = await known(organisation, subject)
        for level in levels:
            _at(found, subject, level.category, level.method).levels.append(level)
        for one in exemptions:
            _at(found, subject, one.category, one.method).exempt_fen = one.up_to_fen
    names = {row.code: row.name for row in await named(one.category for one in found.values())}
    for chain in found.values():
        chain.category_name = names.get(chain.category, "")
    return sorted(found.values(), key=lambda one: (one.subject, one.category, one.method))


def _at(found: dict[tuple[str, str, str], Chain], subject: str, category: str, method: str) -> Chain:
    return found.setdefault((subject, category, method), Chain(str(subject), category, method))


async def named(codes: Iterable[str]) -> list[Row]:
    """Names of official codes of the 2022 edition."""
    return await DB.fetch(
        f"SELECT {_PREFIX} AS code, name FROM official_category WHERE edition = '2022'"
        f" AND {_PREFIX} = ANY($1::text[]) ORDER BY level DESC",
        list(codes),
    )


async def categories() -> list[Row]:
    """Official categories a chain can be made for, down to the third level: the beginning of the code, and the name."""
    return await DB.fetch(
        f"SELECT DISTINCT ON ({_PREFIX}) {_PREFIX} AS code, name FROM official_category"
        f" WHERE edition = '2022' AND level <= {DEEPEST} ORDER BY {_PREFIX}, level"
    )


async def approvers(organisation: int) -> list[Row]:
    """Approver posts in service of a unit: post, person, name, title."""
    return await DB.fetch(
        "SELECT p.id AS post, h.id AS person, h.name, p.title FROM post p JOIN person h ON h.id = p.person AND h.active"
        " WHERE p.organisation = $1 AND p.duty = $2 AND p.active ORDER BY h.name, p.id",
        organisation,
        str(Duty.APPROVER),
    )
