"""Which messages are looked at."""

from dataclasses import dataclass
from typing import Annotated

from emall.kernel.pages import LAST_PAGE
from emall.web.kinds import Quantity, Tick


@dataclass(frozen=True, slots=True)
class Looking:
    """Only unread ones or all, and the page of the list."""

    unread: Annotated[bool, Tick()] = False
    page: Annotated[int, Quantity(most=LAST_PAGE)] = 1
