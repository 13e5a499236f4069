"""`emall search`: rebuild the index from the database, compare the two, ask a question, look after the server."""

import dataclasses
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import click

from emall.catalogue.actions import (
    Difference,
    compare_index,
    documents_of,
    queue_differences,
    rebuild_index,
)
from emall.catalogue.queries import use_engine
from emall.commands.opening import with_database
from emall.settings import settings
from search import (
    AsyncSearch,
    Hit,
    ProductDocument,
    SearchPage,
    SearchQuery,
    SearchUnavailable,
    open_engine,
)
from search.explain import Described, explain
from search.synonyms import shipped

PATIENCE = 30.0


@asynccontextmanager
async def opened() -> AsyncIterator[AsyncSearch]:
    """The engine the settings name, used by the catalogue inside the block; its being away becomes one sentence."""
    config = settings()
    try:
        engine = AsyncSearch(
            open_engine(config.data / "search", url=config.meili_url, key=config.meili_key), timeout=PATIENCE
        )
        use_engine(engine)
        try:
            yield engine
        finally:
            use_engine(None)
            engine.close()
    except SearchUnavailable as away:
        raise click.ClickException(f"The search engine cannot do this now: {away}") from None


@click.group()
def search() -> None:
    """Look after the search index."""


@search.command()
@with_database
async def rebuild() -> None:
    """Fill a new index from the database and switch over; searches go on meanwhile."""

    def progress(count: int) -> None:
        click.echo(f"\r{count:,} listings", nl=False, err=True)

    async with opened():
        count = await rebuild_index(progress if sys.stderr.isatty() else lambda _: None)
    click.echo(f"{count:,} listings are in the index.")


@search.command()
@click.option("--json", "as_json", is_flag=True, help="Print the ids as JSON.")
@click.option("--only-look", is_flag=True, help="Compare and write nothing.")
@with_database
async def diff(as_json: bool, only_look: bool) -> None:
    """Compare the index with the goods on sale and bring up to date what differs; exit code 1 when they differed.

    The counts are those found before. What differs goes through the outbox and is carried out at once, unless the
    background process is doing that already.
    """
    async with opened():
        found = await compare_index()
        click.echo(json.dumps(dataclasses.asdict(found)) if as_json else _told(found))
        if not (found.none or only_look):
            click.echo(await _healed(found), err=as_json)
    if not found.none:
        sys.exit(1)


def _told(found: Difference) -> str:
    counts = [f"{name}: {len(getattr(found, name)):,}" for name in ("missing", "extra", "stale")]
    return "\n".join([f"on sale {found.on_sale:,} · in the index {found.indexed:,}", *counts])


async def _healed(found: Difference) -> str:
    from emall.background import CONSUMERS
    from emall.journal import outbox

    queued, done = await queue_differences(found), 0
    pauses = outbox.Pauses()
    while more := await outbox.drain(CONSUMERS, pauses=pauses):
        done += more
    left = (await outbox.state()).waiting
    rest = f" {left:,} wait for the background process." if left else ""
    return f"{queued:,} listings were queued, {done:,} changes carried into the index.{rest}"


@search.command()
@click.argument("text")
@click.option("--size", default=10, type=click.IntRange(1, 60), help="How many hits to print.")
@click.option("--json", "as_json", is_flag=True, help="Print the page as JSON.")
@with_database
async def query(text: str, size: int, as_json: bool) -> None:
    """Ask the index one question and print the hits with their reasons, and what comes close where few match."""
    async with opened() as engine:
        page = await engine.search(SearchQuery(text=text, size=size))
        known = await documents_of([hit.id for hit in (*page.hits, *page.close)])
    hits, close = ([_line(hit, known.get(hit.id), text) for hit in part] for part in (page.hits, page.close))
    if as_json:
        click.echo(json.dumps({**_facts(page), "hits": hits, "close": close}, ensure_ascii=False))
        return
    click.echo(f"{page.total:,} hits in {page.took_ms} ms{' (relaxed)' if page.relaxed else ''}")
    for line in [*map(_as_text, hits), *(["close:"] if close else []), *map(_as_text, close)]:
        click.echo(line)


def _facts(page: SearchPage) -> dict[str, Any]:
    return {name: getattr(page, name) for name in ("total", "relaxed", "took_ms", "engine", "generation")}


def _line(hit: Hit, known: ProductDocument | None, text: str) -> dict[str, Any]:
    """A hit as it is printed; reasons as "kind: part of the question = what met it"."""
    line = {"id": hit.id, "score": round(hit.score, 3), "title": known.title if known else ""}
    if known is None:
        return {**line, "reasons": []}
    goods = Described(**{one.name: getattr(known, one.name) for one in dataclasses.fields(Described)})
    found = explain(goods, text, shipped())
    return {**line, "reasons": [f"{r.kind}: {r.asked}{f' = {r.found}' if r.found else ''}" for r in found]}


def _as_text(hit: dict[str, Any]) -> str:
    return f"{hit['id']:>8}  {hit['score']:>8}  {hit['title']}  [{', '.join(hit['reasons'])}]"


@search.command()
@click.option("--url", required=True, help="Address of the Meilisearch server.")
@click.option("--index", default="products", show_default=True, help="Name of the index.")
def provision(url: str, index: str) -> None:
    """Make the two keys the site needs on a Meilisearch server and print them.

    The master key is asked for, or read from the environment variable MEILI_MASTER_KEY; as an argument it would show
    in the list of processes.
    """
    from search.meili_keys import provision as provide  # imported late: only a server needs its client

    master = os.environ.get("MEILI_MASTER_KEY") or click.prompt("Master key", hide_input=True, err=True)
    try:
        keys = provide(url, master, index)
    except SearchUnavailable as away:
        raise click.ClickException(f"The server did not do it: {away}") from None
    click.echo(f"search:  {keys['search']}\n  for `emall serve` (MEILI_KEY): it can search and nothing else")
    click.echo(
        f"indexer: {keys['indexer']}\n  for `emall work` and `emall search` (MEILI_KEY): it can write too"
    )


@search.command("settings")
@click.option("--apply", is_flag=True, help="Bring the server to what the code says.")
@with_database
async def settings_(apply: bool) -> None:
    """Compare the settings of the search server with what the code says; exit code 1 when they differ."""
    async with opened() as engine:
        names = await engine.call(engine.engine.drift)
        click.echo("\n".join(names) or "The settings are as the code says.")
        if names and apply:
            await engine.call(engine.engine.configure)
            click.echo("They were brought up to date.")
    if names and not apply:
        sys.exit(1)


COMMANDS = (search,)
