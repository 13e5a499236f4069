"""Which announcements are looked for."""

from dataclasses import dataclass
from typing import Annotated

from emall.kernel.pages import LAST_PAGE
from emall.kernel.regions import ALL
from emall.notices.words import NoticeKind
from emall.web.kinds import Choice, Quantity, Text


@dataclass(frozen=True, slots=True)
class Looking:
    """Words, kind, county (its key as in addresses), month as 2026-11, page."""

    q: Annotated[str, Text(most=60)] = ""
    kind: Annotated[str, Choice(NoticeKind)] = ""
    county: Annotated[str, Choice([place.key for place in ALL])] = ""
    month: Annotated[str, Text(most=7)] = ""
    page: Annotated[int, Quantity(most=LAST_PAGE)] = 1

    def pairs(self) -> dict[str, str]:
        """The filters in use, for addresses of other pages."""
        given = {"q": self.q, "kind": str(self.kind), "county": self.county, "month": self.month}
        return {name: value for name, value in given.items() if value}
