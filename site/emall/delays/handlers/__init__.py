"""Pages of what is late."""

from collections.abc import Sequence
from typing import Any

ROUTES: Sequence[Any] = ()
