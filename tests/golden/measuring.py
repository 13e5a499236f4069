"""Asking queries and counting how well they are answered: the same figures for any set of queries."""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from search import ProductDocument, SearchEngine, SearchQuery
from tests.golden.expecting import Query
from tests.golden.filling import Goods

PAGE = 10


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed and what is right; `nothing` when only an empty or a relaxed answer is."""

    kind: str
    text: str
    expected: str
    right: Callable[[ProductDocument], bool]
    nothing: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """How one question was answered; `place` is that of the first right title from 1, or 0. Time in ms."""

    kind: str
    text: str
    expected: str
    place: int
    shown: int
    total: int
    strict: bool
    ms: float
    titles: tuple[str, ...]

    @property
    def worth(self) -> float:
        """The reciprocal of the place, 0 where nothing right is on the first page."""
        return 1 / self.place if self.place else 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares from 0 to 1 and milliseconds over the answers of one kind.

    `page` is the share with something right on the first page, `zero` without anything on it, `relaxed` with
    nothing that matched entirely.
    """

    kind: str
    queries: int
    mrr: float
    first: float
    three: float
    page: float
    zero: float
    relaxed: float
    half_ms: float
    most_ms: float


def questions(queries: Sequence[Query]) -> list[Question]:
    """The queries ready to be asked."""
    return [
        Question(query.kind, query.text, query.expected, query.expectation.right, query.expectation.nothing)
        for query in queries
    ]


def unfulfilled(queries: Sequence[Query], goods: Goods) -> list[str]:
    """Queries whose expectation no listing fulfils, in any of its alternatives: a fault of the set."""
    return [
        f"{query.kind} · {query.text} · {query.expected}"
        for query in queries
        for terms in query.expectation.alternatives
        if not any(all(term.holds(one) for term in terms) for one in goods.values())
    ]


def ask(engine: SearchEngine, goods: Goods, question: Question) -> Answer:
    """Ask for a first page without filters; goods that come close count after those that match."""
    began = time.perf_counter()
    page = engine.search(SearchQuery(text=question.text, size=PAGE))
    spent = (time.perf_counter() - began) * 1000
    shown = [goods[hit.id] for hit in (*page.hits, *page.close)][:PAGE]
    strict = bool(page.hits) and not page.relaxed
    if question.nothing:
        place = int(not strict)
    else:
        place = next((at for at, one in enumerate(shown, 1) if question.right(one)), 0)
    titles = tuple(one.title for one in shown)
    return Answer(
        question.kind, question.text, question.expected, place, len(shown), page.total, strict, spent, titles
    )


def asked(engine: SearchEngine, goods: Goods, questions: Iterable[Question]) -> list[Answer]:
    """Every question once, after a few that only warm the engine up."""
    for text in ("a", "纸", "dayinji"):
        engine.search(SearchQuery(text=text, size=PAGE))
    return [ask(engine, goods, question) for question in questions]


def figures(kind: str, answers: Sequence[Answer]) -> Figures:
    """The figures of some answers; there must be one at least."""
    times = [answer.ms for answer in answers]

    def share(holds: Callable[[Answer], bool]) -> float:
        return sum(map(holds, answers)) / len(answers)

    return Figures(
        kind=kind,
        queries=len(answers),
        mrr=statistics.fmean(answer.worth for answer in answers),
        first=share(lambda answer: answer.place == 1),
        three=share(lambda answer: 1 <= answer.place <= 3),
        page=share(lambda answer: answer.place > 0),
        zero=share(lambda answer: answer.shown == 0),
        relaxed=share(lambda answer: answer.shown > 0 and not answer.strict),
        half_ms=statistics.median(times),
        most_ms=statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0],
    )


def by_kind(answers: Sequence[Answer]) -> list[Figures]:
    """The figures of each kind in the order of the set."""
    return [
        figures(kind, [answer for answer in answers if answer.kind == kind])
        for kind in dict.fromkeys(answer.kind for answer in answers)
    ]


def late(answers: Sequence[Answer]) -> list[Answer]:
    """The answers that do not begin with something right."""
    return [answer for answer in answers if answer.place != 1]


def as_json(answers: Sequence[Answer]) -> dict[str, Any]:
    """Figures and late answers as plain values."""
    return {
        "kinds": [asdict(one) for one in by_kind(answers)],
        "late": [asdict(answer) for answer in late(answers)],
    }
