"""The public meter: what purchases take from plan to payment, for everybody, with the file behind it."""

from litestar import Controller, Request, Response, get

from emall.kernel import clock
from emall.runs.handlers.durations import words
from emall.runs.handlers.meter_view import meter_facts, meter_file
from emall.web.guards import ANYONE
from emall.web.reply import page


class PublicMeter(Controller):
    """Figures with the number of purchases behind each; nothing that could point at a unit."""

    path = "/open"
    opt = ANYONE

    @get("/runs", name="runs.meter.show")
    async def show(self, request: Request) -> Response[bytes]:
        """Median and quartiles over all, by party, by county, by shelf."""
        return page(request, "runs/meter.html", span_words=words, **await meter_facts())

    @get("/runs.csv", name="runs.meter.export")
    async def export(self, request: Request) -> Response[bytes]:
        """The same as a file."""
        headers = {"Content-Disposition": f'attachment; filename="runs-{clock.today()}.csv"'}
        return Response(await meter_file(), headers=headers, media_type="text/csv")
