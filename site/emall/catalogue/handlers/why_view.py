"""Why a listing stands where it stands, in plain words (为何排在这里)."""

from typing import Any

from emall.catalogue.documents import is_fresh
from emall.catalogue.handlers.narrowing import chinese
from emall.catalogue.handlers.product_view import percent
from emall.catalogue.queries.tree import Tree
from emall.catalogue.rules.ranking import Goods, Reason, reasons
from emall.catalogue.words import FRESH_PLACES, WEIGHT_NAMES
from emall.database import Row
from emall.kernel import clock
from emall.web.language import gettext, markup_gettext, ngettext
from search.segment import synonyms


def why(row: Row, kept: Tree, *, words: str, turn: bool) -> dict[str, Any]:
    """The values of the template: how the words met, what else counts, what does not."""
    goods = Goods(
        title=row.title,
        brand=row.brand,
        aliases=tuple(row.aliases or ()),
        model=row.model,
        categories=tuple(shelf.name for shelf in kept.path(kept.by_id[row.category])),
        keywords=row.keywords,
    )
    fresh = turn and is_fresh(row.admitted_on, today=clock.today())
    return {
        "row": row,
        "words": words,
        "met": [_sentence(reason) for reason in reasons(goods, words, synonyms())],
        "counts": list(zip(map(gettext, WEIGHT_NAMES.values()), _facts(row), strict=True)),
        "turn": _turn() if fresh else "",
    }


def _sentence(reason: Reason) -> str:
    said = gettext(", ").join(f"“{word}”" for word in reason.words)
    words, found = chinese(said), chinese(reason.found)
    return {
        "title": lambda: markup_gettext("%(words)s is in the name.", words=words),
        "model": lambda: markup_gettext("%(words)s is the model number.", words=words),
        "brand": lambda: markup_gettext("%(words)s is the brand.", words=words),
        "category": lambda: markup_gettext("%(words)s is the category.", words=words),
        "keyword": lambda: markup_gettext("%(words)s is among the keywords or item numbers.", words=words),
        "synonym": lambda: markup_gettext(
            "%(words)s is another name for “%(found)s”.", words=words, found=found
        ),
        "pinyin": lambda: markup_gettext("%(words)s is the pinyin of “%(found)s”.", words=words, found=found),
        "spelling": lambda: markup_gettext(
            "%(words)s is spelt almost like “%(found)s”.", words=words, found=found
        ),
        "part": lambda: markup_gettext("%(words)s is there in part.", words=words),
        "missing": lambda: markup_gettext(
            "%(words)s was not found in the texts of these goods.", words=words
        ),
    }[reason.kind]()


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
