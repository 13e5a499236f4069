"""Nothing counted or drawn for one test is kept for the next."""

from collections.abc import Iterator

import pytest

from emall.catalogue.queries import use_engine
from emall.catalogue.queries.facets import forget as forget_counts
from emall.catalogue.queries.tree import forget as forget_tree


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    """Counts and the tree are read anew, and no search engine is in use unless a test brings one."""
    forget_counts()
    forget_tree()
    use_engine(None)
    yield
    use_engine(None)
