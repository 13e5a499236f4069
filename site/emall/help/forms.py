"""What the help centre is asked."""

from dataclasses import dataclass
from typing import Annotated

from emall.web.kinds import Text


@dataclass(frozen=True, slots=True)
class Question:
    """Words looked for in the help texts."""

    q: Annotated[str, Text(most=80)] = ""
