"""Pages of contracts."""

from collections.abc import Sequence
from typing import Any

ROUTES: Sequence[Any] = ()
