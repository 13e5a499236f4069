"""Which reviews a plan needs, whose word still holds after a change, and what its code may become."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.budget.rules import LineSums
from emall.budget.words import PLAN_MOVES, Method, PlanStatus
from emall.plans.queries.basket import Good, baskets, present
from emall.plans.rules import (
    StepFacts,
    Terms,
    common_code,
    correction_at_once,
    grouped,
    laid_out,
    padded,
    reasons_for_finance,
    refusals_for_code,
    refusals_for_correction,
    refusals_for_parts,
    refusals_for_share,
    refusals_for_submission,
    refusals_for_verdict,
    same_group,
    stages_needed,
    stands,
)
from emall.plans.words import FILING_WORDS, SENTENCES, STAGES, Stage, StepStatus

U, D, F = Stage.UNIT, Stage.DEPT, Stage.FINANCE
TERMS = Terms(1000, 1, "2022", "A02010105", "emall", False)
LINE = LineSums(
    id=1, organisation=1, name="办公费", year=2026, kind="indicator", fund="", closed=False,
    granted_fen=1_000, used_fen=300, planned_fen=600,
)  # fmt: skip
TODAY = date(2026, 11, 27)


def keys(refusals: list) -> list[str]:
    return [one.key for one in refusals]


@pytest.mark.parametrize(
    ("method", "imported", "fen", "why"),
    [
        ("emall", False, 99, []),
        ("emall", False, 100, ["amount"]),
        ("emall", True, 1, ["imported"]),
        ("tender", True, 100, ["method", "imported", "amount"]),
    ],
)
def test_finance_decides_for_a_reason(method: str, imported: bool, fen: int, why: list[str]) -> None:
    assert reasons_for_finance(method=method, imported=imported, amount_fen=fen, finance_from=100) == why


def test_the_reviews_follow_from_the_unit_and_the_reason() -> None:
    found = [stages_needed(has_parent=p, finance=f) for p in (False, True) for f in (False, True)]
    assert found == [(U,), (U, F), (U, D), (U, D, F)]


def step(stage: Stage, status: str, agreed: Terms | None = None, begun: bool = True) -> StepFacts:
    return StepFacts(stage, StepStatus(status), begun, agreed)


def laid(steps: list[StepFacts], needed: tuple[Stage, ...] = STAGES, terms: Terms = TERMS) -> list[str]:
    found = laid_out(steps=steps, needed=needed, terms=terms)
    return [f"{stage.value[0]}:{found[stage]}" for stage in STAGES if stage in found]


def test_a_new_plan_begins_with_its_unit() -> None:
    assert laid([], (U, F)) == ["u:now", "f:later"]


def test_a_returned_plan_comes_back_to_whoever_returned_it() -> None:
    steps = [step(U, "agreed", TERMS), step(D, "agreed", TERMS), step(F, "returned")]
    assert laid(steps) == ["u:agreed", "d:agreed", "f:now"]
    assert laid(steps, terms=replace(TERMS, amount_fen=900, code="A02010104")) == laid(steps)


@pytest.mark.parametrize(
    "change",
    [
        {"amount_fen": 1001},
        {"line": 2},
        {"code": "A02020400"},
        {"method": "tender"},
        {"imported": True},
    ],
)
def test_nobody_has_agreed_to_more_than_they_saw(change: dict) -> None:
    assert not stands(TERMS, replace(TERMS, **change))
    steps = [step(U, "agreed", TERMS), step(D, "agreed", TERMS), step(F, "returned")]
    assert laid(steps, terms=replace(TERMS, **change)) == ["u:now", "d:later", "f:later"]


def test_who_was_asked_stays_asked_and_who_never_was_is_dropped() -> None:
    returned = [step(U, "returned"), step(F, "later", begun=False)]
    assert laid(returned, (U,)) == ["u:now", "f:dropped"]
    assert laid([step(U, "agreed", TERMS), step(F, "returned")], (U,)) == ["u:agreed", "f:now"]
    again = [step(U, "returned"), step(F, "dropped", begun=False)]
    assert laid(again, (U, F)) == ["u:now", "f:later"]


CODES = st.sampled_from(["A02000000", "A02010000", "A02010105", "A02020400", "A05040101"])
SOME = st.builds(
    Terms, st.integers(1, 3), st.integers(1, 2), st.just("2022"), CODES, st.just("emall"), st.booleans()
)


@given(first=SOME, later=SOME, now=SOME)
def test_a_later_word_never_outlives_an_earlier_one(first: Terms, later: Terms, now: Terms) -> None:
    """What the parent agreed to was covered by the unit's word; so reviews are decided in their order."""
    if not stands(first, later):
        return
    found = laid_out(
        steps=[step(U, "agreed", first), step(D, "agreed", later), step(F, "returned")],
        needed=STAGES,
        terms=now,
    )
    marks = [found[stage] for stage in STAGES]
    assert marks.count(StepStatus.NOW) == 1
    if found[D] == StepStatus.AGREED:
        assert found[U] == StepStatus.AGREED


def test_the_table_of_moves_is_closed_and_has_two_ends() -> None:
    assert set(PLAN_MOVES) == set(PlanStatus)
    assert {here for here, there in PLAN_MOVES.items() if not there} == {
        PlanStatus.RETURNED,
        PlanStatus.CLOSED,
    }
    reached, found = {PlanStatus.DRAFT}, {PlanStatus.DRAFT}
    while found:
        found = {there for here in found for there in PLAN_MOVES[here]} - reached
        reached |= found
    assert reached == set(PlanStatus)


@pytest.mark.parametrize(
    ("codes", "common"),
    [
        (["A02010104", "A02010105"], "A020101"),
        (["A02010105"], "A02010105"),
        (["A02010105", "A02020400"], "A02"),
        (["A02010000", "A02010105"], "A0201"),
        (["A02010105", "A05040101"], ""),
        (["A02010105", "C16010000"], ""),
    ],
)
def test_the_lowest_level_goods_share(codes: list[str], common: str) -> None:
    assert common_code(codes) == common
    assert len(grouped(codes)) == (1 if common else 2)


def test_codes_are_written_as_the_catalogue_writes_them() -> None:
    assert padded("A0201", "2022") == "A02010000"
    assert padded("A0201", "2013") == "A0201"


def test_goods_of_two_groups_make_two_plans_that_cost_what_the_goods_do() -> None:
    goods = [
        Good("电脑", "2022", "A02010105", 500),
        Good("一体机", "2022", "A02020400", 300),
        Good("纸", "2022", "A05040101", 10),
    ]
    made = baskets(goods, freight_fen=7)
    assert [(one.code, one.fen) for one in made] == [("A02000000", 807), ("A05040101", 10)]
    assert made[0].title == "电脑等2种商品" and made[1].title == "纸"
    assert baskets([]) == []


def test_an_old_code_is_brought_to_the_catalogue_in_force() -> None:
    crossings = [("2013", "A02010104", "2022", "A02010105")]
    assert present(("2013", "A02010104"), crossings) == "A02010105"
    assert present(("2022", "A02010104"), crossings) == "A02010104"
    assert present(("2013", "A0999"), crossings) == "A0999"
    assert present(("2013", "A02010104"), [("2022", "A02010105", "2013", "A020101")]) == "A02010105"


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("A02010105", "A02010104", True),
        ("A02010000", "A02010104", True),
        ("A02010105", "A02010000", True),
        ("A02000000", "A02030000", True),  # narrower than what was filed
        ("A02010105", "A02020400", False),  # computers are no copiers, though both are equipment
        ("A02010105", "A02000000", False),
        ("A02010105", "A05040101", False),
    ],
)
def test_a_group_is_the_second_level(old: str, new: str, same: bool) -> None:
    assert same_group(("2022", old), ("2022", new)) is same


def test_a_group_is_found_across_editions() -> None:
    crossings = [("2013", "A02010104", "2022", "A02010105")]
    assert same_group(("2013", "A02010104"), ("2022", "A02010105"), crosswalk=crossings)
    assert same_group(("2013", "A02010104"), ("2022", "A02010108"), crosswalk=crossings)
    assert not same_group(("2013", "A02010104"), ("2022", "A02020400"), crosswalk=crossings)
    assert not same_group(("2013", "A02010104"), ("2022", "A02010104"))  # unknown: never guessed


def test_a_correction_is_free_only_within_the_group_and_before_anything_is_bought() -> None:
    old, near, far, wide = (("2022", code) for code in ("A02010105", "A02010104", "A05040101", "A02000000"))
    assert correction_at_once(old=old, new=near, used_fen=0)
    assert not correction_at_once(old=old, new=near, used_fen=1)
    assert not correction_at_once(old=old, new=far, used_fen=0)
    assert keys(refusals_for_correction(old=old, new=old, used_fen=0, waiting=False)) == ["plan_code_same"]
    assert keys(refusals_for_correction(old=old, new=far, used_fen=0, waiting=True)) == ["plan_code_waits"]
    assert keys(refusals_for_correction(old=old, new=far, used_fen=1, waiting=False)) == ["plan_code_used"]
    assert refusals_for_correction(old=old, new=wide, used_fen=1, waiting=False) == []
    assert refusals_for_correction(old=old, new=far, used_fen=0, waiting=False) == []


@pytest.mark.parametrize(
    ("change", "fen", "said"),
    [
        ({}, 400, []),
        ({}, 401, ["plan_beyond_line"]),
        ({"organisation": 2}, 1, ["plan_line_unknown"]),
        ({"year": 2025}, 1, ["line_other_year"]),
        ({"frozen": True}, 1, ["line_frozen"]),
        ({"closed": True, "frozen": True}, 999, ["line_closed", "plan_beyond_line"]),
        ({"used_fen": 900}, 101, ["plan_beyond_line"]),
    ],
)
def test_a_line_promises_no_more_than_it_has(change: dict, fen: int, said: list[str]) -> None:
    found = refusals_for_share(line=replace(LINE, **change), unit=1, fen=fen, today=TODAY)
    assert keys(found) == said
    assert keys(refusals_for_share(line=None, unit=1, fen=fen, today=TODAY)) == ["plan_line_unknown"]


def test_a_plan_says_what_it_is_for_and_until_when() -> None:
    def told(until: date, finance: bool = False, reason: str = "") -> list[str]:
        return keys(
            refusals_for_submission(valid_until=until, year=2026, today=TODAY, finance=finance, reason=reason)
        )

    assert told(TODAY) == told(date(2026, 12, 31)) == []
    assert told(date(2026, 11, 26)) == told(date(2027, 1, 1)) == ["plan_day_outside"]
    assert told(TODAY, finance=True, reason=" ") == ["plan_why_needed"]
    assert told(TODAY, finance=True, reason="教学") == []
    assert keys(refusals_for_code(edition="2022", code="A", known=True)) == ["plan_category_too_wide"]
    assert keys(refusals_for_code(edition="2022", code="Z", known=False)) == ["plan_category_unknown"]
    assert refusals_for_code(edition="2022", code="A02000000", known=True) == []


def test_a_verdict_and_what_goes_with_it() -> None:
    assert keys(refusals_for_verdict(verdict="", comment="x")) == ["plan_verdict_needed"]
    assert keys(refusals_for_verdict(verdict="return", comment=" ")) == ["plan_comment_needed"]
    assert refusals_for_verdict(verdict="agree", comment="") == []


def test_parts_leave_a_rest_and_take_only_what_is_free() -> None:
    plan = {"split_from": None, "left_fen": 70, "amount_fen": 100}

    def told(*parts: int, **change: object) -> list[str]:
        return keys(refusals_for_parts(plan={**plan, **change}, parts=parts, whole_number="JH1"))

    assert told(30, 40) == told(1) == []
    assert told(30, 41) == ["plan_parts_beyond"]
    assert told(100, left_fen=100) == ["plan_parts_leave_nothing"]
    assert told() == ["plan_parts_needed"]
    assert told(1, split_from=9) == ["plan_part_not_split"]


def test_every_county_has_its_own_word() -> None:
    from emall.kernel.regions import ALL

    assert set(FILING_WORDS) == {region.code for region in ALL}
    assert len(set(FILING_WORDS.values())) == len(ALL)
    assert "plan_moved_on" in SENTENCES and Method.EMALL == "emall"
