"""The groups of filters beside a list as its template prints them, each value with the goods it would leave."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from emall.catalogue.queries.results import Results
from emall.catalogue.queries.tree import Shelf
from emall.catalogue.rules.browse import CREDITS
from emall.catalogue.words import GRADES, POLICY_NAMES, Policy
from emall.kernel.regions import COUNTIES
from emall.web.formats import county
from emall.web.language import ENGLISH, gettext, language

ALWAYS = (Policy.SME, Policy.ENVIRONMENT, Policy.ENERGY, Policy.DISABLED)
MOST_VALUES = 40
MOST_TOPS = 8
MOST_LEAVES = 12


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a filter group."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A group of filters as the form shows it."""

    name: str
    title: str
    values: list[Value]
    help: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A category on the way from the top: its level from 0, where it leads, its goods (None: not counted)."""

    name: str
    url: str
    count: int | None
    level: int
    current: bool = False


def chinese(text: str) -> str:
    """Content of the database on an English page says that it is Chinese."""
    return Markup('<span lang="zh-CN">{}</span>').format(text) if language() == ENGLISH and text else text


def groups(found: Results) -> list[Group]:
    """Filter groups with tick boxes; price, delivery, credit and flags are drawn by the template."""
    browse, counts = found.browse, found.facets.counts
    return [
        Group("brand", gettext("Brand"), _values(counts.get("brands", {}), browse.brands, chinese)),
        _policies(found),
        *_attributes(found),
        Group("home", gettext("Supplier's county"), _counties(counts.get("homes", {}), browse.homes)),
        Group("origin", gettext("Made in"), _counties(counts.get("origins", {}), browse.origins)),
    ]


def _policies(found: Results) -> Group:
    browse, counts = found.browse, found.facets.counts.get("policies", {})
    always = () if relaxed(found) else ALWAYS
    kinds = [kind for kind in Policy if kind != Policy.HALL or kind in browse.policies]  # a group of its own
    shown = [kind for kind in kinds if counts.get(kind) or kind in always or kind in browse.policies]
    why = gettext(
        "Tags show a certificate or declaration on file. A tag disappears the day its certificate ends."
    )
    values = [
        Value(str(kind), gettext(POLICY_NAMES[kind]), counts.get(kind, 0), kind in browse.policies)
        for kind in shown
    ]
    return Group("policy", gettext("Policy tags"), values, why)


def _attributes(found: Results) -> list[Group]:
    made = []
    for at in found.leaf.attributes if found.leaf else ():
        counts = found.facets.counts.get(f"a.{at.key}", {})
        chosen = found.browse.group(at.key)
        if at.facet and (counts or chosen):
            made.append(Group(f"a.{at.key}", at.shown, _values(counts, chosen, chinese)))
    return made


def _values(
    counts: Mapping[str, int], chosen: tuple[str, ...], translate: Callable[[str], str]
) -> list[Value]:
    """Most hits first; chosen values stay even where they lead nowhere."""
    known = {**dict.fromkeys(chosen, 0), **counts}
    ordered = sorted(known.items(), key=lambda item: (-item[1], item[0]))
    shown = [item for at, item in enumerate(ordered) if at < MOST_VALUES or item[0] in chosen]
    return [Value(value, translate(value), n, value in chosen) for value, n in shown]


def _counties(counts: Mapping[str, int], chosen: tuple[str, ...]) -> list[Value]:
    """Counties of the city; other places are no choice here."""
    known = {one.code: counts[one.code] for one in COUNTIES if one.code in counts}
    return _values(known, chosen, county)


def flag_words() -> dict[str, str]:
    """Yes-or-no filters by name, in words."""
    return {
        "next_day": gettext("Next-day delivery"),
        "local": gettext("Local store"),
        "in_stock": gettext("In stock"),
        "hall": gettext("Only goods of the Specialty Hall"),
    }


def flags(found: Results) -> list[Value]:
    """Yes-or-no filters with the goods they would leave, the hall's apart; `value` is the filter's name."""
    made = [
        Value(name, word, found.facets.flag(name), getattr(found.browse, name))
        for name, word in flag_words().items()
        if name != "hall"
    ]
    return [one for one in made if one.chosen or not relaxed(found)]


def hall(found: Results) -> Value | None:
    """The filter of the hall where it would leave anything."""
    number, chosen = found.facets.flag("hall"), found.browse.hall
    return Value("hall", flag_words()["hall"], number, chosen) if number or chosen else None


def credits(found: Results) -> list[tuple[str, str, int | None, bool]]:
    """Lowest credit grades as (value, label, goods, leads nowhere); every grade includes the better ones."""
    counts = found.facets.counts.get("credit", {})
    made: list[tuple[str, str, int | None, bool]] = [("", gettext("Any"), None, False)]
    for grade in CREDITS:
        number = sum(n for value, n in counts.items() if int(value) >= GRADES[grade])
        chosen = found.browse.credit == grade
        if grade != CREDITS[-1] or number < sum(counts.values()) or chosen:  # the lowest may exclude nobody
            label = gettext("%(grade)s or better", grade=grade)
            made.append((grade, label, number, number == 0 and not chosen))
    return made if any(counts.values()) or found.browse.credit else []


def places(found: Results) -> list[tuple[str, str]]:
    """Counties goods can be delivered to, for a select, each with its goods."""
    counts = found.facets.counts.get("county", {})
    made = [("", gettext("Anywhere"))]
    for one in COUNTIES:
        number = counts.get(one.code, 0)
        label = gettext("%(county)s (%(num)s)", county=county(one.code), num=number)
        made.append((one.code, label if counts else county(one.code)))
    return made


def categories(found: Results) -> list[Step]:
    """The way from all goods down to where the list stands, and what lies beside and below, with counts."""
    kept, shelf = found.tree, found.shelf
    path = kept.path(shelf) if shelf else []
    if not path:
        return _widely(found)
    made = [_step(found, None, 0), _step(found, path[0], 1)]
    below = kept.children.get(path[0].id, [])
    shown = sorted(below, key=lambda one: (one not in path, -_number(found, one)))
    full = len(below) > MOST_LEAVES
    return made + [
        _step(found, one, 2) for one in shown[:MOST_LEAVES] if not full or _number(found, one) or one in path
    ]


def _widely(found: Results) -> list[Step]:
    """Without a category: the top ones with goods, the fullest one opened."""
    tops = sorted(found.tree.tops, key=lambda one: -_number(found, one))
    made: list[Step] = []
    for at, top in enumerate(one for one in tops[:MOST_TOPS] if _number(found, one)):
        made.append(_step(found, top, 1))
        below = found.tree.children.get(top.id, []) if at == 0 else []
        ordered = sorted(below, key=lambda one: -_number(found, one))
        made += [_step(found, one, 2) for one in ordered[:MOST_LEAVES] if _number(found, one)]
    return made


def _number(found: Results, shelf: Shelf) -> int:
    return found.facets.counts.get("categories", {}).get(shelf.code, 0)


def _step(found: Results, shelf: Shelf | None, level: int) -> Step:
    state = found.browse.having(category=shelf.code if shelf else "", attributes=(), of="")
    if shelf is None:
        return Step(gettext("All categories"), state.url, None, level)
    return Step(shelf.shown, state.url, _number(found, shelf), level, shelf is found.shelf)


def bars(found: Results) -> tuple[list[int], int, int] | None:
    """Price bars with the first and last chosen one; None when all prices are the same."""
    facts, browse = found.facets, found.browse
    if facts.least_fen == facts.most_fen or len(facts.bars) < 2:
        return None

    def at(fen: int) -> int:
        return max(0, sum(edge <= fen for edge in facts.edges) - 1)

    first = at(browse.least_fen) if browse.least_fen is not None else 0
    last = at(browse.most_fen) if browse.most_fen is not None else len(facts.bars) - 1
    return facts.bars, first, last


def relaxed(found: Results) -> bool:
    """Whether the goods shown are merely close: those are not counted, so nothing can be said of a filter."""
    return bool(found.found and found.found.relaxed)


def context(found: Results) -> dict[str, Any]:
    """What the filters' template prints."""
    return {
        "groups": groups(found),
        "steps": categories(found),
        "flags": flags(found),
        "hall": hall(found),
        "credits": credits(found),
        "delivery": places(found),
        "bars": bars(found),
        "leaf": found.leaf,
    }
