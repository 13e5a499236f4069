"""Pages of invoices and settlement sheets."""

from collections.abc import Sequence
from typing import Any

ROUTES: Sequence[Any] = ()
