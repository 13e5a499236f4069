"""How a wish is turned down: each reason names the field, the key of its sentence and the values in it.

The sentences themselves live in the rooms; the kernel knows no language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from types import MappingProxyType
from typing import Any, Self


@dataclass(frozen=True, slots=True, init=False)
class Refusal:
    """One reason against one field; the empty field means the whole form.

    `Refusal("quantity", "more_than_in_stock", free=3)`. Names of amounts in fen end in `_fen`.
    """

    field: str
    key: str
    params: Mapping[str, Any] = attribute(hash=False)

    def __init__(
        self, field: str, key: str, /, params: Mapping[str, Any] | None = None, **values: Any
    ) -> None:
        """Values for the sentence come as a mapping, as keywords, or both."""
        object.__setattr__(self, "field", field)
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "params", MappingProxyType({**(params or {}), **values}))


class _Turned(Exception):
    """An exception with its reasons: `X(refusal, …)`, or `X("field", "key", value=…)` for a single one."""

    def __init__(self, *reasons: Refusal | str, **values: Any) -> None:
        self.refusals: tuple[Refusal, ...] = _gathered(reasons, values)
        super().__init__("; ".join(f"{reason.field}: {reason.key}" for reason in self.refusals))

    def against(self, field: str, *, only: str | None = None) -> Self:
        """The same reasons against one field: all of them, or `only` those that were against another."""
        return type(self)(
            *(
                Refusal(field if only in (None, one.field) else one.field, one.key, one.params)
                for one in self.refusals
            )
        )


def _gathered(reasons: tuple[Refusal | str, ...], values: Mapping[str, Any]) -> tuple[Refusal, ...]:
    names = [reason for reason in reasons if isinstance(reason, str)]
    if not names and not values:
        return tuple(reason for reason in reasons if isinstance(reason, Refusal))
    if len(names) != 2 or len(reasons) != 2:
        raise TypeError("give refusals, or one field and one key with their values")
    return (Refusal(names[0], names[1], **values),)


class Refused(_Turned):
    """What was asked breaks a rule (answered with 422); `refusals` holds every reason, not the first."""


class Conflict(_Turned):
    """What was asked would have been right a moment ago, but things have moved on (answered with 409)."""


class Missing(Exception):
    """There is no such thing, or none that this visitor may know of (answered with 404)."""


class Forbidden(Exception):
    """The visitor may not do this at all (answered with 403); `who` holds the duties that may."""

    def __init__(self, who: Iterable[str] = ()) -> None:
        """Take the duties that may; one word stands for itself."""
        self.who: frozenset[str] = frozenset([who] if isinstance(who, str) else who)
        super().__init__(", ".join(sorted(self.who)))
