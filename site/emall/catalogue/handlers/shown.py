"""Turns a page of results into what its template prints: chips, tools, headings, ways out."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from emall.catalogue.handlers import narrowing
from emall.catalogue.handlers.narrowing import chinese, flag_words, place, plain
from emall.catalogue.queries import names
from emall.catalogue.queries.results import Results
from emall.catalogue.queries.ways_out import ALL, closest
from emall.catalogue.rules.browse import FLAGS, SIZES, SORTS, Browse, yuan
from emall.catalogue.words import POLICY_NAMES, SORT_NAMES, Policy
from emall.kernel.regions import COUNTIES
from emall.kernel.text import joined
from emall.web.formats import county, money
from emall.web.language import N_, gettext, markup_gettext, ngettext

LONGEST_NAME = 60
"""Characters of the name a list is saved under."""


def chips(browse: Browse) -> list[tuple[str, str]]:
    """Chosen filters as (label, address without it)."""
    made = [(chinese(name), browse.toggled("brands", name).url) for name in browse.brands]
    made += [
        (gettext(POLICY_NAMES[Policy(kind)]), browse.toggled("policies", kind).url)
        for kind in browse.policies
    ]
    made += [(chinese(value), _without_pair(browse, (key, value)).url) for key, value in browse.attributes]
    made += [
        (gettext("Supplier in %(county)s", county=place(code)), browse.toggled("homes", code).url)
        for code in browse.homes
    ]
    made += [
        (gettext("Made in %(county)s", county=place(code)), browse.toggled("origins", code).url)
        for code in browse.origins
    ]
    if browse.least_fen is not None or browse.most_fen is not None:
        made.append((price_range(browse), browse.having(least_fen=None, most_fen=None).url))
    if browse.county:
        label = gettext("Delivered to %(county)s", county=county(browse.county))
        made.append((label, browse.having(county="").url))
    if browse.credit:
        label = gettext("Credit %(grade)s or better", grade=browse.credit)
        made.append((label, browse.having(credit="").url))
    words = flag_words()
    return made + [(words[flag], browse.switched(flag).url) for flag in FLAGS if getattr(browse, flag)]


def _without_pair(browse: Browse, pair: tuple[str, str]) -> Browse:
    return browse.having(attributes=tuple(other for other in browse.attributes if other != pair))


def price_range(browse: Browse) -> str:
    """The chosen price range in words."""
    least, most = (money(fen) if fen else "" for fen in (browse.least_fen, browse.most_fen))
    if least and most:
        return f"¥{least}–{most}"
    if most:
        return gettext("up to ¥%(price)s", price=most)
    return gettext("from ¥%(price)s", price=least)


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
    if found.browse.product:
        return gettext("Offers of the same product")
    if found.browse.text:
        return markup_gettext("“%(words)s”", words=chinese(found.browse.text))
    if found.shelf:
        return found.shelf.shown
    return gettext("Goods of this shop") if found.browse.supplier else gettext("All goods")


def counted(total: int, *, capped: bool = False, grouped: bool = False) -> str:
    """How many goods, for the head of the list and for screen readers; of a grouped list, how many products."""
    if grouped and capped:
        return gettext("more than %(num)s products", num=total)
    if grouped:
        return ngettext("%(num)s product", "%(num)s products", total)
    if capped:
        return gettext("more than %(num)s items", num=total)
    return ngettext("%(num)s item", "%(num)s items", total)


def showing(total: int, *, capped: bool = False, grouped: bool = False) -> str:
    """The same as the words of the button that leads to the list."""
    if grouped and capped:
        return gettext("Show more than %(num)s products", num=total)
    if grouped:
        return ngettext("Show %(num)s product", "Show %(num)s products", total)
    if capped:
        return gettext("Show more than %(num)s items", num=total)
    return ngettext("Show %(num)s item", "Show %(num)s items", total)


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
        named = label or _group_word(group, value)
        hit = counted(hits)
        if group == "category":
            text = gettext("In all categories: %(hits)s", hits=hit)
        else:
            text = markup_gettext(N_("Without %(filter)s: %(hits)s"), filter=named, hits=hit)
        made.append((text, state.url))
    return made


def fewer_words(found: Results) -> list[tuple[str, str]]:
    """For a search without hits: (the word left out and how many goods that brings, address)."""
    return [
        (
            markup_gettext(N_("Without “%(word)s”: %(hits)s"), word=chinese(word), hits=counted(hits)),
            state.url,
        )
        for word, state, hits in (found.found.ways.words if found.found else ())
    ]


def alike(found: Results) -> list[tuple[str, str]]:
    """Categories whose names come close to the words, as (name, address)."""
    if not found.browse.text:
        return []
    leaves = [shelf for shelf in found.tree.by_id.values() if found.tree.is_leaf(shelf)]
    return [(shelf.shown, f"/mall/c/{shelf.code}") for shelf in closest(found.browse.text, leaves, names())]


def _group_word(group: str, value: str) -> str:
    if group == "policies":
        return gettext(POLICY_NAMES[Policy(value)])
    return place(value) if group in ("homes", "origins") else value


def delivery_options() -> list[tuple[str, str]]:
    """Counties goods can be delivered to, for a select."""
    return [
        ("", gettext("Anywhere")),
        *((one.code, county(one.code)) for one in COUNTIES),
    ]


def context(found: Results) -> dict[str, Any]:
    """All of it, for the results template."""
    browse, answer, chosen = found.browse, found.found, chips(found.browse)
    capped = bool(answer and answer.capped)
    return {
        "found": found,
        "browse": browse,
        "heading": heading(found),
        "counted": counted(found.total, capped=capped, grouped=browse.grouped),
        "showing": showing(found.total, capped=capped, grouped=browse.grouped),
        "bare": not found.total and not browse.narrowed,
        "crumbs": crumbs(found),
        "chips": chosen,
        "saved_as": joined(
            map(plain, (browse.text or heading(found), *(label for label, _ in chosen))), LONGEST_NAME
        ),
        "sorts": sorts(browse),
        "sizes": sizes(browse),
        "views": views(browse),
        "page_base": page_base(browse),
        "meant": _meant(found),
        "went_by": _went_by(found),
        "grouping": browse.having(grouped=not browse.grouped).url if browse.text else "",
        "hidden": hidden(browse),
        "search_words": browse.text,
        "search_category": browse.category,
        "yuan": yuan,
        **narrowing.context(found),
        **(ways_on(found) if not found.total else {}),
    }


def ways_on(found: Results) -> dict[str, Any]:
    """What the page without hits offers."""
    every = found.facets.without.get(ALL, 0)
    clear = gettext("Clear all filters")
    return {
        "loosening": loosening(found),
        "fewer": fewer_words(found),
        "alike": alike(found),
        "clearing": gettext("Clear all filters: %(hits)s", hits=counted(every)) if every else clear,
        "cause": _cause(found),
    }


def _cause(found: Results) -> tuple[str, str]:
    """Why nothing is shown, and what can be done about it."""
    browse = found.browse
    if browse.narrowed and found.facets.without.get(ALL, 1):
        what = gettext("Nothing under these filters")
        return what, gettext("Leave out a filter, or clear all of them.")
    if browse.text:
        what = markup_gettext(N_("Nothing found for %(what)s"), what=heading(found))
        return what, gettext("Use fewer or other words, for example the kind of goods alone.")
    return gettext("Nothing on sale here now"), gettext("Look into another category, or ask us.")


def _meant(found: Results) -> tuple[str, str]:
    """A better spelling and its address, or two empty texts."""
    meant = found.found.meant if found.found else ""
    return (meant, found.browse.having(text=meant).url) if meant else ("", "")


def _went_by(found: Results) -> str:
    """What is told where goods were found by another spelling than the one typed."""
    if not found.found or not found.found.went_by:
        return ""
    return markup_gettext(
        N_("Nothing is called “%(typed)s”; these goods were found by “%(meant)s”."),
        typed=chinese(found.browse.text),
        meant=chinese(found.found.went_by),
    )


def hidden(browse: Browse) -> list[tuple[str, str]]:
    """What the filter form carries on unseen: words, category, view, size and comparison."""
    kept = {"q", "category", "product", "view", "size", "compare"}
    return [pair for pair in browse.pairs() if pair[0] in kept]
