"""Which help topics answer a question, best first."""

from collections.abc import Sequence

from emall.help.reading import HelpPage

TITLE, KEYWORD, SUMMARY, BODY = 12, 8, 4, 1


def pieces(question: str) -> list[str]:
    """What is looked for: Latin words as they are, runs of Chinese as overlapping pairs of characters."""
    found: list[str] = []
    for word in question.casefold().split():
        if word.isascii() or len(word) <= 2:
            found.append(word)
        else:
            found += [word[at : at + 2] for at in range(len(word) - 1)]
    return list(dict.fromkeys(found))


def score(page: HelpPage, wanted: Sequence[str]) -> int:
    """How well a page answers; each piece counts once, where it weighs most."""
    places = (
        (TITLE, page.title.casefold()),
        (KEYWORD, page.keywords.casefold()),
        (SUMMARY, page.summary.casefold()),
        (BODY, page.plain.casefold()),
    )
    return sum(next((weight for weight, text in places if piece in text), 0) for piece in wanted)


def answers(pages: Sequence[HelpPage], question: str) -> list[HelpPage]:
    """Pages that hold at least half of what was asked, best first; all pages for an empty question."""
    wanted = pieces(question)
    if not wanted:
        return list(pages)
    rated = [(score(page, wanted), page) for page in pages if 2 * _met(page, wanted) >= len(wanted)]
    return [page for points, page in sorted(rated, key=lambda pair: -pair[0]) if points]


def _met(page: HelpPage, wanted: Sequence[str]) -> int:
    text = f"{page.title} {page.keywords} {page.summary} {page.plain}".casefold()
    return sum(piece in text for piece in wanted)


def for_duty(pages: Sequence[HelpPage], duty: str, *, most: int = 4) -> list[HelpPage]:
    """What somebody in this duty asks most; the general topics for somebody not signed in."""
    own = [page for page in pages if duty and duty in page.topic.duties]
    general = [page for page in pages if page.topic.slug in ("buying", "signing-in", "prices", "policy-tags")]
    return (own or general)[:most]
