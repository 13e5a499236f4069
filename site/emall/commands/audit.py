"""`emall audit`: prove the journal's chain, and keep copies of its head outside the database."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from emall.commands.opening import with_database
from emall.settings import settings

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def audit() -> None:
    """The journal of deeds: its chain and its anchors."""


@audit.command()
@click.option("--anchor", "file", type=FILE, help="Anchor file; the one in the data directory if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
@with_database
async def verify(file: Path | None, as_json: bool) -> None:
    """Read the whole chain; exit code 1 and the first bad entry if it is broken."""
    from emall.journal import audit as proof

    verdict = await proof.verify(file or settings().data / proof.ANCHORS)
    if as_json:
        click.echo(json.dumps(asdict(verdict)))
    elif verdict.ok:
        click.echo(f"The chain is whole: {verdict.checked} entries.")
    else:
        click.echo(f"The chain is broken at entry {verdict.first_bad}: {verdict.reason}.", err=True)
    raise SystemExit(0 if verdict.ok else 1)


@audit.command()
@click.option("--to", "file", type=FILE, help="Anchor file; the one in the data directory if not given.")
@with_database
async def anchor(file: Path | None) -> None:
    """Append the head of the chain to the anchor file."""
    from emall.journal import audit as proof

    file = file or settings().data / proof.ANCHORS
    click.echo(f"Anchored in {file}." if await proof.anchor(file) else "Nothing new to anchor.")


COMMANDS = (audit,)
