"""Names for the same thing, kept by the Procurement Centre: the list, adding, changing, switching off and on."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import quote_plus

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import Duty
from emall.journal import once
from emall.kernel.pages import Page, offset
from emall.kernel.refusal import Conflict, Refused
from emall.searches import actions, queries, teaching
from emall.searches.actions.synonyms import own_group
from emall.searches.forms import Beginning, GroupForm, Looking, Switch
from emall.searches.rules import Group, names_in, overlapping
from emall.searches.words import (
    GROUPS_ON_PAGE,
    KIND_NAMES,
    KINDS,
    LONGEST_NAME,
    LONGEST_NOTE,
    MOST_NAMES,
)
from emall.web.arrival import arrival
from emall.web.forms import parse, query
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.reply import page, redirect, rejected
from emall.web.visitor import Visitor

WHERE = "/desk/search/synonyms"
CENTRE_ONLY = who(Duty.CENTRE)


class SynonymDesk(Controller):
    """The Procurement Centre keeps the groups; the system administrator may read them."""

    path = WHERE
    opt = who(Duty.CENTRE, Duty.SYSTEM)

    @get(name="searches.synonym.index")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """All groups, narrowed by a name."""
        return page(request, "searches/synonyms.html", **await _list(request, visitor))

    @post(name="searches.synonym.create", opt=CENTRE_ONLY)
    async def create(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """One more group."""

        async def deed() -> None:
            form = parse(request, GroupForm)
            names = names_in(form.names)
            await actions.add_group(actor=visitor.actor(), names=names, note=form.note)

        return await _done(request, visitor, "add", deed, said=_("The group is in force."))

    @get("/new", name="searches.synonym.new", opt=CENTRE_ONLY)
    async def new(self, request: Request) -> Response[bytes]:
        """The form for a group, begun with names that are known."""
        return page(request, "searches/group.html", **_form(query(request, Beginning).names))

    @get("/{number:int}", name="searches.synonym.show", opt=CENTRE_ONLY)
    async def show(self, request: Request, number: FromPath[int]) -> Response[bytes]:
        """The form of a group that exists."""
        group = own_group(await queries.all_groups(), number)
        added = [name for name in names_in(query(request, Beginning).names) if name not in group.names]
        return page(request, "searches/group.html", **_form("\n".join([*group.names, *added]), group=group))

    @post("/{number:int}", name="searches.synonym.change", opt=CENTRE_ONLY)
    async def change(
        self, request: Request, visitor: NamedDependency[Visitor], number: FromPath[int]
    ) -> Response[bytes]:
        """Other names for a group."""
        own_group(await queries.all_groups(), number)

        async def deed() -> None:
            form = parse(request, GroupForm)
            await actions.change_group(
                actor=visitor.actor(),
                number=number,
                version=form.version,
                names=names_in(form.names),
                note=form.note,
            )

        return await _done(request, visitor, "change", deed, number=number, said=_("The group is saved."))

    @post("/{number:int}/switch", name="searches.synonym.switch", opt=CENTRE_ONLY)
    async def switch(
        self, request: Request, visitor: NamedDependency[Visitor], number: FromPath[int]
    ) -> Response[bytes]:
        """Off or on again."""
        form = parse(request, Switch)
        own_group(await queries.all_groups(), number)

        async def deed() -> None:
            await actions.switch_group(
                actor=visitor.actor(), number=number, version=form.version, active=form.active
            )

        return await _done(request, visitor, "switch", deed, number=number, said=_switched(form.active))

    @post("/shipped", name="searches.synonym.shipped", opt=CENTRE_ONLY)
    async def shipped(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """A group that ships with the search off, or on again."""
        form = parse(request, Switch)

        async def deed() -> None:
            names = names_in(form.names)
            await actions.switch_shipped(actor=visitor.actor(), names=names, active=form.active)

        return await _done(request, visitor, "switch", deed, said=_switched(form.active))


def _switched(active: bool) -> str:
    return _("The group is switched on.") if active else _("The group is switched off.")


async def _done(
    request: Request[Any, Any, Any],
    visitor: Visitor,
    form: str,
    deed: Callable[[], Awaitable[None]],
    *,
    said: str,
    number: int = 0,
) -> Response[bytes]:
    """Do it once, tell the engine, back to the list; refused or overtaken, the form again with what was typed."""
    try:
        await _once(request, visitor, form, deed, number)
    except (Refused, Conflict) as error:
        return await _again(request, visitor, form, error, number)
    await teaching.teach_at_once()
    asked = query(request, Looking)  # a group is switched from a list, which is shown again
    back = f"{_at(asked.q, asked.kind)}&page={asked.page}" if asked.kind else WHERE
    return redirect(request, back, said=said)


async def _once(
    request: Request[Any, Any, Any],
    visitor: Visitor,
    form: str,
    deed: Callable[[], Awaitable[None]],
    number: int,
) -> None:
    typed = arrival(request).typed
    content = {name: texts for name, texts in typed.items() if not name.startswith("_")}

    async def done() -> str:
        await deed()
        return WHERE

    token = typed.value("submit_token")
    await once(
        actor=visitor.actor(), form=f"synonym.{form}", token=token, content=[number, content], deed=done
    )


async def _again(
    request: Request[Any, Any, Any], visitor: Visitor, form: str, error: Refused | Conflict, number: int
) -> Response[bytes]:
    if form == "switch":
        facts = await _list(request, visitor)
        return rejected(request, "searches/synonyms.html", error, **facts)
    typed = arrival(request).typed
    groups = await queries.all_groups()
    group = own_group(groups, number) if number else None
    others = [other for other in groups if group is None or other.id != group.id]
    facts = _form(typed.value("names"), note=typed.value("note"), group=group)
    facts["merges"] = _merges(names_in(typed.value("names")), others) if isinstance(error, Refused) else []
    return rejected(request, "searches/group.html", error, **facts)


def _merges(names: list[str], groups: list[Group]) -> list[tuple[Group, str]]:
    """Groups that hold some of the names already, each with the names that would be added to it, one on a line."""
    found, others = [], overlapping(names, groups)[:MOST_NAMES]
    for group in others:
        taken = {name for other in others for name in other.names}
        added = [name for name in dict.fromkeys(names) if name not in taken]
        found.append((group, "\n".join(added if group.id and not group.shipped else [*group.names, *added])))
    return found


def _form(names: str, *, note: str | None = None, group: Group | None = None) -> dict[str, Any]:
    bounds = {"most": MOST_NAMES, "longest": LONGEST_NAME, "longest_note": LONGEST_NOTE}
    shown = note if note is not None else group.note if group else ""
    return {"names": names, "note": shown, "group": group, "merges": [], **bounds}


async def _list(request: Request[Any, Any, Any], visitor: Visitor) -> dict[str, Any]:
    asked = query(request, Looking)
    wanted = names_in(asked.q)
    found = _by_kind(
        group
        for group in await queries.all_groups()
        if all(any(part in name for name in group.names) for part in wanted)
    )
    kind = asked.kind or ("own" if found["own"] or not found["shipped"] else "shipped")
    number = min(asked.page, Page((), len(found[kind]), 1, GROUPS_ON_PAGE).pages)
    first = offset(number, GROUPS_ON_PAGE)
    shown = found[kind][first : first + GROUPS_ON_PAGE]
    return {
        "asked": asked,
        "kind": kind,
        "kinds": [
            (_(KIND_NAMES[each]), _at(asked.q, each), len(found[each]), each == kind) for each in KINDS
        ],
        "shown": Page(shown, len(found[kind]), number, GROUPS_ON_PAGE),
        "base": f"{_at(asked.q, kind)}&page=",
        "may_keep": visitor.duty == Duty.CENTRE,
    }


def _by_kind(groups: Iterable[Group]) -> dict[str, list[Group]]:
    found: dict[str, list[Group]] = {kind: [] for kind in KINDS}
    for group in groups:
        found["shipped" if group.shipped else "own"].append(group)
        if not group.active:
            found["off"].append(group)
    return found


def _at(q: str, kind: str) -> str:
    """The address of a list."""
    return f"{WHERE}?q={quote_plus(q)}&kind={kind}"
