"""`emall search`: rebuild the index from the database, compare the two, ask a question."""

import dataclasses
import json
import sys

import click

from emall.catalogue.actions import compare_index, rebuild_index
from emall.catalogue.queries import use_engine
from emall.commands.opening import with_database
from emall.settings import settings
from search import AsyncSearch, SearchQuery, SearchUnavailable, open_engine


def opened() -> AsyncSearch:
    """The engine the settings name, also used by the catalogue from now on."""
    config = settings()
    engine = AsyncSearch(
        open_engine(config.data / "search", url=config.meili_url, key=config.meili_key), timeout=30.0
    )
    use_engine(engine)
    return engine


@click.group()
def search() -> None:
    """Look after the search index."""


@search.command()
@with_database
async def rebuild() -> None:
    """Fill a new index from the database and switch over; searches go on meanwhile."""
    engine = opened()
    try:
        click.echo(f"{await rebuild_index():,} listings are in the index.")
    except SearchUnavailable as away:
        raise click.ClickException(f"The index could not be rebuilt: {away}") from None
    finally:
        engine.close()


@search.command()
@click.option("--json", "as_json", is_flag=True, help="Print the ids as JSON.")
@with_database
async def diff(as_json: bool) -> None:
    """Compare the index with the listings on sale; exit code 1 when they differ."""
    engine = opened()
    try:
        found = await compare_index()
    finally:
        engine.close()
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(found)))
    else:
        click.echo(f"on sale {found.on_sale:,} · in the index {found.indexed:,}")
        for name in ("missing", "extra", "stale"):
            click.echo(f"{name}: {len(getattr(found, name)):,}")
    if not found.none:
        sys.exit(1)


@search.command()
@click.argument("text")
@click.option("--size", default=10, type=click.IntRange(1, 60), help="How many hits to print.")
@click.option("--json", "as_json", is_flag=True, help="Print the page as JSON.")
@with_database
async def query(text: str, size: int, as_json: bool) -> None:
    """Ask the index one question and print the hits."""
    from emall.catalogue.queries import listing_cards

    engine = opened()
    try:
        page = await engine.search(SearchQuery(text=text, size=size))
    finally:
        engine.close()
    titles = {row.id: row.title for row in await listing_cards(page.ids)}
    hits = [
        {"id": hit.id, "score": round(hit.score, 3), "title": titles.get(hit.id, "")} for hit in page.hits
    ]
    if as_json:
        facts = {
            "total": page.total,
            "relaxed": page.relaxed,
            "took_ms": page.took_ms,
            "engine": page.engine,
        }
        click.echo(json.dumps({**facts, "hits": hits}, ensure_ascii=False))
        return
    click.echo(f"{page.total:,} hits in {page.took_ms} ms{' (relaxed)' if page.relaxed else ''}")
    for hit in hits:
        click.echo(f"{hit['id']:>8}  {hit['score']:>8}  {hit['title']}")


COMMANDS = (search,)
