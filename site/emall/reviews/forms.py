"""What the page of a review sends."""

from dataclasses import dataclass
from typing import Annotated

from emall.web.kinds import Quantity, Text, Token

COMMENT_MOST = 300


@dataclass(frozen=True, slots=True)
class Review:
    """Marks from 1 to 5 (0: none was given) and a few words."""

    goods: Annotated[int, Quantity(least=0, most=5)] = 0
    delivery: Annotated[int, Quantity(least=0, most=5)] = 0
    service: Annotated[int, Quantity(least=0, most=5)] = 0
    comment: Annotated[str, Text(most=COMMENT_MOST, lines=True)] = ""
    submit_token: Token = ""
