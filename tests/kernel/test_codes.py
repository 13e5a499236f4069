"""Social credit codes: published examples hold, every single slip of the pen is caught."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.kernel.codes import KINDS, LENGTH, SIGNS, clean_uscc, uscc_kind, uscc_of, uscc_problem

invented = st.builds(
    uscc_of,
    st.sampled_from(sorted(KINDS)),
    st.sampled_from(["331100", "331102", "331127", "331181"]),
    st.integers(min_value=0, max_value=9_999_999),
)


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91512081MA62K0260E", "11320000MB151840XJ"])
def test_codes_in_issue_hold(code):
    assert uscc_problem(code) is None


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("", "length"),
        ("91350100M000100Y4", "length"),
        ("91350100M000100Y433", "length"),
        ("91350100M000100Y44", "check"),
        ("91350100M000100YX3", "body_check"),
        ("91350100M000100Z43", "alphabet"),
        ("91350100M0OO100Y43", "alphabet"),
        ("9135010AM000100Y43", "alphabet"),
        ("91350100m000100Y43", "alphabet"),
        ("９1350100M000100Y43", "alphabet"),
        ("91350100M000100Y4\n", "alphabet"),
    ],
)
def test_the_first_thing_wrong_is_named(code, problem):
    assert uscc_problem(code) == problem


def test_pasted_codes_are_cleaned():
    assert clean_uscc(" 91350100-m000 100y43\u3000") == "91350100M000100Y43"
    assert clean_uscc("９１３５０１００Ｍ０００１００ｙ４３") == "91350100M000100Y43"


@given(invented)
def test_invented_codes_hold_and_stay_as_they_are_when_cleaned(code):
    assert len(code) == LENGTH
    assert uscc_problem(code) is None
    assert clean_uscc(code.lower()) == code


@given(invented, st.integers(min_value=0, max_value=LENGTH - 1), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_caught(code, place, sign):
    wrong = code[:place] + sign + code[place + 1 :]
    assert (uscc_problem(wrong) is None) == (wrong == code)


@given(invented, st.integers(min_value=0, max_value=LENGTH - 2))
def test_two_signs_swapped_are_caught(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (uscc_problem(swapped) is None) == (swapped == code)


def test_sequences_give_different_codes():
    assert len({uscc_of("91", "331102", sequence) for sequence in range(300)}) == 300


@pytest.mark.parametrize(
    "wrong", [("99", "331100", 1), ("91", "3311", 1), ("91", "331100", -1), ("91", "331100", 10**7)]
)
def test_no_code_is_made_of_nonsense(wrong):
    with pytest.raises(ValueError, match="no code"):
        uscc_of(*wrong)


def test_the_first_two_signs_tell_the_kind():
    assert uscc_kind("11320000MB151840XJ") == "organ"
    assert uscc_kind("91350100M000100Y43") == "enterprise"
    assert uscc_kind("A1350100M000100Y43") is None
