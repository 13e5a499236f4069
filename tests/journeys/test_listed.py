"""No page is forgotten by the journeys: each address that can be read is a page to be looked at, or said to be none."""

from emall.app import create_app
from emall.routes import routes_of
from emall.settings import settings
from tests.journeys.pages import NO_PAGES, SAMPLES


def test_every_address_is_a_sample_or_no_page() -> None:
    routes = routes_of(create_app(settings()))
    read = {row["name"] for row in routes if row["method"] == "GET" and "." in row["name"] and row["who"]}
    sampled = {sample.route for sample in SAMPLES if sample.route}
    assert read - sampled - set(NO_PAGES) == set()
    assert (sampled | set(NO_PAGES)) - read == set()


def test_what_is_no_page_says_why() -> None:
    assert [name for name, why in NO_PAGES.items() if not why] == []
