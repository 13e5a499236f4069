"""Which plan pays for what, without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.budget.rules import (
    LineFacts,
    PlanFacts,
    fits,
    misfits,
    needs_plan,
    plan_moves,
    refusals_for_line,
    refusals_for_plan,
)
from emall.budget.words import PLAN_MOVES, SPENDABLE, PlanStatus

DAY = date(2026, 11, 23)
PLAN = PlanFacts("JH1", 1, 7, 2026, "emall", "filed", date(2026, 12, 31), "2022", "A0201", 100_00)
LINE = LineFacts("办公费", 1, 2026, "indicator", False, 100_00)


def changed(**more: object) -> PlanFacts:
    """The plan with something else about it."""
    values = {name: getattr(PLAN, name) for name in PLAN.__slots__} | more
    return PlanFacts(**values)


def keys(
    plan: PlanFacts, *, fen: int = 1, categories: tuple[tuple[str, str], ...] = (), **more: object
) -> list[str]:
    """Keys of the refusals."""
    asked = {"organisation": 1, "budget_line": None, "day": DAY} | more
    return [one.key for one in refusals_for_plan(plan=plan, fen=fen, categories=categories, **asked)]


@pytest.mark.parametrize(
    ("code", "category", "expected"),
    [
        ("A0201", "A02010104", True),
        ("A02010104", "A02010104", True),
        ("A02010104", "A0201", False),
        ("A0202", "A02010104", False),
        ("A", "B01", False),
        ("", "A02010104", False),
        ("A0201", "", False),
    ],
)
def test_a_code_covers_what_lies_beneath(code: str, category: str, expected: bool) -> None:
    assert fits(edition="2022", code=code, category=("2022", category)) is expected


@pytest.mark.parametrize(
    ("plan", "category", "expected"),
    [
        (("2013", "A0201"), ("2022", "A02010105"), True),  # 2022 code came from one beneath the plan's
        (("2013", "A02010104"), ("2022", "A02010105"), True),
        (("2022", "A0201"), ("2013", "A02010104"), True),  # read the other way round
        (("2013", "A0202"), ("2022", "A02010105"), False),
        (("2013", "A0201"), ("2022", "A02019900"), False),  # nothing says where it came from
        (("2013", "A0301"), ("2022", "A03050000"), True),  # a whole branch was moved
    ],
)
def test_between_editions_the_crosswalk_decides(
    plan: tuple[str, str], category: tuple[str, str], expected: bool
) -> None:
    rows = [("2013", "A02010104", "2022", "A02010105"), ("2013", "A0301", "2022", "A0305")]
    assert fits(edition=plan[0], code=plan[1], category=category, crosswalk=rows) is expected
    assert fits(edition=plan[0], code=plan[1], category=category) is False


def test_misfits_keep_their_order() -> None:
    wanted = [("2022", "B01"), ("2022", "A020101"), ("2022", "C02")]
    assert misfits(edition="2022", code="A02", categories=wanted) == (("2022", "B01"), ("2022", "C02"))


def test_a_fitting_plan_is_welcome_to_the_last_fen() -> None:
    assert keys(PLAN, fen=100_00, categories=(("2022", "A02010104"),)) == []
    (refusal,) = refusals_for_plan(plan=PLAN, organisation=1, budget_line=7, day=DAY, fen=100_01)
    assert refusal.key == "plan_too_small"
    assert dict(refusal.params) == {"number": "JH1", "short_fen": 1, "left_fen": 100_00}


def test_every_reason_is_told() -> None:
    plan = changed(status="draft", method="tender", year=2025, valid_until=date(2025, 12, 31), left_fen=0)
    assert keys(plan, categories=(("2022", "C01"),), budget_line=8) == [
        "plan_not_filed",
        "plan_other_method",
        "plan_other_line",
        "plan_other_year",
        "plan_expired",
        "plan_other_category",
        "plan_too_small",
    ]


def test_of_another_units_plan_nothing_is_told() -> None:
    assert keys(changed(organisation=2, left_fen=0)) == ["plan_other_unit"]


def test_lines() -> None:
    def told(line: LineFacts, fen: int = 1) -> list[str]:
        return [one.key for one in refusals_for_line(line=line, organisation=1, day=DAY, fen=fen)]

    assert told(LINE, 100_00) == []
    assert told(LINE, 100_01) == ["line_too_small"]
    assert told(LineFacts("x", 1, 2025, "indicator", True, 0)) == [
        "line_other_year",
        "line_frozen",
        "line_too_small",
    ]
    assert told(LineFacts("x", 2, 2026, "indicator", True, 0)) == ["line_other_unit"]
    assert needs_plan("indicator") and not needs_plan("cost_centre")


@given(status=st.sampled_from(sorted(PlanStatus)), left=st.integers(0, 3))
def test_plans_move_only_as_the_table_allows(status: PlanStatus, left: int) -> None:
    here = status
    for to in plan_moves(status=status, left_fen=left):
        assert to in PLAN_MOVES[here]
        here = to
    if status in SPENDABLE:
        assert (here == PlanStatus.USED_UP) == (left == 0)
    else:
        assert here == status
