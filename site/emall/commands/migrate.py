"""`emall migrate`: bring the database to the present shape."""

import click

from emall.commands.opening import with_database


@click.command()
@with_database
async def migrate() -> None:
    """Run pending migrations, all or nothing; waits while another process migrates."""
    from emall.migrating import TooOld
    from emall.migrating import migrate as run

    try:
        ran = await run()
    except TooOld as fault:
        raise click.ClickException(str(fault)) from None
    click.echo("\n".join(ran) if ran else "Nothing to migrate.")


COMMANDS = (migrate,)
