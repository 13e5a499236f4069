"""Many buyers of one unit at the yearly limit of a project's category: none passes it, finance is told once."""

from collections import Counter

from emall.database import DB
from tests.cart.shop import make_shop
from tests.making import make_organisation, make_seat
from tests.orders import town as t
from tests.races.crowd import Crowd, all_at_once, outcome
from tests.races.test_checkout import buyers

PRICE = 50_000_00  # as much as may be bought directly
LIMIT = 4_000_000_00  # of the rulebook's first page
ROOM, ASKING = 7, 20


async def test_the_last_yuan_of_the_yearly_limit(people: Crowd) -> None:
    """Room for seven of twenty, who share neither goods nor plans nor lines: nothing but the meter makes them wait."""
    bureau = await make_organisation(kind="bureau", region="331100")
    finance = await make_seat("finance", organisation=bureau)
    town = await make_shop()
    lines = [await t.line(town.unit, fen=10 * LIMIT) for _ in range(ASKING)]
    await DB.execute("UPDATE budget_line SET project = '信息化' WHERE id = ANY($1::bigint[])", lines)
    plans = [await t.plan(town.unit, line, fen=9 * LIMIT, code="A") for line in lines]
    before = await t.listing(town.suppliers[0], fen=LIMIT - ROOM * PRICE, stock=1)
    await town.submit({before: 1}, plan=plans[0])
    letters = [
        await people.checkout(
            who, {await t.listing(town.suppliers[1], fen=PRICE, stock=1): 1}, plan=str(plan)
        )
        for who, plan in zip(await buyers(town.unit, ASKING), plans, strict=True)
    ]
    assert outcome(await all_at_once(letters)) == (ROOM, ASKING - ROOM)
    bought = await DB.fetch_value(
        'SELECT sum(n.line_fen) FROM order_line n JOIN purchase_order o ON o.id = n."order"'
        " WHERE o.organisation = $1 AND o.status = 'pending_approval'",
        town.unit,
    )
    assert bought == LIMIT
    told = Counter(
        one.person for one in await DB.fetch("SELECT person FROM message WHERE kind = 'split_held'")
    )
    assert finance.person in told and set(told.values()) == {
        1
    }  # others of the city's finance are told as well
    assert await DB.fetch_value("SELECT count(*) FROM split_alarm WHERE organisation = $1", town.unit) == 1
