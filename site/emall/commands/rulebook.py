"""`emall rules`: the numbers that decide, and what they decided, asked again."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from emall.commands.opening import with_database

if TYPE_CHECKING:
    from emall.rulebook.rules import Rejudged

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def rules() -> None:
    """The rulebook: rows in force, and decisions asked again."""


@rules.command("list")
@click.option("--on", "on", type=DAY, help="A day like 2026-12-01; today if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
@with_database
async def list_rules(on: datetime | None, as_json: bool) -> None:
    """Print the rows that hold on a day."""
    from emall.kernel import clock
    from emall.rulebook.queries import all_rows
    from emall.rulebook.rules import valid

    day = on.date() if on else clock.today()
    found = [dict(row) for row in await all_rows() if valid(row, day)]
    if as_json:
        click.echo(json.dumps(found, default=str, ensure_ascii=False))
        return
    for row in found:
        scope = " ".join(row[name] or "-" for name in ("region", "organisation_kind", "category"))
        until = f" to {row['valid_until']}" if row["valid_until"] else ""
        click.echo(
            f"{row['id']:>6}  {row['key']:<24} {row['amount']:>14} {row['unit']:<13} {scope:<32}"
            f" from {row['valid_from']}{until}"
        )


@rules.command()
@click.option(
    "--from", "begins", type=DAY, required=True, help="First day of the decisions, like 2026-11-01."
)
@click.option("--to", "ends", type=DAY, required=True, help="Last day.")
@click.option("--draft", "file", type=FILE, help="Rows to lay over the rulebook (docs/formats.md).")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@with_database
async def replay(begins: datetime, ends: datetime, file: Path | None, as_json: bool) -> None:
    """Ask the decisions of a span again.

    By the rows as they stand every one must come out identical: the same row, the same number, the same answer; exit
    code 1 if one does not. With a draft, what would have come out otherwise is listed.
    """
    first, last = begins.date(), ends.date()
    if last < first:
        raise click.BadParameter("the last day lies before the first", param_hint="--to")
    read, found = await _asked_again(first, last, _draft(file, first))
    differs = "would come out otherwise" if file else "came out otherwise"
    if as_json:
        told = [_facts(one) for one in found]
        click.echo(json.dumps({"read": read, "different": told}, ensure_ascii=False))
    else:
        for one in found:
            click.echo(_told(one))
        click.echo(f"{read} decisions from {first} to {last} asked again, {len(found)} {differs}.")
    raise SystemExit(0 if file or not found else 1)


def _draft(file: Path | None, begins: date) -> list[dict[str, Any]]:
    from emall.rulebook.forms import read_draft

    if file is None:
        return []
    try:
        return read_draft(file.read_text(encoding="utf-8-sig"), begins=begins)
    except (UnicodeDecodeError, ValueError) as error:
        raise click.ClickException(f"{file}: {error}") from None


async def _asked_again(
    begins: date, ends: date, drafts: list[dict[str, Any]]
) -> tuple[int, "list[Rejudged]"]:
    from emall.rulebook.queries.replaying import rejudged

    read, found = 0, []
    async for one in rejudged(begins=begins, ends=ends, drafts=drafts):
        read += 1
        if one.turned if drafts else not one.identical:
            found.append(one)
    return read, found


def _facts(one: "Rejudged") -> dict[str, Any]:
    return {
        "kind": one.kind,
        "ref": one.ref,
        "key": one.key,
        "day": one.day.isoformat(),
        "asked": one.asked,
        "then": {"rule": one.rule_was, "amount": one.amount_was, "answer": one.answer_was},
        "now": {"rule": one.rule, "amount": one.amount, "answer": one.answer},
    }


def _told(one: "Rejudged") -> str:
    now = "no row" if one.rule is None else f"row {one.rule or 'drafted'}: {one.amount}"
    return (
        f"{one.kind} {one.ref}  {one.day}  {one.key} of {one.asked}:"
        f" {one.answer_was} (row {one.rule_was}: {one.amount_was}) -> {one.answer} ({now})"
    )


COMMANDS = (rules,)
