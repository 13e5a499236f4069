"""`emall holidays`: the years whose holiday notice is known, and taking in the next one."""

from pathlib import Path

import click

from emall.kernel import workdays
from emall.kernel.holidays import BadNotice, read_notice
from emall.settings import settings


@click.command()
@click.option(
    "--add", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="File of a new notice."
)
def holidays(add: Path | None) -> None:
    """Show which years are announced; --add takes in a notice, which counts from the next start of the site."""
    folder = settings().data / "holidays"
    if add is not None:
        click.echo(f"{_taken(add, folder)} is in; restart the site so that every process counts by it.")
    try:
        workdays.learn(folder)
    except BadNotice as bad:
        raise click.ClickException(str(bad)) from None
    for notice in workdays.announced():
        days = f"{len(notice.off)} days off, {len(notice.worked)} weekend days worked"
        click.echo(f"{notice.year}  {days}  {notice.source}")


def _taken(path: Path, folder: Path) -> Path:
    """Check the file and keep it under the name of its year."""
    text = path.read_text(encoding="utf-8")
    try:
        notice = read_notice(text)
    except BadNotice as bad:
        raise click.ClickException(f"{path.name}: {bad}") from None
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{notice.year}.txt"
    kept.write_text(text, encoding="utf-8")
    return kept


COMMANDS = (holidays,)
