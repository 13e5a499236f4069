"""`emall import units`, `people` and `budget`: the files of the desks, brought in on the server."""

import asyncio
import os
import sys
from pathlib import Path

import click

from emall.commands.imports import imports
from emall.commands.opening import with_database
from emall.kernel.refusal import Refused
from emall.web.saying import say_all

HELP = "Exit code 0 when every row is in or was there already, 2 when some are not: FILE.errors.csv says why."


@imports.command(help=f"Buying units: CSV or XLSX. {HELP}")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_database
async def units(file: Path) -> None:
    """Bring units in."""
    await _bring_in(file, await asyncio.to_thread(file.read_bytes), "units")


@imports.command(help=f"People with their posts: CSV or XLSX. Invitation links go to FILE.links.csv. {HELP}")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_database
async def people(file: Path) -> None:
    """Bring people in."""
    await _bring_in(file, await asyncio.to_thread(file.read_bytes), "people")


@imports.command(help=f"Budget lines with the whole amount granted: CSV or XLSX. {HELP}")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_database
async def budget(file: Path) -> None:
    """Bring budget lines in."""
    await _bring_in(file, await asyncio.to_thread(file.read_bytes), "budget")


async def _bring_in(file: Path, content: bytes, kind: str) -> None:
    from emall.onboarding import command_line

    try:
        done = await command_line.bring_in(content, kind=kind, name=file.name)
    except Refused as refused:
        said = " ".join(each.text for each in say_all(refused.refusals))
        raise click.ClickException(f"{file.name}: {said}") from None
    click.echo(f"{done.written:,} new, {done.known:,} already there, {done.bad:,} to be fixed.")
    if done.links:
        _write(file, ".links.csv", done.links)
    if done.problems:
        _write(file, ".errors.csv", done.problems)
        sys.exit(2)


def _write(file: Path, ending: str, content: bytes) -> None:
    """Beside the file, or in the working directory where that cannot be written; for the owner's eyes only."""
    folder = file.parent if os.access(file.parent, os.W_OK) else Path()
    target = folder / f"{file.name}{ending}"
    target.unlink(missing_ok=True)
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
    click.echo(f"See {target}", err=True)


COMMANDS = ()
