"""`emall contracts`: prove that every contract is what was signed."""

import json

import click

from emall.commands.opening import with_database


@click.group()
def contracts() -> None:
    """Contracts: their texts and signatures."""


@contracts.command()
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
@with_database
async def verify(as_json: bool) -> None:
    """Make every digest anew and check every mark; exit code 1 and the numbers of those that do not verify."""
    from emall.contracts.queries import proofs

    checked, bad = 0, []
    async for proof in proofs():
        checked += 1
        if not proof.ok:
            bad.append(proof.number)
    if as_json:
        click.echo(json.dumps({"ok": not bad, "checked": checked, "broken": bad}))
    else:
        click.echo(
            f"{checked} contracts checked, {len(bad)} do not verify." + "".join(f"\n  {one}" for one in bad)
        )
    raise SystemExit(1 if bad else 0)


COMMANDS = (contracts,)
