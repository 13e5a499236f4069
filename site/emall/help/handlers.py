"""The help centre: topics, a search in them, statuses and deadlines explained."""

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.help.forms import Question
from emall.help.queries import deadlines
from emall.help.reading import HelpPage, help_page
from emall.help.rules import answers, for_duty
from emall.help.words import BY_SLUG, GROUPS, TOPICS
from emall.kernel.refusal import Missing
from emall.web import status_words
from emall.web.forms import query
from emall.web.guards import ANYONE
from emall.web.language import language
from emall.web.reply import page
from emall.web.visitor import Visitor

EXPLAINED = ("order", "plan", "listing")


def pages() -> list[HelpPage]:
    """Every topic in the language in use."""
    return [help_page(topic.slug, language()) for topic in TOPICS]


class Help(Controller):
    """Anybody may read how things are done here."""

    path = "/help"
    opt = ANYONE

    @get(name="help.index")
    async def index(self, request: Request, guest: NamedDependency[Visitor | None]) -> Response[bytes]:
        """All topics by group, those for one's own post first, and what a question finds."""
        asked = query(request, Question).q
        every = pages()
        return page(
            request,
            "help/index.html",
            asked=asked,
            found=answers(every, asked),
            own=for_duty(every, guest.duty if guest else ""),
            groups=[
                (name, [each for each in every if each.topic.group == key]) for key, name in GROUPS.items()
            ],
        )

    @get("/statuses", name="help.statuses")
    async def statuses(self, request: Request) -> Response[bytes]:
        """What every status means and who acts next."""
        tables = [(kind, status_words.STATUS[kind]) for kind in EXPLAINED]
        return page(request, "help/statuses.html", tables=tables)

    @get("/{topic:str}", name="help.topic")
    async def topic(
        self, request: Request, topic: FromPath[str], guest: NamedDependency[Visitor | None]
    ) -> Response[bytes]:
        """One topic."""
        if topic not in BY_SLUG:
            raise Missing
        shown = help_page(topic, language())
        near = [each for each in pages() if each.topic.group == shown.topic.group and each is not shown]
        region, kind = (guest.region, guest.organisation_kind) if guest else ("", "")
        clocks = await deadlines(region=region, kind=kind) if topic == "deadlines" else ()
        return page(
            request,
            "help/topic.html",
            shown=shown,
            near=near,
            deadlines=clocks,
            group=GROUPS[shown.topic.group],
        )


ROUTES = [Help]
