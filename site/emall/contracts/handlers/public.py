"""What is open to everybody: announced contracts, and checking a paper by its number and digest."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.params import FromPath

from emall.contracts import queries
from emall.contracts.forms import Checking, PublicLooking
from emall.contracts.queries.proofs import contract_row
from emall.contracts.words import LEAST_DIGEST, SIDE_NAMES
from emall.kernel.refusal import Missing
from emall.kernel.regions import ALL, keyed
from emall.orders.words import REGIME_NAMES, Regime
from emall.web import reply
from emall.web.forms import query
from emall.web.guards import ANYONE
from emall.web.language import gettext as _
from emall.web.language import language


@get("/open/contracts", name="contracts.open.list", opt=ANYONE)
async def open_list(request: Request) -> Response[bytes]:
    """Announced contracts (合同公告), newest first."""
    asked = query(request, PublicLooking)
    place = keyed(asked.county)
    shown = await queries.announced_page(words=asked.q, region=place.code if place else "", page=asked.page)
    pairs = [(name, value) for name, value in (("q", asked.q), ("county", asked.county)) if value]
    chinese = language() != "en"
    places = [("", _("All places")), *((one.key, one.full if chinese else one.english) for one in ALL)]
    base = f"/open/contracts?{urlencode(pairs)}{'&' if pairs else ''}page="
    return reply.page(request, "contracts/open_list.html", asked=asked, shown=shown, base=base, places=places)


@get("/open/contracts/{number:str}", name="contracts.open.show", opt=ANYONE)
async def open_one(request: Request, number: FromPath[str]) -> Response[bytes]:
    """What is published of one contract; no person, phone, street or account."""
    found = await queries.announced(number)
    if found is None:
        raise Missing
    regime = REGIME_NAMES[Regime(found["regime"])]
    return reply.page(request, "contracts/open_show.html", contract=found, regime_name=regime)


@get("/verify/{number:str}", name="contracts.paper.check", opt=ANYONE)
async def check_paper(request: Request, number: FromPath[str]) -> Response[bytes]:
    """Check a paper against the live record: its digest made anew, each mark with its key.

    Whoever does not hold the paper learns nothing, not even whether there is such a contract.
    """
    digest = "".join(query(request, Checking).digest.lower().split())
    return reply.page(
        request, "contracts/verify.html", number=number, digest=digest, **await _checked(number, digest)
    )


async def _checked(number: str, digest: str) -> dict[str, Any]:
    row = await contract_row(number) if len(digest) >= LEAST_DIGEST else None
    known = row is not None and row.digest.startswith(digest)
    return {
        "asked": bool(digest),
        "contract": row if known else None,
        "proof": await queries.proof_of(row) if row is not None and known else None,
        "sides": SIDE_NAMES,
    }
