"""What the pages of late things are asked and send."""

from dataclasses import dataclass
from typing import Annotated

from emall.delays.words import Light, Matter, Party
from emall.kernel.pages import LAST_PAGE
from emall.kernel.regions import ALL
from emall.web.kinds import Choice, Quantity, Text, Token

REASON_MOST = 300


@dataclass(frozen=True, slots=True)
class Looking:
    """Which of the late and near things are shown."""

    party: Annotated[str, Choice(*Party)] = ""
    kind: Annotated[str, Choice(*Matter)] = ""
    region: Annotated[str, Choice(*(one.code for one in ALL))] = ""
    light: Annotated[str, Choice(Light.NEAR, Light.PAST)] = ""
    page: Annotated[int, Quantity(most=LAST_PAGE)] = 1


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why something is late."""

    reason: Annotated[str, Text(most=REASON_MOST, lines=True)] = ""
    submit_token: Token = ""
