"""Publishing an announcement."""

from datetime import datetime

from emall.database import DB
from emall.journal import Actor, Deed, record
from emall.kernel import clock
from emall.kernel.numbers import number
from emall.kernel.refusal import Refused
from emall.notices.rules import refusals_for
from emall.notices.words import NoticeKind

COUNTING = 0x6E6F74  # advisory lock: two announcements of one day must not get one number


async def publish(
    *,
    kind: NoticeKind,
    title: str,
    body: str,
    organisation: int,
    territory: str,
    region: str,
    actor: Actor,
    summary: str = "",
    now: datetime | None = None,
) -> str:
    """Publish for a place inside the publishing office's territory; the number (GG + day + running number).

    Raises Refused with every reason. Joins the caller's transaction; journaled here.
    """
    refusals = refusals_for(title=title, body=body, place=region, territory=territory)
    if refusals:
        raise Refused(*refusals)
    moment = now or clock.now()
    async with DB.transaction():
        found = await _next_number(moment)
        await DB.execute(
            "INSERT INTO notice (number, kind, region, title, summary, body, organisation, published_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            *(
                found,
                str(kind),
                region,
                title.strip(),
                summary.strip()[:300],
                body.strip(),
                organisation,
                moment,
            ),
        )
        after = {"kind": str(kind), "region": region, "title": title.strip()}
        await record(
            actor, Deed("notice.publish", "notice", found, after=after, organisations=(organisation,))
        )
    return found


async def _next_number(moment: datetime) -> str:
    await DB.execute("SELECT pg_advisory_xact_lock($1)", COUNTING)
    day = clock.day_of(moment)
    start = number("GG", day, 1)[:10]
    used = await DB.fetch_value("SELECT count(*) FROM notice WHERE number LIKE $1 || '%'", start)
    return number("GG", day, used + 1)
