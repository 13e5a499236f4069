"""Requests are followed by what orders do, as in the application."""

from collections.abc import Iterator

import pytest

from emall.orders.actions import moves
from emall.requisitions.actions import follow_order


@pytest.fixture(autouse=True)
def followed() -> Iterator[None]:
    """Orders tell requests of their moves."""
    before = list(moves.FOLLOWERS)
    moves.FOLLOWERS[:] = [follow_order]
    yield
    moves.FOLLOWERS[:] = before
