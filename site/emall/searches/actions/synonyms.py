"""Keeping groups of names for the same thing; each deed is journaled."""

from collections.abc import Sequence

from emall.database import DB
from emall.journal import Actor, Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.searches.queries import all_groups
from emall.searches.rules import Group, overlapping, refusals_for_group, same_names
from emall.searches.words import MOST_GROUPS

ONE_AT_A_TIME = 0x73796E  # advisory lock: two deeds at once must not put one name into two groups


async def add_group(*, actor: Actor, names: Sequence[str], note: str = "") -> int:
    """A new group of names (as `names_in` reads them); its number. Raises Refused with every reason."""
    async with DB.transaction():
        groups = await locked_groups()
        refusals = refusals_for_group(names, groups)
        if refusals:
            raise Refused(*refusals)
        number = await _insert(actor, names, note=note, active=True, groups=groups)
        after = {"names": list(names), "note": note}
        await record(actor, Deed("synonym.add", "synonym", str(number), after=after))
    return number


async def change_group(
    *, actor: Actor, number: int, version: int, names: Sequence[str], note: str = ""
) -> None:
    """Other names or another note. Raises Missing, Conflict when it was changed since, Refused with every reason."""
    async with DB.transaction():
        groups = await locked_groups()
        group = own_group(groups, number)
        if group.version != version:
            raise Conflict("names", "synonym_moved_on", group=group.written)
        if not same_names(names, group.names):
            refusals = refusals_for_group(names, [other for other in groups if other is not group])
            if refusals:
                raise Refused(*refusals)
        await _update(group, names=list(names), note=note)
        before = {"names": list(group.names), "note": group.note}
        after = {"names": list(names), "note": note}
        await record(actor, Deed("synonym.change", "synonym", str(number), before=before, after=after))


async def switch_group(*, actor: Actor, number: int, version: int, active: bool) -> None:
    """Switch a group off or on. Raises Missing, Conflict when it was changed since, Refused when it cannot be on."""
    async with DB.transaction():
        groups = await locked_groups()
        group = own_group(groups, number)
        if group.version != version:
            raise Conflict("", "synonym_switched_meanwhile")
        if active:
            _refuse_overlap(group, groups)
        await _switch(actor, group, active=active)


async def switch_shipped(*, actor: Actor, names: Sequence[str], active: bool) -> None:
    """Switch a group that ships with the search off or on; one that already is so stays. Raises Missing, Refused."""
    async with DB.transaction():
        groups = await locked_groups()
        group = next((one for one in groups if one.shipped and same_names(one.names, names)), None)
        if group is None:
            raise Missing
        if group.active == active:
            return
        if active:
            _refuse_overlap(group, groups)
        if group.id:
            await _switch(actor, group, active=active)
        else:
            number = await _insert(actor, group.names, note="", active=active, groups=groups)
            await _journal_switch(actor, number, group, active=active)


def own_group(groups: Sequence[Group], number: int) -> Group:
    """The group added under this number; Missing for none, and for the switch of a shipped one."""
    found = next((group for group in groups if group.id == number and not group.shipped), None)
    if found is None:
        raise Missing
    return found


async def locked_groups() -> list[Group]:
    """Every group, held still until the transaction around ends."""
    await DB.execute("SELECT pg_advisory_xact_lock($1)", ONE_AT_A_TIME)
    return await all_groups()


def _refuse_overlap(group: Group, groups: Sequence[Group]) -> None:
    for other in overlapping(group.names, groups):
        shared = next(name for name in group.names if name in other.names)
        if group.shipped and set(other.names) > set(group.names):
            continue  # the office's group carries this one on
        raise Refused("", "synonym_elsewhere", name=shared, group=other.written)


async def _insert(
    actor: Actor, names: Sequence[str], *, note: str, active: bool, groups: Sequence[Group]
) -> int:
    if sum(1 for group in groups if group.id) >= MOST_GROUPS:
        raise Refused("", "synonyms_full", most=MOST_GROUPS)
    now = clock.now()
    number = await DB.fetch_value(
        "INSERT INTO synonym (names, note, active, version, created_by, created_at, updated_at)"
        " VALUES ($1, $2, $3, 1, $4, $5, $5) RETURNING id",
        *(list(names), note, active, actor.person, now),
    )
    return int(number)


async def _update(group: Group, *, names: list[str], note: str) -> None:
    await DB.execute(
        "UPDATE synonym SET names = $2, note = $3, version = version + 1, updated_at = $4 WHERE id = $1",
        *(group.id, names, note, clock.now()),
    )


async def _switch(actor: Actor, group: Group, *, active: bool) -> None:
    await DB.execute(
        "UPDATE synonym SET active = $2, version = version + 1, updated_at = $3 WHERE id = $1",
        *(group.id, active, clock.now()),
    )
    await _journal_switch(actor, group.id, group, active=active)


async def _journal_switch(actor: Actor, number: int, group: Group, *, active: bool) -> None:
    before = {"active": group.active, "names": list(group.names)}
    deed = "synonym.switch_on" if active else "synonym.switch_off"
    await record(actor, Deed(deed, "synonym", str(number), before=before, after={"active": active}))
