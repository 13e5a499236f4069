"""`emall import`: brings files of a documented format in; good rows are kept, bad cells are written to a file."""

import sys
from pathlib import Path

import click

from emall.catalogue.actions import import_official, write_bad_cells
from emall.commands.opening import with_database


@click.group("import")
def imports() -> None:
    """Bring data in from files."""


@imports.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--edition",
    default="2022",
    show_default=True,
    help="Edition of the official catalogue, a year.",
)
@with_database
async def categories(file: Path, edition: str) -> None:
    """The official catalogue: CSV in UTF-8 with code, name, level, parent, flag.

    Exit code 0 when every row was taken, 2 when some were not; what is wrong with them is in FILE.errors.csv.
    """
    try:
        taken = await import_official(file, edition=edition)
    except (ValueError, OSError) as error:
        raise click.ClickException(f"{file.name}: {error}") from None
    click.echo(f"{taken.written:,} entries of edition {edition} are in.")
    if taken.bad:
        errors = (
            file.with_name(f"{file.name}.errors.csv")
            if _writable(file.parent)
            else Path(f"{file.name}.errors.csv")
        )
        write_bad_cells(errors, taken.bad)
        click.echo(f"{len(taken.bad):,} cells are wrong: see {errors}", err=True)
        sys.exit(2)


def _writable(folder: Path) -> bool:
    """Whether the error file can lie beside the file; else it goes into the working directory."""
    try:
        (folder / ".emall-try").touch()
        (folder / ".emall-try").unlink()
    except OSError:
        return False
    return True


COMMANDS = (imports,)
