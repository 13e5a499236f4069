"""Announcements, for anybody to read."""

from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from emall.kernel.pages import Page
from emall.kernel.refusal import Missing
from emall.kernel.regions import ALL, keyed
from emall.notices import queries
from emall.notices.forms import Looking
from emall.notices.words import NOTICE_NAMES
from emall.web.forms import query
from emall.web.guards import ANYONE
from emall.web.language import gettext as _
from emall.web.language import language
from emall.web.reply import page

SIZE = 20


class Notices(Controller):
    """The public board."""

    path = "/notices"
    opt = ANYONE

    @get(name="notices.index")
    async def index(self, request: Request) -> Response[bytes]:
        """Newest first, narrowed by a form."""
        asked = query(request, Looking)
        place = keyed(asked.county)
        rows, total = await queries.notices_page(
            words=asked.q,
            kind=str(asked.kind),
            region=place.code if place else "",
            month=asked.month,
            page=asked.page,
            size=SIZE,
        )
        shown = Page(rows, total, asked.page, SIZE)
        base = "/notices?" + urlencode({**asked.pairs(), "page": ""})
        return page(request, "notices/index.html", asked=asked, shown=shown, base=base, **await choices())

    @get("/{number:str}", name="notices.notice")
    async def show(self, request: Request, number: FromPath[str]) -> Response[bytes]:
        """One announcement."""
        found = await queries.notice(number)
        if found is None:
            raise Missing
        return page(request, "notices/show.html", notice=found, kind_name=NOTICE_NAMES[found.kind])


async def choices() -> dict[str, Any]:
    """What the form offers."""
    english = language() == "en"
    return {
        "kinds": [("", _("All kinds")), *((key, _(name)) for key, name in NOTICE_NAMES.items())],
        "counties": [
            ("", _("City and counties")),
            *((at.key, at.english if english else at.full) for at in ALL),
        ],
        "months": [("", _("Any month")), *((month, month) for month in await queries.months())],
        "kind_names": NOTICE_NAMES,
    }


ROUTES = [Notices]
