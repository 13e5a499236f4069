"""What a query must find, said in properties of goods, so that it stays true when the world is planted anew."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from search import ProductDocument

QUERIES = Path(__file__).with_name("queries.tsv")
HEADER = "kind\tquery\texpected"
NOTHING = "-"

FIELDS: dict[str, Callable[[ProductDocument], tuple[str, ...]]] = {
    "title": lambda one: (one.title,),
    "brand": lambda one: (one.brand,),
    "model": lambda one: (one.model,),
    "category": lambda one: (*one.category_names, *one.category_codes),
    "supplier": lambda one: (one.supplier_name,),
    "specs": lambda one: (one.specs,),
    "origin": lambda one: (one.origin,),
}


class Unreadable(ValueError):
    """A line or an expectation that is not in the language of the set."""


def plain(text: str) -> str:
    """Text with width, case and blanks evened out."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True, slots=True)
class Term:
    """One property: some value of the field equals (`whole`) or contains the text, or none does (`negated`)."""

    field: str
    text: str
    whole: bool = False
    negated: bool = False

    def holds(self, one: ProductDocument) -> bool:
        """Whether the listing has the property."""
        values = (plain(value) for value in FIELDS[self.field](one))
        found = any(value == self.text if self.whole else self.text in value for value in values)
        return found != self.negated


@dataclass(frozen=True, slots=True)
class Expectation:
    """Alternatives of terms that must all hold; without any alternative nothing may match."""

    alternatives: tuple[tuple[Term, ...], ...]

    @property
    def nothing(self) -> bool:
        """Whether the right answer is that there is no such thing."""
        return not self.alternatives

    def right(self, one: ProductDocument) -> bool:
        """Whether the listing is one the buyer meant."""
        return any(all(term.holds(one) for term in terms) for terms in self.alternatives)


@dataclass(frozen=True, slots=True)
class Query:
    """A line of the set."""

    kind: str
    text: str
    expected: str

    @property
    def expectation(self) -> Expectation:
        """What is right, ready to be asked."""
        return read_expectation(self.expected)


def read_expectation(text: str) -> Expectation:
    """Read the language described at the head of queries.tsv. Raises Unreadable."""
    if text == NOTHING:
        return Expectation(())
    return Expectation(tuple(tuple(_term(part) for part in one.split("&")) for one in text.split("|")))


def _term(text: str) -> Term:
    negated, text = text.startswith("!"), text.removeprefix("!")
    for mark in "=~":
        field, found, value = text.partition(mark)
        if found:
            if field not in FIELDS:
                raise Unreadable(f"no such field: {field}")
            break
    else:
        field, mark, value = "title", "~", text
    if not plain(value):
        raise Unreadable("a term without a text")
    return Term(field, plain(value), whole=mark == "=", negated=negated)


def read_queries(path: Path = QUERIES) -> list[Query]:
    """The set in its own order. Raises Unreadable with the number of the line."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    if lines[0] != HEADER:
        raise Unreadable(f"the header must be {HEADER!r}")
    return [_query(number, line) for number, line in enumerate(lines[1:], 2)]


def _query(number: int, line: str) -> Query:
    cells = line.split("\t")
    if len(cells) != 3 or not all(cell.strip() for cell in cells):
        raise Unreadable(f"entry {number} is not kind, query and expectation: {line!r}")
    read_expectation(cells[2])
    return Query(*cells)
