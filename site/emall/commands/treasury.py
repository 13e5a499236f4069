"""`emall treasury`: play the treasury on a demonstration site, over HTTP with real signatures."""

import asyncio
import json
import urllib.error
import urllib.request

import click

from emall.commands.opening import with_database
from emall.kernel import clock
from emall.payments.actions import simulating
from emall.payments.rules import Letter
from emall.payments.words import Said
from emall.settings import settings

PATIENCE = 20


@click.group()
def treasury() -> None:
    """Play the treasury on a demonstration site."""


@treasury.command()
@click.option(
    "--outcome", default="paid", type=click.Choice([str(said) for said in Said]), help="What to answer."
)
@click.option("--limit", default=40, type=click.IntRange(1, 40), help="How many payments to answer at most.")
@with_database
async def simulate(outcome: str, limit: int) -> None:
    """Answer every payment that waits, one signed letter each, sent to EMALL_BASE_URL."""
    config = settings()
    if not config.demo:
        raise click.ClickException("There is no simulator in production: the treasury itself answers.")
    rows = [row for row in await simulating.waiting_payments() if row.status == "ordered"][:limit]
    for row in rows:
        now = clock.now()
        answer = simulating.answer_of(row, Said(outcome), now=now)
        letter = simulating.written(answer, secret=config.treasury_secret, now=now)
        click.echo(f"{row.number}  {await asyncio.to_thread(_post, config.base_url, letter)}")
    click.echo(f"{len(rows)} payments answered.")


def _post(site: str, letter: Letter) -> str:
    """Send a letter; what was answered, in one line."""
    headers = {
        "Content-Type": "application/json",
        "X-Treasury-Algorithm": letter.algorithm,
        "X-Treasury-Timestamp": letter.timestamp,
        "X-Treasury-Nonce": letter.nonce,
        "X-Treasury-Signature": letter.signature,
    }
    asked = urllib.request.Request(site + letter.path, letter.body, headers, method="POST")
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
            return f"{answer.status} {json.dumps(json.load(answer))}"
    except urllib.error.HTTPError as refused:
        return f"{refused.code} {refused.read(500).decode('utf-8', 'replace')}"
    except urllib.error.URLError as away:
        raise click.ClickException(f"{site} does not answer: {away.reason}") from None


COMMANDS = (treasury,)
