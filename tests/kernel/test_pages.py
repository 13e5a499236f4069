"""Pages say what they show and offer the numbers around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.kernel.pages import Page, offset


def test_a_page_in_the_middle():
    page = Page(items=list(range(20)), total=57, page=2, size=20)
    assert (page.pages, page.first_shown, page.last_shown) == (3, 21, 40)


def test_the_last_page_is_shorter():
    page = Page(items=list(range(17)), total=57, page=3, size=20)
    assert (page.first_shown, page.last_shown) == (41, 57)


def test_an_empty_list_has_one_page_showing_nothing():
    page = Page(items=[], total=0, page=1, size=20)
    assert (page.pages, page.first_shown, page.last_shown) == (1, 0, 0)
    assert page.numbers() == [1]


@pytest.mark.parametrize(
    ("here", "pages", "numbers"),
    [
        (1, 3, [1, 2, 3]),
        (1, 20, [1, 2, 3, None, 20]),
        (5, 20, [1, 2, 3, 4, 5, 6, 7, None, 20]),
        (6, 20, [1, None, 4, 5, 6, 7, 8, None, 20]),
        (20, 20, [1, None, 18, 19, 20]),
        (99, 3, [1, 2, 3]),
    ],
)
def test_numbers_offered(here, pages, numbers):
    assert Page(items=[], total=pages * 10, page=here, size=10).numbers() == numbers


@given(st.integers(1, 500), st.integers(1, 500), st.integers(0, 4))
def test_numbers_rise_and_every_gap_hides_at_least_two(here, pages, around):
    numbers = Page(items=[], total=pages, page=min(here, pages), size=1).numbers(around=around)
    shown = [number for number in numbers if number is not None]
    assert shown == sorted(set(shown))
    assert shown[0] == 1
    assert shown[-1] == pages
    assert min(here, pages) in shown
    for place, number in enumerate(numbers):
        before = numbers[place - 1] if place else None
        if number is None:
            assert numbers[place + 1] - before > 2
        elif before is not None:
            assert number - before == 1


def test_rows_before_a_page():
    assert offset(1, 20) == 0
    assert offset(4, 50) == 150
