"""Pages of the rulebook."""

from collections.abc import Sequence
from typing import Any

ROUTES: Sequence[Any] = ()
