"""The groups of filters beside a list as its template prints them, each value with the goods it would leave."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from emall.catalogue.queries.results import Results
from emall.catalogue.queries.tree import Shelf
from emall.catalogue.rules.browse import CREDITS
from emall.catalogue.words import GRADES, POLICY_NAMES, Policy
from emall.kernel.regions import ALL, CITY, COUNTIES
from emall.web.formats import county
from emall.web.language import ENGLISH, gettext, language

ALWAYS = (Policy.SME, Policy.ENVIRONMENT, Policy.ENERGY, Policy.DISABLED)
MOST_VALUES = 32
MOST_TOPS = 8
MOST_LEAVES = 12


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a filter group; `count` is None where nobody knows how many goods it would leave."""

    value: str
    label: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A group of filters as the form shows it."""

    name: str
    title: str
    values: list[Value]
    help: str = ""
    note: str = ""


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


def plain(text: str) -> str:
    """The same without marks, for a place that takes text alone."""
    return text.striptags() if isinstance(text, Markup) else text


def groups(found: Results) -> list[Group]:
    """Filter groups with tick boxes; price, delivery, credit and flags are drawn by the template."""
    browse, counts = found.browse, found.facets.counts
    return [
        Group("brand", gettext("Brand"), _values(counts.get("brands", {}), browse.brands, chinese)),
        _policies(found),
        *_attributes(found),
        Group("home", gettext("Supplier's county"), _places(found, "homes", every=found.relaxed)),
        Group("origin", gettext("Made in"), _places(found, "origins")),
    ]


def _policies(found: Results) -> Group:
    browse, counts = found.browse, found.facets.counts.get("policies", {})
    always = ALWAYS if found.total else ()
    kinds = [kind for kind in Policy if kind != Policy.HALL or kind in browse.policies]  # a group of its own
    shown = [kind for kind in kinds if counts.get(kind) or kind in always or kind in browse.policies]
    why = gettext(
        "Tags show a certificate or declaration on file. A tag disappears the day its certificate ends."
    )
    values = [
        Value(
            str(kind),
            gettext(POLICY_NAMES[kind]),
            _known(found, counts.get(kind, 0)),
            kind in browse.policies,
        )
        for kind in shown
    ]
    return Group("policy", gettext("Policy tags"), values, why, gettext("all must hold"))


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


def _places(found: Results, group: str, *, every: bool = False) -> list[Value]:
    """The city itself and its counties, those with goods or every one; other places are no choice here."""
    counts, chosen = found.facets.counts.get(group, {}), getattr(found.browse, group)
    if not found.relaxed:
        return _values({one.code: counts[one.code] for one in ALL if one.code in counts}, chosen, place)
    shown = [one.code for one in ALL if every or one.code in chosen]
    return [Value(code, place(code), None, code in chosen) for code in shown]


def place(code: str) -> str:
    """A county, or the city itself as distinct from them (市本级)."""
    return gettext("Lishui, city level") if code == CITY else county(code)


def _known(found: Results, count: int) -> int | None:
    """A count, unless the goods merely come close: those nobody counts."""
    return None if found.relaxed else count


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
        Value(name, word, _known(found, found.facets.flag(name)), getattr(found.browse, name))
        for name, word in flag_words().items()
        if name != "hall"
    ]
    return [one for one in made if found.total or one.chosen]


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
        if found.relaxed:
            made.append((grade, gettext("%(grade)s or better", grade=grade), None, False))
            continue
        chosen = found.browse.credit == grade
        if grade != CREDITS[-1] or number < sum(counts.values()) or chosen:  # the lowest may exclude nobody
            label = gettext("%(grade)s or better", grade=grade)
            made.append((grade, label, number, number == 0 and not chosen))
    return made if any(counts.values()) or found.browse.credit or found.relaxed else []


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
