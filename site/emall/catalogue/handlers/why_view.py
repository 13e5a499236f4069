"""Why a listing stands where it stands, in plain words (为何排在这里)."""

from typing import Any

from emall.catalogue.documents import is_fresh
from emall.catalogue.forms import WhyQuery
from emall.catalogue.handlers.narrowing import chinese
from emall.catalogue.handlers.product_view import percent
from emall.catalogue.queries.tree import Tree
from emall.catalogue.rules.browse import SORTS, Browse
from emall.catalogue.words import FRESH_PLACES, MET, SORTED_BY, WEIGHT_NAMES
from emall.database import Row
from emall.kernel import clock
from emall.web.formats import day, money
from emall.web.language import N_, gettext, markup_gettext, ngettext
from search.explain import Described, Reason, explain
from search.synonyms import Names


def why(row: Row, kept: Tree, names: Names, asked: WhyQuery) -> dict[str, Any]:
    """The values of the template: the order somebody chose, how the words met, what else counts, what does not."""
    goods = Described(
        title=row.title,
        brand=row.brand,
        brand_aliases=tuple(row.aliases or ()),
        model=row.model,
        category_names=tuple(shelf.name for shelf in kept.path(kept.by_id[row.category])),
        keywords=tuple(row.keywords.split()),
        supplier_name=row.supplier_name,
        specs=" ".join(value for _, value in row.spec),
    )
    best = asked.sort == SORTS[0]
    fresh = best and asked.turn and is_fresh(row.admitted_on, today=clock.today())
    return {
        "row": row,
        "words": asked.q,
        "back": Browse(text=asked.q, sort=asked.sort).url,
        "met": _sentences(explain(goods, asked.q, names)),
        "sorted_by": "" if best else gettext(SORTED_BY[asked.sort]),
        "counts": list(zip(map(gettext, WEIGHT_NAMES.values()), _facts(row), strict=True)) if best else [],
        "standing": "" if best else _standing(row, asked.sort),
        "turn": _turn() if fresh else "",
    }


def _standing(row: Row, sort: str) -> str:
    """What the listing has of the one thing that decides its place in an order somebody chose."""
    if sort == "sales":
        return gettext("%(num)s ordered in the last 90 days", num=row.sales_90d)
    if sort == "newest":
        return gettext("on sale since %(day)s", day=day(row.listed_at))
    price = money(row.price_fen)
    return markup_gettext(N_("¥%(price)s for one %(unit)s"), price=price, unit=chinese(row.unit))


def _sentences(reasons: list[Reason]) -> list[str]:
    """Words met in the same way share a sentence, in the order typed."""
    met = dict[tuple[str, str], list[str]]()
    for reason in reasons:
        met.setdefault((reason.kind, reason.found), []).append(f"“{reason.asked}”")
    return [
        markup_gettext(MET[kind], words=chinese(gettext(", ").join(words)), found=chinese(found))
        for (kind, found), words in met.items()
    ]


def _facts(row: Row) -> list[str]:
    """What the listing has of each thing that counts, in the order of WEIGHT_NAMES."""
    on_time = row.on_time_permille
    return [
        gettext("In stock") if row.free >= row.min_order else gettext("Not in stock"),
        ngettext("within %(num)s working day", "within %(num)s working days", row.delivery_days),
        percent(on_time) if on_time is not None else gettext("No record yet; the usual value is assumed"),
        ngettext("%(num)s ordered", "%(num)s ordered", row.sales_90d),
    ]


def _turn() -> str:
    places = [place + 1 for place in FRESH_PLACES]
    return gettext(
        "This supplier was admitted lately. Places %(first)s and %(second)s of a search are for goods of new"
        " suppliers that hold all your words; which of them stand there changes every hour.",
        first=places[0],
        second=places[1],
    )
