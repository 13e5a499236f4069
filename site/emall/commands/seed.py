"""`emall seed demo` and `emall worlds`: plant the demo world, and list who can sign in to it."""

import json
from dataclasses import asdict
from datetime import datetime

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
