"""Pages of requisitions."""

from collections.abc import Sequence
from typing import Any

ROUTES: Sequence[Any] = ()
