"""Deletes what is kept about searches once its time is over."""

from datetime import timedelta

from emall.database import DB
from emall.kernel import clock
from emall.searches.words import RECENT_DAYS, TALLY_DAYS


async def sweep() -> int:
    """Delete tallies after 400 days and recent searches after 90; how many rows. A deed for the clock, once an hour."""
    tallies = await DB.execute(
        "DELETE FROM search_tally WHERE day < $1", clock.today() - timedelta(days=TALLY_DAYS)
    )
    recent = await DB.execute(
        "DELETE FROM recent_search WHERE at < $1", clock.now() - timedelta(days=RECENT_DAYS)
    )
    return tallies + recent
