"""Turns a page of results into what its template prints: groups of filters, chips, tools, texts."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from emall.catalogue.queries.results import Results
from emall.catalogue.rules.browse import SIZES, SORTS, Browse, yuan
from emall.catalogue.words import POLICY_NAMES, SORT_NAMES, Policy
from emall.kernel.regions import COUNTIES
from emall.web.formats import county
from emall.web.language import ENGLISH, gettext, language, markup_gettext, ngettext

ALWAYS = (Policy.SME, Policy.ENVIRONMENT, Policy.ENERGY, Policy.DISABLED)


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


def chinese(text: str) -> str:
    """Content of the database on an English page says that it is Chinese."""
    return Markup('<span lang="zh-CN">{}</span>').format(text) if language() == ENGLISH and text else text


def groups(found: Results) -> list[Group]:
    """Filter groups with tick boxes; price, delivery and flags are drawn by the template."""
    browse, counts = found.browse, found.facets.counts
    brands = _values(counts.get("brands", {}), browse.brands, translate=chinese)
    policies = {str(kind): counts.get("policies", {}).get(kind, 0) for kind in Policy}
    always = () if found.found and found.found.relaxed else ALWAYS
    shown = {kind: n for kind, n in policies.items() if n or kind in always or kind in browse.policies}
    tags = [
        Value(kind, gettext(POLICY_NAMES[Policy(kind)]), n, kind in browse.policies)
        for kind, n in shown.items()
    ]
    homes = _values(counts.get("homes", {}), browse.homes, translate=county)
    why = gettext(
        "Tags show a certificate or declaration on file. A tag disappears the day its certificate ends."
    )
    return [
        Group("brand", gettext("Brand"), brands),
        Group("policy", gettext("Policy tags"), tags, why),
        *_attributes(found),
        Group("home", gettext("Supplier's county"), homes),
    ]


def _attributes(found: Results) -> list[Group]:
    if found.shelf is None:
        return []
    made = []
    for at in found.shelf.attributes:
        counts = found.facets.counts.get(f"a.{at.key}", {})
        if at.facet and counts:
            made.append(
                Group(
                    f"a.{at.key}",
                    at.shown,
                    _values(counts, found.browse.group(at.key), translate=chinese),
                )
            )
    return made


def _values(counts: dict[str, int], chosen: tuple[str, ...], *, translate: Any) -> list[Value]:
    """Most hits first; chosen values stay even where they lead nowhere."""
    known = {**dict.fromkeys(chosen, 0), **counts}
    ordered = sorted(known.items(), key=lambda item: (-item[1], item[0]))
    return [Value(value, translate(value), n, value in chosen) for value, n in ordered]


def chips(browse: Browse) -> list[tuple[str, str]]:
    """Chosen filters as (label, address without it)."""
    made = [(chinese(name), browse.toggled("brands", name).url) for name in browse.brands]
    made += [
        (gettext(POLICY_NAMES[Policy(kind)]), browse.toggled("policies", kind).url)
        for kind in browse.policies
    ]
    made += [(chinese(value), _without_pair(browse, (key, value)).url) for key, value in browse.attributes]
    made += [(county(code), browse.toggled("homes", code).url) for code in browse.homes]
    if browse.least_fen is not None or browse.most_fen is not None:
        made.append((price_range(browse), browse.having(least_fen=None, most_fen=None).url))
    if browse.county:
        label = gettext("Delivered to %(county)s", county=county(browse.county))
        made.append((label, browse.having(county="").url))
    return made + [
        (label, browse.having(**{flag: False}).url)
        for flag, label, _ in flags(browse)
        if getattr(browse, flag)
    ]


def _without_pair(browse: Browse, pair: tuple[str, str]) -> Browse:
    return browse.having(attributes=tuple(other for other in browse.attributes if other != pair))


def price_range(browse: Browse) -> str:
    """The chosen price range in words."""
    least, most = yuan(browse.least_fen), yuan(browse.most_fen)
    if least and most:
        return f"¥{least}–{most}"
    if most:
        return gettext("up to ¥%(price)s", price=most)
    return gettext("from ¥%(price)s", price=least)


def flags(browse: Browse) -> list[tuple[str, str, str]]:
    """Yes-or-no filters as (name, label, address with it switched)."""
    words = {
        "next_day": gettext("Next-day delivery"),
        "local": gettext("Local store"),
        "in_stock": gettext("In stock"),
    }
    return [
        (name, word, browse.having(**{name: not getattr(browse, name)}).url) for name, word in words.items()
    ]


def sorts(browse: Browse) -> list[tuple[str, str, bool]]:
    """Orders of the list as (value, label, current)."""
    return [(sort, gettext(SORT_NAMES[sort]), sort == browse.sort) for sort in SORTS]


def views(browse: Browse) -> list[tuple[str, str, str, str]]:
    """Ways to lay the list out as (value, icon, label, address)."""
    words = (
        ("grid", "layout-grid", gettext("Grid")),
        ("list", "list", gettext("List")),
    )
    return [(view, icon, word, replace(browse, view=view).url) for view, icon, word in words]


def sizes(browse: Browse) -> list[tuple[int, str, bool]]:
    """Page sizes as (number, address, current)."""
    return [(size, browse.having(size=size).url, size == browse.size) for size in SIZES]


def page_base(browse: Browse) -> str:
    """The list's address up to the page number."""
    pairs = browse.pairs(but=("page",))
    return f"{browse.path}?{urlencode([*pairs, ('page', '')])}"


def heading(found: Results) -> str:
    """What the list is called."""
    if found.browse.text:
        return markup_gettext("“%(words)s”", words=chinese(found.browse.text))
    if found.shelf:
        return found.shelf.shown
    return gettext("Goods of this shop") if found.browse.supplier else gettext("All goods")


def counted(total: int, *, capped: bool = False) -> str:
    """How many goods, for the head of the list and for screen readers."""
    if capped:
        return gettext("more than %(num)s items", num=total)
    return ngettext("%(num)s item", "%(num)s items", total)


def crumbs(found: Results) -> list[tuple[str, str]]:
    """The way from the mall's door to the list."""
    made = [(gettext("Mall"), "/mall")]
    if found.shelf:
        made += [(shelf.shown, f"/mall/c/{shelf.code}") for shelf in found.tree.path(found.shelf)]
    return [*made, (heading(found), "")] if found.browse.text or not found.shelf else made


def loosening(found: Results) -> list[tuple[str, str]]:
    """For a list without hits: (what to leave out and how many goods that brings, address)."""
    made: list[tuple[str, str]] = []
    for group, value, hits, state in found.loosened:
        label = {address: label for label, address in chips(found.browse)}.get(state.url)
        label = label or _group_word(group, value)
        made.append(
            (
                markup_gettext("Without %(filter)s: %(hits)s", filter=label, hits=counted(hits)),
                state.url,
            )
        )
    return made


def _group_word(group: str, value: str) -> str:
    if group == "policies":
        return gettext(POLICY_NAMES[Policy(value)])
    return county(value) if group == "homes" else value


def categories(found: Results) -> list[tuple[str, str, int]]:
    """Where the hits of a search or a shop lie, as (name, address, count), most first."""
    counts = found.facets.counts.get("categories", {})
    known = [(found.tree.by_code.get(code), n) for code, n in counts.items()]
    leaves = [(shelf, n) for shelf, n in known if shelf and n and not found.tree.children.get(shelf.id)]
    ordered = sorted(leaves, key=lambda pair: -pair[1])
    return [
        (shelf.shown, found.browse.having(category=shelf.code, attributes=()).url, n)
        for shelf, n in ordered[:10]
    ]


def delivery_options() -> list[tuple[str, str]]:
    """Counties goods can be delivered to, for a select."""
    return [
        ("", gettext("Anywhere")),
        *((one.code, county(one.code)) for one in COUNTIES),
    ]


def bars(found: Results) -> tuple[list[int], int, int] | None:
    """Price bars with the first and last chosen one; None when all prices are the same."""
    least, most = found.facets.least_fen, found.facets.most_fen
    if least is None or most is None or least == most or not found.facets.bars:
        return None
    numbers = found.facets.bars

    def at(fen: int) -> int:
        return min(len(numbers) - 1, max(0, (fen - least) * len(numbers) // (most + 1 - least)))

    first = at(found.browse.least_fen) if found.browse.least_fen is not None else 0
    last = at(found.browse.most_fen) if found.browse.most_fen is not None else len(numbers) - 1
    return numbers, first, last


def context(found: Results) -> dict[str, Any]:
    """All of it, for the results template."""
    browse = found.browse
    return {
        "found": found,
        "browse": browse,
        "heading": heading(found),
        "counted": counted(found.total, capped=bool(found.found and found.found.capped)),
        "crumbs": crumbs(found),
        "groups": groups(found),
        "chips": chips(browse),
        "flags": [(name, word, url, getattr(browse, name)) for name, word, url in flags(browse)],
        "sorts": sorts(browse),
        "sizes": sizes(browse),
        "views": views(browse),
        "page_base": page_base(browse),
        "loosening": loosening(found),
        "categories": categories(found) if browse.text or browse.supplier else [],
        "bars": bars(found),
        "delivery": delivery_options(),
        "hidden": hidden(browse),
        "search_words": browse.text,
        "search_category": browse.category,
        "yuan": yuan,
    }


def hidden(browse: Browse) -> list[tuple[str, str]]:
    """What the filter form carries on unseen: words, category, view, size and comparison."""
    kept = {"q", "category", "view", "size", "compare"}
    return [pair for pair in browse.pairs() if pair[0] in kept]
