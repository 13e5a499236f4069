"""A deed as an action reports it: what was done to which thing, and how the thing looked before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emall.web.actor import SYSTEM, Actor

__all__ = ["SYSTEM", "Actor", "Deed"]


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed (操作): `act` is noun.verb, `ref` the thing's number or id, `organisations` those that may read it.

    `before` and `after` hold the facts that changed, as plain values; money in fen.
    """

    act: str
    kind: str
    ref: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    note: str = ""
    organisations: tuple[int, ...] = ()
    result: str = "done"
    followed_by: tuple["Deed", ...] = ()
    """What other rooms did because of it, in the same transaction; recorded right behind it."""

    def whole(self) -> list["Deed"]:
        """This deed and all that followed from it."""
        return [self, *(one for followed in self.followed_by for one in followed.whole())]
