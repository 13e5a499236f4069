"""What the pages of the import send."""

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Request

from emall.kernel.pages import LAST_PAGE
from emall.onboarding.reading import CELL_MOST
from emall.onboarding.words import COLUMNS, FileKind, RowStatus
from emall.web.arrival import arrival
from emall.web.kinds import Choice, Quantity, Token


@dataclass(frozen=True, slots=True)
class Upload:
    """What a file brings in, and the token of the form."""

    kind: Annotated[FileKind, Choice(FileKind)]
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """The token of a form that has nothing else."""

    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Looking:
    """Which rows are shown."""

    rows: Annotated[str, Choice(RowStatus)] = ""
    page: Annotated[int, Quantity(most=LAST_PAGE)] = 1


def typed_cells(request: Request[Any, Any, Any], kind: FileKind) -> dict[str, str]:
    """The cells sent, blank ones included; what is wrong in them is judged like in a file."""
    typed = arrival(request).typed
    keys = [column.key for column in COLUMNS[kind] if column.key in typed]
    return {key: str(typed.value(key)).replace("\0", "")[:CELL_MOST] for key in keys}
