"""How many purchase sheets a second one process submits on one hot budget line, one after the other."""

import time

from emall.cart.actions import sheet
from tests.cart.shop import fill, form_of, make_shop
from tests.orders.town import seat

SHEETS = 100


async def placed() -> None:
    """Submit sheets one after the other and print the rate."""
    town = await make_shop(stock=100_000)
    print()
    ready = []
    for number in range(SHEETS):
        buyer = await seat("buyer", town.unit)
        await fill(buyer, {town.goods[number % 3]: 1})
        opened = await sheet.open_sheet(visitor=buyer)
        ready.append((buyer, opened, await form_of(buyer, opened, plan=town.plan)))
    began, cpu = time.perf_counter(), time.process_time()
    for buyer, opened, form in ready:
        await sheet.submit_sheet(visitor=buyer, number=opened, form=form)
    spent = time.perf_counter() - began
    used = (time.process_time() - cpu) * 1000 / SHEETS
    print(
        f"submitting a sheet: {SHEETS / spent:.0f}/s one after the other, {used:.1f} ms CPU each, one budget line"
    )
