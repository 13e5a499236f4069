"""A unit that plans: its people, a parent with an approver, finance, a budget line and a piece of the catalogue."""

from dataclasses import dataclass, replace
from typing import Any

from emall.database import DB, Row
from emall.plans import actions
from emall.plans.rules import Wish
from emall.web.visitor import Visitor
from tests.making import CITY, make, make_organisation
from tests.orders import town as t

CODES = {
    "A": "货物",
    "A02000000": "设备",
    "A02010000": "信息化设备",
    "A02010104": "服务器",
    "A02010105": "台式计算机",
    "A02020000": "办公设备",
    "A02020400": "多功能一体机",
    "A05000000": "家具和用具",
    "A05040101": "复印纸",
}


@dataclass
class Office:
    """Visitors and ids; `parent` and its `director` only where the unit has one."""

    unit: int
    line: int
    buyer: Visitor
    colleague: Visitor
    head: Visitor
    accountant: Visitor
    finance: Visitor
    parent: int | None = None
    director: Visitor | None = None

    def wish(self, **more: Any) -> Wish:
        """What the buyer plans, ready to be submitted."""
        facts: dict[str, Any] = {
            "title": "办公电脑",
            "line": self.line,
            "code": "A02010105",
            "amount": 10_000_00,
            "reason": "更新旧设备",
        }
        return Wish(**{**facts, **more})

    async def submitted(self, **more: Any) -> str:
        """A plan sent to be reviewed; its number."""
        return await actions.draft(visitor=self.buyer, wish=self.wish(**more), submit=True)

    async def filed(self, **more: Any) -> Row:
        """A plan through all its reviews."""
        number = await self.submitted(**more)
        while (await plan(number)).status.endswith("_review"):
            await self.agree(number)
        return await plan(number)

    async def agree(self, number: str, who: Visitor | None = None, **more: Any) -> str:
        """Whoever is asked agrees (or decides otherwise with `verdict`)."""
        now = await plan(number)
        who = who or {
            "unit_review": self.head,
            "dept_review": self.director,
            "finance_review": self.finance,
        }.get(now.status, self.head)
        assert who is not None
        facts = {"step": await step(number), "verdict": "agree", "version": now.version, **more}
        return await actions.decide(visitor=who, number=number, **facts)

    async def send_back(self, number: str, who: Visitor | None = None) -> str:
        """Whoever is asked returns it."""
        return await self.agree(number, who, verdict="return", comment="请更正")

    async def change(self, number: str, *, submit: bool = True, **more: Any) -> str:
        """The buyer changes a returned plan and sends it on."""
        version = (await plan(number)).version
        return await actions.change(
            visitor=self.buyer, number=number, wish=self.wish(**more), version=version, submit=submit
        )


async def make_office(*, parent: bool = False, region: str = CITY, fen: int = 100_000_00) -> Office:
    """A unit with 100,000 yuan on its line; with `parent` one whose plans its parent reviews as well."""
    for code, name in CODES.items():
        await DB.execute(
            "INSERT INTO official_category (edition, code, name, level, parent_code, flag)"
            " VALUES ('2022', $1, $2, $3, '', '') ON CONFLICT DO NOTHING",
            *(code, name, len(code.rstrip("0")) // 2),
        )
    above = await make_organisation(region=region) if parent else None
    unit = await make_organisation(region=region, parent=above)
    people = [
        await t.seat(duty, unit, region=region) for duty in ("buyer", "buyer", "approver", "accountant")
    ]
    office = await make_organisation(kind="bureau", region=CITY)
    finance = await t.seat("finance", office)
    director = await t.seat("approver", above, region=region) if above else None
    return Office(unit, await t.line(unit, fen=fen), *people, finance, above, director)


def of_county(visitor: Visitor, region: str) -> Visitor:
    """The same person working for another region."""
    return replace(visitor, region=region)


async def plan(number: str) -> Row:
    """The row of a plan with what is left of it."""
    row = await DB.fetch_row(
        "SELECT *, amount_fen - reserved_fen - committed_fen - paid_fen AS left_fen FROM plan WHERE number = $1",
        number,
    )
    assert row is not None
    return row


async def step(number: str) -> int:
    """The review that waits."""
    return int(
        await DB.fetch_value(
            "SELECT coalesce((SELECT s.id FROM plan_step s JOIN plan p ON p.id = s.plan"
            " WHERE p.number = $1 AND s.status = 'now'), 0)",
            number,
        )
    )


async def reviews(number: str) -> list[tuple[str, str]]:
    """Stage and status of each review."""
    rows = await DB.fetch(
        "SELECT s.stage, s.status FROM plan_step s JOIN plan p ON p.id = s.plan WHERE p.number = $1"
        " ORDER BY s.position",
        number,
    )
    return [(row.stage.removesuffix("_review"), row.status) for row in rows]


async def spend(office: Office, plan_id: int, fen: int, *, order: int = 1) -> None:
    """Reserve money of a plan as an order would."""
    from emall.budget import actions as budget
    from emall.journal import record

    charge = budget.Charge(order, f"LS{order}", office.line, plan_id, fen)
    async with DB.transaction():
        deeds = await budget.reserve([charge], organisation=office.unit, actor=office.buyer.actor())
        await record(office.buyer.actor(), *deeds)


async def make_crossing(old: str, new: str) -> None:
    """What a code of the 2013 edition has become."""
    await make("crosswalk", from_edition="2013", from_code=old, to_edition="2022", to_code=new)
