"""Places at which goods of new suppliers take turns, without a database."""

from datetime import UTC, datetime, timedelta

from emall.catalogue.queries.finding import alike
from emall.catalogue.rules import turns, with_turns
from emall.catalogue.words import FRESH_PLACES
from search import Hit, SearchPage

NOW = datetime(2026, 11, 27, 10, 20, tzinfo=UTC)
NATURAL = list(range(100, 124))
NEW = [900, 901, 902, 903, 904]


def placed(
    candidates: list[int], natural: list[int] = NATURAL, **more: object
) -> tuple[tuple[int, int], ...]:
    facts: dict[str, object] = {"total": 200, "words": "纸", "now": NOW, **more}
    return turns(candidates, natural=natural, **facts)  # type: ignore[arg-type]


def test_two_different_ones_stand_at_the_two_places() -> None:
    found = placed(NEW)
    assert [place for place, _ in found] == list(FRESH_PLACES) == [5, 13]
    assert len({listing for _, listing in found}) == 2 and {listing for _, listing in found} <= set(NEW)


def test_they_stay_for_the_hour_and_change_with_hours_and_words() -> None:
    assert placed(NEW) == placed(NEW[::-1], now=NOW + timedelta(minutes=30))
    by_hour = {placed(NEW, now=NOW + timedelta(hours=hour)) for hour in range(48)}
    by_words = {placed(NEW, words=words) for words in "纸笔墨砚胶夹"}
    assert len(by_hour) > 10 and len(by_words) > 2
    assert {found[0][1] for found in by_hour} == set(NEW)  # each has its turn


def test_who_stands_higher_already_is_left_there() -> None:
    natural = [900, *NATURAL[:4], *NATURAL[4:23]]
    assert placed([900], natural) == ()
    later = [*NATURAL[:8], 900, *NATURAL[8:23]]
    assert placed([900], later) == ((5, 900),)


def test_a_short_list_has_no_such_places() -> None:
    assert placed(NEW, NATURAL[:5], total=5) == ()
    assert [place for place, _ in placed(NEW, NATURAL[:8], total=8)] == [5]


def test_the_first_page_is_rearranged_without_loss() -> None:
    inside = [*NATURAL[:20], 900, *NATURAL[20:23]]
    made = with_turns(inside, ((5, 900), (13, 901)))
    assert made[5] == 900 and made[13] == 901 and len(made) == len(inside) == len(set(made))
    assert [one for one in made if one < 900] == NATURAL[:22]


def test_goods_that_match_by_a_keyword_alone_earn_no_place() -> None:
    def page(*hits: tuple[int, float]) -> SearchPage:
        return SearchPage(hits=tuple(Hit(*hit) for hit in hits), total=len(hits), page=1, size=24)

    assert alike(page((900, 4.0), (901, 1.2), (902, 2.4)), page((100, 4.0), (101, 1.0))) == [900, 902]
    assert alike(page((900, 0.0)), page()) == [900]
