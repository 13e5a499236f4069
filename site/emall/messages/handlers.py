"""One's own messages: the list, opening one, marking all read."""

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.kernel.pages import Page
from emall.kernel.refusal import Missing
from emall.messages import actions, queries
from emall.messages.forms import Looking
from emall.web.forms import query
from emall.web.guards import SIGNED_IN
from emall.web.language import ngettext
from emall.web.reply import page, redirect
from emall.web.visitor import Visitor

SIZE = 20


class Messages(Controller):
    """Everybody reads the messages of the post in use."""

    path = "/messages"
    opt = SIGNED_IN

    @get(name="messages.index")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Unread ones first."""
        asked = query(request, Looking)
        found = await queries.messages_page(visitor, unread=asked.unread, page=asked.page, size=SIZE)
        shown = Page(found.rows, found.total, asked.page, SIZE)
        return page(request, "messages/index.html", found=found, shown=shown, unread_only=asked.unread)

    @post("/{message:int}/reading", name="messages.reading")
    async def read(
        self, request: Request, message: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Mark it read and go where it leads."""
        link = await actions.mark_read(visitor=visitor, message=message)
        if link is None:
            raise Missing
        return redirect(request, link)

    @post("/reading", name="messages.all.reading")
    async def read_all(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Nothing is unread any more."""
        count = await actions.mark_all_read(visitor=visitor)
        said = ngettext("%(num)s message marked read", "%(num)s messages marked read", count)
        return redirect(request, "/messages", said=said)


ROUTES = [Messages]
