"""What a form may send: each shape a frozen dataclass whose fields say how their text is read.

@dataclass(frozen=True, slots=True)
class AddLine:
    listing: Annotated[int, Ident()]
    quantity: Annotated[int, Quantity()]
    note: Annotated[str, Text(most=200)] = ""
"""

import dataclasses
from functools import cache
from typing import Any, TypeVar, get_type_hints

from litestar import Request
from litestar.datastructures import UploadFile

from emall.kernel.refusal import Refusal, Refused
from emall.web.arrival import Typed, arrival
from emall.web.kinds import Bad, Gathering, Kind

Shape = TypeVar("Shape")


@dataclasses.dataclass(frozen=True, slots=True)
class _Field:
    name: str
    kind: Kind
    default: Any  # dataclasses.MISSING: the field must be filled in


@cache
def _fields_of(shape: Any) -> tuple[_Field, ...]:
    hints = get_type_hints(shape, include_extras=True)
    return tuple(
        _Field(field.name, _kind_of(shape, hints[field.name]), _default(field))
        for field in dataclasses.fields(shape)
    )


def _kind_of(shape: type[Any], hint: Any) -> Kind:
    for extra in getattr(hint, "__metadata__", ()):
        if isinstance(extra, Kind):
            return extra
    raise TypeError(f"{shape.__name__}: every field needs a kind, as in Annotated[int, Ident()]")


def _default(field: "dataclasses.Field[Any]") -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def parse(request: Request[Any, Any, Any], shape: type[Shape]) -> Shape:
    """Read a submitted form; raises Refused with one refusal for each field that is wrong. Unknown fields are ignored."""
    values, refusals = _read(arrival(request).typed, shape)
    if refusals:
        raise Refused(*refusals)
    return shape(**values)


def query(request: Request[Any, Any, Any], shape: type[Shape]) -> Shape:
    """Read the query string; what is wrong falls back to the field's default, so every field needs one."""
    sent = Typed({name: request.query_params.getall(name) for name in request.query_params.keys()})  # noqa: SIM118
    values, _ = _read(sent, shape)
    return shape(**values)


def upload(request: Request[Any, Any, Any], name: str) -> UploadFile | None:
    """The file sent under a name, or None when none was chosen; raises Refused when there are several."""
    files = arrival(request).files.get(name, [])
    if len(files) > 1:
        raise Refused(Refusal(name, "sent_twice"))
    return files[0] if files else None


def uploads(request: Request[Any, Any, Any], name: str) -> list[UploadFile]:
    """All files sent under a name."""
    return arrival(request).files.get(name, [])


def _read(sent: Typed, shape: Any) -> tuple[dict[str, Any], list[Refusal]]:
    values: dict[str, Any] = {}
    refusals: list[Refusal] = []
    for field in _fields_of(shape):
        try:
            values[field.name] = _value(sent, field, refusals)
        except Bad as bad:
            refusals.append(Refusal(bad.field or field.name, bad.code, **bad.values))
    return values, refusals


def _value(sent: Typed, field: _Field, refusals: list[Refusal]) -> Any:
    kind = field.kind
    if isinstance(kind, Gathering):
        return kind.collect(sent, field.name)
    texts = sent.get(field.name, [])
    if len(texts) > 1:
        raise Bad("sent_twice")
    text = kind.clean(texts[0]) if texts else ""
    if text == "":
        if field.default is dataclasses.MISSING:
            raise Bad(kind.missing)
        return field.default
    return kind.read(text)
