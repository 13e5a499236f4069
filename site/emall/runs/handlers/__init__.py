"""Pages of the whole run of a purchase."""

from collections.abc import Sequence
from typing import Any

ROUTES: Sequence[Any] = ()
