"""`emall check`: every invariant of money, stock and status, read from the database."""

import json

import click

from emall.commands.opening import with_database


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@with_database
async def check(as_json: bool) -> None:
    """Look for rows that break an invariant; exit code 1 and the rows if there are any."""
    from emall.journal.checks import offending

    found = await offending()
    broken = {name: [dict(row) for row in rows] for name, rows in found.items() if rows}
    if as_json:
        click.echo(json.dumps({"ok": not broken, "checks": sorted(found), "broken": broken}, default=str))
    else:
        for name, rows in found.items():
            click.echo(
                f"{'broken' if rows else 'holds ':6}  {name}"
                + "".join(f"\n        {dict(row)}" for row in rows)
            )
    raise SystemExit(1 if broken else 0)


COMMANDS = (check,)
