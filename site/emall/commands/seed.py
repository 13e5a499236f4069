"""`emall seed demo`, `emall seed city` and `emall worlds`: plant the demo world or a large city, list who can sign in."""

import json
from contextlib import aclosing
from dataclasses import asdict
from datetime import date, datetime

import click

from emall.commands.opening import with_database


@click.group()
def seed() -> None:
    """Fill an empty database."""


@seed.command()
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day the world is made for; today if not given.",
)
@with_database
async def demo(today: datetime | None) -> None:
    """Plant Lishui and its nine counties; refuses a database with anything in it."""
    from emall.world.planting import NotEmpty, OnlyDemo, seed_demo

    try:
        planted = await seed_demo(today.date() if today else None)
    except NotEmpty:
        raise click.ClickException("The database is not empty. Nothing was planted.") from None
    except OnlyDemo:
        raise click.ClickException(
            "The demo world has known passwords. Set EMALL_ENV=demo to plant it."
        ) from None
    click.echo(
        f"Planted {sum(planted.values())} rows: {planted['organisation']} organisations,"
        f" {planted['listing']} listings, {planted['purchase_order']} orders."
    )


@seed.command()
@click.option("--scale", type=click.FloatRange(0.001, 3.0), default=1.0, show_default=True)
@click.option(
    "--seed", "number", type=int, default=7, show_default=True, help="Another number, another city."
)
@click.option(
    "--listings", type=click.IntRange(1, 4_000_000), help="This many instead of what the scale asks for."
)
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), help="The day the city is made for; today if not given."
)
@click.option(
    "--index/--no-index", default=True, show_default=True, help="Rebuild the search index afterwards."
)
@with_database
async def city(scale: float, number: int, listings: int | None, today: datetime | None, index: bool) -> None:
    """Plant the market of a generated city: suppliers and the goods they have on sale.

    At scale 1 that is 522 suppliers with their profiles, some 700 brands with their makers, the shelves of the mall
    and 200,000 listings on sale of about half as many products, with tiers, policy tags, reference prices and a
    first price each. Units, people, budgets and orders are not part of it: nobody can sign in.

    The same scale, seed and day give the same rows. Started again after an interruption it goes on where it stopped;
    a database that holds anything else is refused, and so is production.
    """
    from emall.world.city_planting import day_planted

    day = today.date() if today else await day_planted()
    await _plant(scale=scale, seed=number, listings=listings, today=day)
    if index:
        await _index()
    else:
        click.echo("The search index knows nothing of them yet: emall search rebuild")


async def _plant(*, scale: float, seed: int, listings: int | None, today: date | None) -> None:
    from emall.kernel import clock
    from emall.world.city import city_of
    from emall.world.city_planting import Planting, plant_city
    from emall.world.planting import NotEmpty, OnlyDemo

    wanted = city_of(scale=scale, seed=seed, today=today or clock.today(), listings=listings)
    try:
        with click.progressbar(length=wanted.listings, label="Listings") as bar:
            async with aclosing(plant_city(wanted)) as planted:
                async for count in planted:
                    bar.update(count - bar.pos)
    except NotEmpty:
        raise click.ClickException("The database holds something else than a part of this city.") from None
    except OnlyDemo:
        raise click.ClickException("A generated city belongs into EMALL_ENV=demo only.") from None
    except Planting:
        raise click.ClickException("Another process is planting a city here now.") from None
    click.echo(f"{wanted.listings:,} listings of {wanted.suppliers} suppliers, made for {wanted.today}.")


async def _index() -> None:
    from emall.catalogue.actions import rebuild_index
    from emall.commands.search import opened

    async with opened():
        click.echo(f"{await rebuild_index():,} listings are in the index.")


@click.command()
@with_database
async def worlds() -> None:
    """The accounts of the demo world as JSON."""
    from emall.world.planting import accounts

    click.echo(
        json.dumps(
            [asdict(account) for account in await accounts()],
            ensure_ascii=False,
            indent=1,
        )
    )


COMMANDS = (seed, worlds)
