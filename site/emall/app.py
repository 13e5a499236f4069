"""Puts the rooms together: the one place that knows all of them. Its list of routes is the site map."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from litestar import Litestar, Request, Response, get

from emall.accounts import handlers as accounts
from emall.accounts import kept, sessions
from emall.accounts import words as accounts_words
from emall.approvals import handlers as approvals
from emall.approvals import words as approvals_words
from emall.background import searching
from emall.budget import handlers as budget
from emall.budget import words as budget_words
from emall.cart import handlers as cart
from emall.cart import words as cart_words
from emall.catalogue import handlers as catalogue
from emall.catalogue import words as catalogue_words
from emall.catalogue.handlers import cards
from emall.catalogue.queries import engine as search_engine
from emall.catalogue.queries import lexicon, nav_categories
from emall.contracts import handlers as contracts
from emall.contracts import words as contracts_words
from emall.database import DB
from emall.delays import handlers as delays
from emall.delays import words as delays_words
from emall.delivery import handlers as delivery
from emall.delivery import words as delivery_words
from emall.embedded import address
from emall.help import handlers as help_pages
from emall.home import handlers as home
from emall.joints import join_rooms
from emall.journal import outbox
from emall.journal.once import submit_token
from emall.messages import handlers as messages
from emall.notices import handlers as notices
from emall.notices import words as notices_words
from emall.onboarding import handlers as onboarding
from emall.onboarding import words as onboarding_words
from emall.orders import handlers as orders
from emall.orders import words as orders_words
from emall.payments import handlers as payments
from emall.payments import words as payments_words
from emall.plans import handlers as plans
from emall.plans import words as plans_words
from emall.requisitions import handlers as requisitions
from emall.requisitions import words as requisitions_words
from emall.reviews import handlers as reviews
from emall.reviews import words as reviews_words
from emall.rulebook import handlers as rulebook
from emall.rulebook import words as rulebook_words
from emall.runs import handlers as runs
from emall.runs import words as runs_words
from emall.searches import handlers as searches
from emall.searches import teaching
from emall.searches import words as searches_words
from emall.settings import Settings, settings
from emall.settlement import handlers as settlement
from emall.settlement import words as settlement_words
from emall.web import errors, health, reply, saying
from emall.web.arrival import Arrival
from emall.web.assembly import Parts, build
from emall.web.front import Front
from emall.web.guards import ANYONE
from emall.web.language import N_, Later
from emall.web.templating import Pages
from search import SearchUnavailable

POOL_PER_WORKER = 10
SITE_NAME = N_("Lishui Public Marketplace")


@get("/", name="home.entrance", opt=ANYONE)
async def entrance(request: Request) -> Response[bytes]:
    """The site begins in the mall."""
    return reply.redirect(request, "/mall")


SITE: Sequence[Any] = [
    entrance,
    health.healthz,
    health.readyz,
    *accounts.ROUTES,
    *home.ROUTES,
    *onboarding.ROUTES,
    *help_pages.ROUTES,
    *notices.ROUTES,
    *messages.ROUTES,
    *catalogue.ROUTES,
    *budget.ROUTES,
    *orders.ROUTES,
    *approvals.ROUTES,
    *delivery.ROUTES,
    *cart.ROUTES,
    *searches.ROUTES,
    *rulebook.ROUTES,
    *plans.ROUTES,
    *contracts.ROUTES,
    *settlement.ROUTES,
    *payments.ROUTES,
    *reviews.ROUTES,
    *delays.ROUTES,
    *requisitions.ROUTES,
    *runs.ROUTES,
]

ROOM_SENTENCES: Sequence[Mapping[str, str]] = [
    accounts_words.SENTENCES,
    budget_words.SENTENCES,
    orders_words.SENTENCES,
    approvals_words.SENTENCES,
    delivery_words.SENTENCES,
    notices_words.SENTENCES,
    onboarding_words.SENTENCES,
    catalogue_words.SENTENCES,
    cart_words.SENTENCES,
    cart_words.CHECKOUT_SENTENCES,
    searches_words.SENTENCES,
    contracts_words.SENTENCES,
    delays_words.SENTENCES,
    payments_words.SENTENCES,
    plans_words.SENTENCES,
    requisitions_words.SENTENCES,
    reviews_words.SENTENCES,
    rulebook_words.SENTENCES,
    runs_words.SENTENCES,
    settlement_words.SENTENCES,
]


def create_app(config: Settings, *, strict_templates: bool = False) -> Front:
    """The application for these settings; `strict_templates` makes a misspelt name in a template an error."""
    errors.DUTY_NAMES.update(accounts_words.DUTY_NAMES)
    join_rooms()
    for sentences in ROOM_SENTENCES:
        saying.learn(sentences)
    site = [*SITE, *((*home.DEMO_ROUTES, *payments.DEMO_ROUTES) if config.demo else ())]
    front = build(site, _parts(config), secure=config.secure, strict=strict_templates)
    front.before_send.append(searches.remember_words)
    pages: Pages = front.state.pages
    pages.environment.globals.update(
        picture_of=partial(cards.picture, pages),
        policy_tag=cards.tag_of,
        cart_troubles=cart_words.TROUBLE_WORDS,
        band_words=cart_words.BAND_WORDS,
        centre_phone=cart_words.CENTRE_PHONE,
    )
    return front


# Figures in the header of every page, asked with the visitor; each expression belongs to the room of its table.
HEADER_COUNTS = {
    "cart_count": "(SELECT count(*) FROM cart_line c WHERE c.person = p.id AND c.organisation = o.id)",
    "unread_count": "(SELECT count(*) FROM message m WHERE m.person = p.id AND m.organisation = o.id"
    " AND m.read_at IS NULL)",
}


def _parts(config: Settings) -> Parts:
    find_visitor = sessions.loader(HEADER_COUNTS)

    async def load(here: Arrival) -> None:
        await find_visitor(here)
        await kept.bring_back(here)

    return Parts(
        load=load,
        keep_form=kept.keep,
        submit_token=submit_token,
        shares={"nav_categories": nav_categories},
        shared_values={"nav_categories": ()},
        globals={
            "site_name": config.site_name or Later(SITE_NAME),
            "demo": config.demo,
            **_demo_accounts(config),
        },
        checks={"database": database_answers, "index": index_answers, "outbox": outbox_waits},
        lifespan=[connected(config)],
    )


def connected(config: Settings) -> Any:
    """Hold the pool of connections open while the application runs; migrating is left to the command line."""

    @asynccontextmanager
    async def hold(app: Litestar) -> AsyncIterator[None]:
        DB.connect(address(config))
        await DB.start_connection_pool(min_size=2, max_size=POOL_PER_WORKER)
        try:
            await _refuse_demo_data(config)
            async with searching(config), teaching.keeping(), lexicon.keeping():
                yield
        finally:
            await DB.close_connection_pool()

    return hold


async def _refuse_demo_data(config: Settings) -> None:
    if not config.demo:
        from emall.world.planting import refuse_demo_data

        await refuse_demo_data()


def _demo_accounts(config: Settings) -> dict[str, Any]:
    """What the sign-in page tells in a demo; nothing anywhere else."""
    if not config.demo:
        return {"demo_logins": (), "demo_password": ""}
    from emall.world.people import demo_logins
    from emall.world.planting import PASSWORD

    return {"demo_logins": demo_logins(), "demo_password": PASSWORD}


async def database_answers() -> str:
    """One small query."""
    await DB.fetch_value("SELECT 1")
    return "up"


async def index_answers() -> str:
    """Whether the search engine answers; the site serves without it, matching words in the database."""
    engine = search_engine()
    try:
        return "up" if engine is not None and (await engine.health()).ok else "away"
    except SearchUnavailable:
        return "away"


async def outbox_waits() -> dict[str, int]:
    """How much waits for the background process and how old the oldest is, in seconds; what was given up is parked."""
    row = await outbox.state()
    return {"waiting": row.waiting, "oldest_seconds": row.oldest_seconds, "parked": row.parked}


def create() -> Front:
    """The application as the environment says, for servers that call a factory."""
    return create_app(settings())


def __getattr__(name: str) -> Any:
    if name == "app":
        return create()
    raise AttributeError(name)
