"""The public meter: what runs took lately, over all, by county and by shelf of the mall."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from emall.database import DB, Row
from emall.home.queries import Kept
from emall.kernel import clock
from emall.runs.words import DAYS_OF_FIGURES, LEAST_RUNS, LEAST_UNITS, Party


@dataclass(frozen=True, slots=True)
class Meter:
    """Figures of the orders paid since a moment. Rows: runs units whole touch (lists of quartiles in seconds), and
    region or category with its name; parties: party runs waited touched (quartiles). Groups too small are counted in
    `hidden` and not shown; `whole` is None while there are too few runs at all."""

    since: datetime
    runs: int
    whole: Row | None
    regions: list[Row]
    categories: list[Row]
    parties: list[Row]
    hidden: int


async def meter(*, now: datetime | None = None) -> Meter:
    """The figures of the last ninety days; two queries."""
    since = (now or clock.now()) - timedelta(days=DAYS_OF_FIGURES)
    rows = await DB.fetch(_GROUPS, since)
    enough = [row for row in rows if row.runs >= LEAST_RUNS and row.units >= LEAST_UNITS]
    whole = next((row for row in enough if row.all_of_it), None)
    parties = await DB.fetch(_PARTIES, since, [str(party) for party in Party]) if whole else []
    return Meter(
        since=since,
        runs=next((row.runs for row in rows if row.all_of_it), 0),
        whole=whole,
        regions=[row for row in enough if row.region is not None],
        categories=[row for row in enough if row.category is not None],
        parties=[row for row in parties if row.runs],
        hidden=sum(row not in enough for row in rows if not row.all_of_it),
    )


kept = Kept(meter)
"""The public figures, read again after a minute."""


async def unit_figures(organisation: int, *, now: datetime | None = None) -> Row | None:
    """Runs of one unit in the last ninety days, for its own people: runs, median whole and touch in seconds."""
    since = (now or clock.now()) - timedelta(days=DAYS_OF_FIGURES)
    return await DB.fetch_row(_UNIT, since, organisation)


_QUARTILES = "percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY {}::float8)::bigint[]"

_GROUPS = f"""
SELECT g.*, c.name AS category_name, c.name_en AS category_name_en FROM (
    SELECT r.region, r.category, grouping(r.region, r.category) = 3 AS all_of_it, count(*) AS runs,
           count(DISTINCT o.organisation) AS units, {_QUARTILES.format("r.whole_seconds")} AS whole,
           {_QUARTILES.format("r.touch_seconds")} AS touch
    FROM run_record r JOIN purchase_order o ON o.id = r."order" WHERE r.paid_at >= $1
    GROUP BY GROUPING SETS ((), (r.region), (r.category))) g
LEFT JOIN category c ON c.code = g.category
WHERE g.runs > 0 ORDER BY g.region, g.runs DESC, g.category"""

_PARTIES = f"""
SELECT p.party, count(*) FILTER (WHERE r.waits ? p.party OR r.touches ? p.party) AS runs,
       {_QUARTILES.format("coalesce((r.waits ->> p.party)::bigint, 0)")} AS waited,
       {_QUARTILES.format("coalesce((r.touches ->> p.party)::bigint, 0)")} AS touched
FROM run_record r CROSS JOIN unnest($2::text[]) WITH ORDINALITY p(party, place)
WHERE r.paid_at >= $1 AND p.party <> 'ready' GROUP BY p.party, p.place ORDER BY p.place"""

_UNIT = """
SELECT count(*) AS runs, percentile_cont(0.5) WITHIN GROUP (ORDER BY r.whole_seconds)::bigint AS whole,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY r.touch_seconds)::bigint AS touch
FROM run_record r JOIN purchase_order o ON o.id = r."order" WHERE r.paid_at >= $1 AND o.organisation = $2"""
