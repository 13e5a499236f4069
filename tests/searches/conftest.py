"""Nothing counted, remembered or taught for one test is kept for the next."""

from collections.abc import Iterator

import pytest

from emall.catalogue.queries import use_engine
from emall.catalogue.queries.facets import forget as forget_counts
from emall.catalogue.queries.tree import forget as forget_tree
from emall.searches import tally, teaching
from emall.searches.queries.known import forget as forget_known


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    """An empty buffer, no engine, counts and tree read anew."""
    forget_counts()
    forget_tree()
    forget_known()
    use_engine(None)
    tally.waiting.__init__()  # type: ignore[misc]
    for lesson in (teaching._taught, teaching._configured):
        lesson.engine, lesson.mark = None, None
    yield
    use_engine(None)
    tally.waiting.__init__()  # type: ignore[misc]
