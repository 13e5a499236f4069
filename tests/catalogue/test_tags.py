"""How many policy tags a card shows: those filtered by always, the rest as far as two rows go."""

import pytest

from emall.catalogue.rules.tags import MORE, ROOM, breadth, chosen_first, fitting


def test_what_is_filtered_by_stands_first_and_the_rest_keeps_its_order() -> None:
    assert chosen_first(["sme", "environment", "energy"], ["energy"]) == ["energy", "sme", "environment"]
    assert chosen_first(["sme", "energy"], []) == ["sme", "energy"]


def test_chinese_signs_are_wider_than_letters_and_an_icon_takes_room() -> None:
    assert breadth("环境标志", icon=False) > breadth("SMEs", icon=False)
    assert breadth("SME", icon=True) > breadth("SME", icon=False)


@pytest.mark.parametrize(
    ("breadths", "fit"),
    [
        ([], 0),
        ([ROOM], 1),
        ([ROOM, ROOM], 2),
        ([ROOM, ROOM, 10], 1),  # the tag that says +2 needs the second row
        ([80, 80, 80, 80], 4),
        ([80, 80, 80, 80, 80], 3),
        ([60, 60, 60, 60, 60, 60], 4),
        ([500, 500, 500], 1),
    ],
)
def test_two_rows_hold_what_fits_and_the_tag_that_names_the_rest(breadths: list[int], fit: int) -> None:
    assert fitting(breadths) == fit
    assert MORE < ROOM


def test_the_first_ones_asked_for_are_never_left_out() -> None:
    assert fitting([ROOM] * 5, least=4) == 4
