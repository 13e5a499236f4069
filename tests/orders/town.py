"""A small town for tests of buying: a unit with its people, two suppliers with goods, money, and a way to submit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from emall.approvals import actions as approvals
from emall.budget import actions as budget
from emall.catalogue.actions.stock import hold_stock
from emall.database import DB, Row
from emall.delivery import actions as delivery
from emall.delivery.rules import Judgement
from emall.journal import record
from emall.journal.checks import every_check
from emall.kernel import clock
from emall.orders import actions as orders
from emall.orders.rules import charges_of
from emall.orders.words import EDITABLE
from emall.web.visitor import Visitor
from tests.making import CITY, make, make_organisation, make_person, make_post, make_supplier, numbers

YEAR = clock.today().year


def visitor_of(person: int, post: int, organisation: int, duty: str, *, region: str = CITY) -> Visitor:
    """A visitor in a post; the kind of organisation follows from the duty."""
    kind = "supplier" if duty.startswith("seller") else "public_unit"
    return Visitor(
        person=person,
        login=f"p{person}",
        person_name=f"人员{person}",
        post=post,
        duty=duty,
        organisation=organisation,
        organisation_name=f"机构{organisation}",
        organisation_kind=kind,
        region=region,
    )


async def seat(duty: str, organisation: int, *, region: str = CITY, person: int | None = None) -> Visitor:
    """Somebody new (or the given person) in a post of an organisation."""
    person = person or await make_person()
    post = await make_post(person=person, organisation=organisation, duty=duty)
    return visitor_of(person, post, organisation, duty, region=region)


async def line(
    organisation: int,
    *,
    fen: int = 100_000_00,
    kind: str = "indicator",
    year: int = YEAR,
    frozen: bool = False,
) -> int:
    """A budget line (or cost centre) with its appropriation in the ledger."""
    number = next(numbers)
    made = await make(
        "budget_line",
        organisation=organisation,
        year=year,
        kind=kind,
        code=f"{number:06d}",
        name=f"指标{number}",
        appropriated_fen=fen,
        frozen=frozen,
    )
    await make(
        "ledger_entry",
        budget_line=made,
        kind="appropriate",
        amount_fen=fen,
        at=clock.now(),
        reason="年初下达",
    )
    return made


async def plan(
    organisation: int,
    budget_line: int,
    *,
    fen: int = 50_000_00,
    code: str = "A02",
    edition: str = "2022",
    status: str = "filed",
    method: str = "emall",
    year: int = YEAR,
    until: date | None = None,
) -> int:
    """A purchase plan on a line."""
    number = next(numbers)
    return await make(
        "plan",
        number=f"JH{number:08d}",
        organisation=organisation,
        budget_line=budget_line,
        year=year,
        title=f"计划{number}",
        official_edition=edition,
        official_code=code,
        method=method,
        amount_fen=fen,
        status=status,
        valid_until=until or clock.today() + timedelta(days=365),
    )


async def listing(
    supplier: int, *, fen: int = 10_00, stock: int = 100, code: str = "A02010104", **more: Any
) -> int:
    """Something on sale with a product of its own."""
    number = next(numbers)
    now = clock.now()
    category = await make(
        "category",
        code=f"c{number}",
        name=f"类目{number}",
        name_en=f"Category {number}",
        official_edition="2022",
        official_code=code,
        attributes=[],
    )
    brand = await make("brand", name=f"品牌{number}", aliases=[])
    maker = await make("maker", name=f"厂家{number}", size="small")
    product = await make(
        "product",
        category=category,
        brand=brand,
        maker=maker,
        model=f"M{number}",
        title=f"商品{number}",
        unit="件",
        spec=[["规格", "一"]],
        created_at=now,
    )
    columns = {"price_fen": fen, "stock_on_hand": stock, "status": "live", **more}
    return await make(
        "listing",
        product=product,
        supplier=supplier,
        sku_code=f"S{number}",
        title=f"商品{number}",
        regions=[CITY],
        tags=[],
        listed_at=now,
        updated_at=now,
        **columns,
    )


@dataclass
class Town:
    """Ids and visitors; `goods` are two listings of the first supplier and one of the second."""

    unit: int
    buyer: Visitor
    head: Visitor
    chief: Visitor
    receiver: Visitor
    suppliers: list[int]
    sellers: list[Visitor]
    goods: list[int]
    line: int
    plan: int
    levels: list[int] = field(default_factory=list)

    async def submit(
        self, quantities: Mapping[int, int], *, plan: int | None = None, now: datetime | None = None
    ) -> str:
        """Draft and submit a purchase sheet; its number."""
        number = (await orders.draft(visitor=self.buyer, quantities=quantities, now=now)).number
        return await self.submit_draft(number, plan=plan, now=now)

    async def submit_draft(
        self,
        number: str,
        *,
        plan: int | None = None,
        buyer: Visitor | None = None,
        now: datetime | None = None,
    ) -> str:
        """Bind a draft or returned sheet: goods held, lines frozen, money reserved, approval begun."""
        buyer = buyer or self.buyer
        actor = buyer.actor()
        async with DB.transaction():
            purchase = await orders.lock_purchase(number)
            rows = [one for one in await orders.lock_orders_of(purchase.id) if one.status in EDITABLE]
            lines = await orders.lines_of([row.id for row in rows])
            await hold_stock({one.listing: one.quantity for one in lines})
            await DB.execute(
                'UPDATE order_line SET plan = $2 WHERE "order" = ANY($1::bigint[])',
                [row.id for row in rows],
                plan or self.plan,
            )
            await orders.freeze_lines(purchase.id)
            rows = [one for one in await orders.lock_orders_of(purchase.id) if one.status in EDITABLE]
            charges = charges_of(rows, await orders.lines_of([row.id for row in rows]))
            deeds = await budget.reserve(charges, organisation=self.unit, actor=actor, now=now)
            purchase = await orders.lock_purchase(number)
            deeds += await approvals.begin(purchase, rows, actor=actor, now=now)
            await record(actor, *deeds)
        return number

    async def agree(self, number: str, approver: Visitor | None = None, **more: Any) -> str:
        """The holder of the present step agrees to a sheet."""
        approver = approver or self.head
        return await decide(number, approver, verdict="agree", **more)

    async def released(self, quantities: Mapping[int, int] | None = None) -> list[Row]:
        """Orders that wait for their suppliers."""
        number = await self.submit(quantities or {self.goods[0]: 5})
        await self.agree(number)
        return await orders_of(number)

    async def confirmed(self, quantities: Mapping[int, int] | None = None) -> Row:
        """One order of the first supplier, confirmed."""
        (order,) = await self.released(quantities)
        await orders.confirm(visitor=self.sellers[0], number=order.number)
        return await order_of(order.number)

    async def received(self, quantities: Mapping[int, int] | None = None) -> Row:
        """One order of the first supplier, all of it shipped and counted in."""
        order = await self.confirmed(quantities)
        parcel = await ship_all(self.sellers[0], order.number)
        await receive_all(self.receiver, order.number, parcel)
        return await order_of(order.number)


async def make_town(*, levels: Iterable[int] = (0, 10_000_00), stock: int = 100) -> Town:
    """A unit whose head approves everything and whose chief approves from 10,000 yuan on, and what it needs."""
    unit = await make_organisation(kind="public_unit", region=CITY)
    suppliers = [await make_supplier(), await make_supplier()]
    people = [await seat(duty, unit) for duty in ("buyer", "approver", "approver", "receiver")]
    goods = [
        await listing(suppliers[0], fen=10_00, stock=stock),
        await listing(suppliers[0], fen=25_50, stock=stock),
        await listing(suppliers[1], fen=7_00, stock=stock),
    ]
    budget_line = await line(unit)
    town = Town(
        unit,
        *people,
        suppliers,
        [await seat("seller", one) for one in suppliers],
        goods,
        budget_line,
        await plan(unit, budget_line),
    )
    for position, (from_fen, who) in enumerate(zip(levels, (town.head, town.chief), strict=False), start=1):
        town.levels.append(
            await make(
                "approval_level",
                organisation=unit,
                position=position,
                title=f"第{position}级",
                from_fen=from_fen,
                post=who.post,
            )
        )
    return town


async def decide(number: str, approver: Visitor, *, verdict: str, **more: Any) -> str:
    """Decide the present step of a sheet as it now stands."""
    sheet = await purchase_of(number)
    step = await DB.fetch_value(
        "SELECT id FROM approval_step WHERE purchase = $1 ORDER BY status = 'now' DESC, id DESC LIMIT 1",
        sheet.id,
    )
    version = more.pop("version", sheet.version)
    return await approvals.decide(
        visitor=approver, number=number, step=step or 0, verdict=verdict, version=version, **more
    )


async def purchase_of(number: str) -> Row:
    """The row of a purchase sheet."""
    row = await DB.fetch_row("SELECT * FROM purchase WHERE number = $1", number)
    assert row is not None
    return row


async def orders_of(purchase: str) -> list[Row]:
    """The orders of a sheet by id."""
    return await DB.fetch(
        "SELECT o.* FROM purchase_order o JOIN purchase p ON p.id = o.purchase WHERE p.number = $1 ORDER BY o.id",
        purchase,
    )


async def order_of(number: str) -> Row:
    """The row of an order."""
    row = await DB.fetch_row("SELECT * FROM purchase_order WHERE number = $1", number)
    assert row is not None
    return row


async def lines_of(number: str) -> list[Row]:
    """The lines of an order."""
    return await DB.fetch(
        'SELECT l.* FROM order_line l JOIN purchase_order o ON o.id = l."order" WHERE o.number = $1'
        " ORDER BY l.position",
        number,
    )


async def funds(plan: int) -> tuple[int, int, int]:
    """Reserved, committed and left of a plan, in fen."""
    row = await DB.fetch_row("SELECT * FROM plan WHERE id = $1", plan)
    assert row is not None
    left = row.amount_fen - row.reserved_fen - row.committed_fen - row.paid_fen
    return row.reserved_fen, row.committed_fen, left


async def stock(listing: int) -> tuple[int, int]:
    """On hand and held of a listing."""
    row = await DB.fetch_row("SELECT stock_on_hand, stock_held FROM listing WHERE id = $1", listing)
    assert row is not None
    return row.stock_on_hand, row.stock_held


async def ship_all(seller: Visitor, number: str, *, most: int = 1_000_000) -> str:
    """Ship what is open, at most so many of each line; the parcel's number."""
    quantities = {
        one.id: min(most, one.quantity - one.closed - one.shipped) for one in await lines_of(number)
    }
    return await delivery.ship(
        visitor=seller, number=number, quantities=quantities, carrier="顺丰", waybill="SF1"
    )


async def receive_all(receiver: Visitor, number: str, parcel: str, *, short: int = 0) -> str:
    """Count a parcel in; of each line `short` pieces are missing."""
    rows = await DB.fetch(
        "SELECT l.order_line, l.quantity FROM shipment_line l JOIN shipment s ON s.id = l.shipment"
        " WHERE s.number = $1",
        parcel,
    )
    received = {row.order_line: max(0, row.quantity - short) for row in rows}
    return await delivery.receive(visitor=receiver, number=number, shipment=parcel, received=received)


async def accept_all(receiver: Visitor, number: str, *, reject: int = 0) -> str:
    """Judge what has arrived; of each line `reject` pieces are broken."""
    judged = {}
    for one in await lines_of(number):
        bad = min(reject, one.received - one.accepted)
        judged[one.id] = Judgement(one.received - one.accepted - bad, bad, "damaged" if bad else "")
    return await delivery.accept(visitor=receiver, number=number, judged=judged)


async def offences() -> dict[str, list[dict[str, Any]]]:
    """Everything the registered checks find wrong: asked in one statement, told row by row only if there is any."""
    checks = every_check()
    asked = " UNION ALL ".join(
        f"SELECT {place} AS place WHERE EXISTS (SELECT 1 FROM ({check.sql}) AS found)"
        for place, check in enumerate(checks)
    )
    broken = [checks[row.place] for row in await DB.fetch(asked)]
    return {check.name: [dict(row) for row in await DB.fetch(check.sql)] for check in broken}


async def deeds_of(kind: str, ref: str) -> list[str]:
    """Acts recorded of a thing, oldest first."""
    rows = await DB.fetch(
        "SELECT act FROM journal_entry WHERE kind = $1 AND ref = $2 ORDER BY sequence", kind, ref
    )
    return [row.act for row in rows]
