"""`emall migrate`: bring the database to the present shape."""

import asyncio

import click

from emall.commands.opening import with_database


@click.command()
@click.option("--drift", is_flag=True, help="Migrate nothing; exit code 1 if tables and migrations differ.")
def migrate(drift: bool) -> None:
    """Run pending migrations, all or nothing; waits while another process migrates."""
    if drift:
        tell_drift()
    else:
        run_pending()


def tell_drift() -> None:
    """Compare the tables with the migrations; needs no database."""
    from emall.migrating import drift

    if found := asyncio.run(drift()):
        raise click.ClickException("Migrations lag behind the tables:\n" + "\n".join(found))


@with_database
async def run_pending() -> None:
    """Run them and list them."""
    from emall.migrating import TooOld
    from emall.migrating import migrate as run

    try:
        ran = await run()
    except TooOld as fault:
        raise click.ClickException(str(fault)) from None
    click.echo("\n".join(ran) if ran else "Nothing to migrate.")


COMMANDS = (migrate,)
