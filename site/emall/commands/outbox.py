"""`emall outbox`: look at work that was given up after ten attempts, and have it tried again."""

import json
from typing import Any

import click

from emall.commands.opening import with_database
from emall.journal import outbox as queue


@click.command()
@click.option("--retry", is_flag=True, help="Give every parked row ten new attempts.")
@click.option("--limit", default=100, type=click.IntRange(1, 10_000), help="How many to print at most.")
@click.option("--json", "as_json", is_flag=True, help="Print counts and rows as JSON.")
@with_database
async def outbox(retry: bool, limit: int, as_json: bool) -> None:
    """Show what waits to be done after commits, and the rows given up with their errors."""
    state, rows = await queue.state(), await queue.parked(limit)
    again = await queue.retry() if retry else 0
    counts = {"waiting": state.waiting, "oldest_seconds": state.oldest_seconds, "parked": state.parked}
    if as_json:
        click.echo(json.dumps({**counts, "tried_again": again, "rows": [_plain(row) for row in rows]}))
        return
    click.echo(f"waiting {state.waiting:,} · oldest {state.oldest_seconds:,} s · parked {state.parked:,}")
    for row in rows:
        click.echo(f"{row.id:>10}  {row.topic} {row.key}  {row.parked_at:%Y-%m-%d %H:%M}  {row.error}")
    if retry:
        click.echo(f"{again:,} rows are tried again by the background process.")


def _plain(row: Any) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}


COMMANDS = (outbox,)
