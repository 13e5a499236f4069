"""The plans of a territory as staff read them: finance files what waits for it, county and audit read."""

from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency

from emall.budget.access import READERS, territory
from emall.budget.queries import years
from emall.budget.words import PlanStatus
from emall.kernel import clock
from emall.kernel.regions import ALL, within
from emall.plans.forms import DeskQuery
from emall.plans.queries import desk_plans
from emall.plans.words import METHOD_WORDS
from emall.web.forms import query
from emall.web.guards import who
from emall.web.reply import page
from emall.web.visitor import Visitor


class PlanDesk(Controller):
    """Read by finance and audit for the whole city, by county staff for their county."""

    path = "/desk/plans"
    opt = who(*READERS)

    @get(name="plans.desk.list")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Plans by region, status and year, those waiting for the visitor first."""
        asked = query(request, DeskQuery)
        here, year = territory(visitor), asked.year or clock.today().year
        region = asked.region if within(asked.region, here) else ""
        wanted: dict[str, Any] = {"region": region, "status": asked.status, "year": year, "words": asked.q}
        found = await desk_plans(visitor, territory=here, page=asked.page, **wanted)
        facts = _facts(here, region, year, asked)
        return page(request, "plans/desk.html", found=found, years=await years(here), **facts)


def _facts(here: str, region: str, year: int, asked: DeskQuery) -> dict[str, Any]:
    kept = {"year": year, "region": region, "status": asked.status, "q": asked.q}
    return {
        "asked": asked,
        "year": year,
        "region": region,
        "regions": [one for one in ALL if within(one.code, here)],
        "statuses": [status for status in PlanStatus if status != PlanStatus.DRAFT],
        "methods": METHOD_WORDS,
        "base": "/desk/plans?" + urlencode({name: value for name, value in kept.items() if value}) + "&page=",
    }
