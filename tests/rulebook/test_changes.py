"""Changing the rulebook: proposed by one of finance, decided by another, never backwards, never over each other."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from emall.database import DB, Broken
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.rulebook import queries
from emall.rulebook.access import may_decide
from emall.rulebook.actions import Proposal, decide, propose, propose_end, withdraw
from emall.rulebook.queries.changes import change_of
from emall.rulebook.rules import Scope, first_day, refusals_for_version
from emall.rulebook.words import GROUPS, RULE_WORDS, UNITS, Rule
from emall.web.visitor import Visitor
from tests.making import CITY, Seat, make, make_organisation, make_seat
from tests.orders.town import deeds_of, offences

YUAN = 100
DIRECT = Scope("direct_up_to")


def visitor(seat: Seat, *, region: str = CITY) -> Visitor:
    """Somebody of a bureau."""
    return Visitor(
        person=seat.person,
        login=f"p{seat.person}",
        person_name=f"人员{seat.person}",
        post=seat.post,
        duty=seat.duty,
        organisation=seat.organisation,
        organisation_kind="bureau",
        region=region,
    )


async def two_of_finance() -> tuple[Visitor, Visitor]:
    """Two persons of one finance bureau."""
    bureau = await make_organisation(kind="bureau")
    return visitor(await make_seat("finance", organisation=bureau)), visitor(
        await make_seat("finance", organisation=bureau)
    )


def asking(amount: int = 30_000 * YUAN, scope: Scope = DIRECT, **more: Any) -> Proposal:
    """A new version from tomorrow on."""
    facts = {"begins": tomorrow(), "until": None, "source": "丽财采监〔2026〕9号", "reason": "试行", **more}
    return Proposal(scope, amount, **facts)


def tomorrow() -> date:
    """The first day a change may begin on at noon."""
    return clock.today() + timedelta(days=1)


def noon() -> Any:
    """A clock that stands at noon, so that no test runs in the last half minute of a day."""
    return clock.frozen(datetime.combine(clock.today(), datetime.min.time(), UTC).replace(hour=4))


async def rows(scope: Scope = DIRECT) -> list[tuple[int, date, date | None]]:
    """Rows of a scope: amount and span."""
    found = await queries.all_rows()
    return [(row.amount, row.valid_from, row.valid_until) for row in found if scope.holds(row)]


def test_every_rule_stands_in_one_group_with_words_and_a_unit() -> None:
    shown = [key for keys in GROUPS.values() for key in keys]
    assert sorted(shown) == sorted(Rule)
    assert set(RULE_WORDS) == set(UNITS) == set(Rule)


async def test_the_units_of_the_rows_are_those_of_the_rules(db: None) -> None:
    for row in await queries.all_rows():
        assert row.unit == UNITS[Rule(row.key)], row.key


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 27, 4, tzinfo=UTC), date(2026, 11, 28)),
        (datetime(2026, 11, 27, 15, 59, 29, tzinfo=UTC), date(2026, 11, 28)),
        (
            datetime(2026, 11, 27, 15, 59, 31, tzinfo=UTC),
            date(2026, 11, 29),
        ),  # some server may still hold old rows
        (datetime(2026, 11, 27, 16, tzinfo=UTC), date(2026, 11, 29)),
    ],
)
def test_a_change_begins_when_every_process_has_it(at: datetime, day: date) -> None:
    assert first_day(at) == day


DAY = date(2026, 12, 1)


def row(amount: int, begins: date, until: date | None = None, **more: str) -> dict[str, Any]:
    """A row of the direct limit."""
    scope = {"region": "", "organisation_kind": "", "category": "", **more}
    return {"key": "direct_up_to", "amount": amount, "valid_from": begins, "valid_until": until, **scope}


@pytest.mark.parametrize(
    ("there", "asked", "keys"),
    [
        ([], {}, []),
        ([row(5, date(2025, 1, 1))], {}, []),
        ([row(3, date(2025, 1, 1))], {}, ["rule_changes_nothing"]),
        ([row(5, date(2025, 1, 1))], {"begins": date(2026, 11, 30)}, ["rule_begins_too_soon"]),
        ([row(5, date(2025, 1, 1))], {"until": date(2027, 1, 1)}, ["rule_general_has_no_end"]),
        ([row(5, DAY)], {}, ["rule_begins_with_another"]),
        ([row(5, date(2027, 1, 1))], {}, ["rule_overlaps_later"]),
        ([row(5, date(2027, 1, 1), region="331181")], {}, []),
        (
            [row(5, date(2027, 1, 1), region="331181")],
            {"scope": Scope("direct_up_to", "331181"), "until": date(2026, 12, 31)},
            [],
        ),
        (
            [row(5, date(2027, 1, 1), region="331181")],
            {"scope": Scope("direct_up_to", "331181"), "until": date(2027, 1, 1)},
            ["rule_overlaps_later"],
        ),
        (
            [],
            {"scope": Scope("direct_up_to", "331181"), "until": date(2026, 11, 1)},
            ["rule_ends_before_it_begins"],
        ),
        ([], {"scope": Scope("direct_up_to", category="A02010105")}, ["rule_category_level"]),
        ([], {"scope": Scope("approval_days", category="A02")}, ["rule_not_by_category"]),
        ([], {"scope": Scope("approval_days"), "amount": 0}, ["rule_number_out_of_bounds"]),
        ([], {"scope": Scope("split_warn_permille"), "amount": 1001}, ["rule_number_out_of_bounds"]),
    ],
)
def test_what_speaks_against_a_new_version(there: list[Any], asked: dict[str, Any], keys: list[str]) -> None:
    facts = {"scope": DIRECT, "amount": 3, "begins": DAY, "until": None, **asked}
    assert [one.key for one in refusals_for_version(rows=there, earliest=DAY, **facts)] == keys


async def test_a_new_version_closes_the_old_one_the_day_before_and_tells_both_sides(db: None) -> None:
    one, other = await two_of_finance()
    with noon():
        number = await propose(visitor=one, proposal=asking())
        assert await rows() == [(50_000 * YUAN, date(2025, 1, 1), None)]
        await decide(visitor=other, change=number, approve=True, comment="同意")
        assert await rows() == [
            (50_000 * YUAN, date(2025, 1, 1), clock.today()),
            (30_000 * YUAN, tomorrow(), None),
        ]
        assert await queries.rule(Rule.DIRECT_UP_TO, on=clock.today()) == 50_000 * YUAN
        assert await queries.rule(Rule.DIRECT_UP_TO, on=tomorrow()) == 30_000 * YUAN
    told = await DB.fetch("SELECT person, kind FROM message ORDER BY id")
    assert [tuple(row) for row in told] == [
        (other.person, "rule_change_asked"),
        (one.person, "rule_change_approved"),
    ]
    assert await deeds_of("rule_change", number) == ["rule_change.propose", "rule_change.approve"]
    made = (await change_of(number)).made  # type: ignore[union-attr]
    assert await deeds_of("rule", str(made)) == ["rule.begin"]
    assert await offences() == {}


async def test_nobody_decides_on_their_own_proposal_not_even_in_the_database(db: None) -> None:
    one, other = await two_of_finance()
    number = await propose(visitor=one, proposal=asking(begins=tomorrow() + timedelta(days=3)))
    change = await change_of(number)
    assert [may_decide(who, change) for who in (one, other, replace(other, twins=(one.person,)))] == [
        False,
        True,
        False,
    ]
    with pytest.raises(Refused) as caught:
        await decide(visitor=one, change=number, approve=True)
    assert [refusal.key for refusal in caught.value.refusals] == ["rule_own_proposal"]
    with pytest.raises(Broken, match="rule_change_four_eyes"):
        await DB.execute("UPDATE rule_change SET decided_by = proposed_by WHERE number = $1", number)


@pytest.mark.parametrize("duty", ["centre", "county", "audit"])
async def test_others_than_finance_neither_propose_nor_decide(db: None, duty: str) -> None:
    one, _ = await two_of_finance()
    stranger = visitor(await make_seat(duty))
    number = await propose(visitor=one, proposal=asking(begins=tomorrow() + timedelta(days=3)))
    with pytest.raises(Forbidden):
        await propose(visitor=stranger, proposal=asking())
    with pytest.raises(Forbidden):
        await decide(visitor=stranger, change=number, approve=True)
    with pytest.raises(Forbidden):
        await withdraw(visitor=stranger, change=number)


async def test_finance_of_a_county_changes_rows_of_its_county_only(db: None) -> None:
    county = visitor(await make_seat("finance"), region="331181")
    with pytest.raises(Forbidden):
        await propose(visitor=county, proposal=asking())
    with pytest.raises(Forbidden):
        await propose(visitor=county, proposal=asking(scope=Scope("direct_up_to", "331102")))
    with noon():
        assert await propose(visitor=county, proposal=asking(scope=Scope("direct_up_to", "331181")))


async def test_without_source_or_reason_nothing_is_proposed(db: None) -> None:
    one, _ = await two_of_finance()
    with noon(), pytest.raises(Refused) as caught:
        await propose(visitor=one, proposal=asking(source=" ", reason=""))
    assert [refusal.key for refusal in caught.value.refusals] == ["rule_reason_needed", "rule_source_needed"]


async def test_turning_down_needs_a_word_and_changes_nothing(db: None) -> None:
    one, other = await two_of_finance()
    number = await propose(visitor=one, proposal=asking(begins=tomorrow() + timedelta(days=3)))
    with pytest.raises(Refused):
        await decide(visitor=other, change=number, approve=False, comment=" ")
    await decide(visitor=other, change=number, approve=False, comment="依据不足")
    assert len(await rows()) == 1
    with pytest.raises(Conflict):
        await decide(visitor=other, change=number, approve=True)
    with pytest.raises(Conflict):
        await withdraw(visitor=one, change=number)


async def test_what_was_taken_back_cannot_be_approved(db: None) -> None:
    one, other = await two_of_finance()
    number = await propose(visitor=one, proposal=asking(begins=tomorrow() + timedelta(days=3)))
    with pytest.raises(Forbidden):
        await withdraw(visitor=other, change=number)
    await withdraw(visitor=one, change=number)
    with pytest.raises(Conflict):
        await decide(visitor=other, change=number, approve=True)
    with pytest.raises(Missing):
        await withdraw(visitor=one, change="GZ9")


async def test_a_proposal_that_waited_past_its_first_day_is_not_approved(db: None) -> None:
    one, other = await two_of_finance()
    with noon():
        number = await propose(visitor=one, proposal=asking())
    with clock.frozen(clock.now() + timedelta(days=2)), pytest.raises(Refused) as caught:
        await decide(visitor=other, change=number, approve=True)
    assert [refusal.key for refusal in caught.value.refusals] == ["rule_begins_too_soon"]
    assert len(await rows()) == 1


async def test_of_two_proposals_for_one_scope_the_second_finds_another_row_to_replace(db: None) -> None:
    one, other = await two_of_finance()
    soon, later = tomorrow() + timedelta(days=1), tomorrow() + timedelta(days=9)
    first = await propose(visitor=one, proposal=asking(begins=soon))
    second = await propose(visitor=one, proposal=asking(amount=20_000 * YUAN, begins=later))
    await decide(visitor=other, change=first, approve=True)
    with pytest.raises(Conflict) as caught:
        await decide(visitor=other, change=second, approve=True)
    assert [refusal.key for refusal in caught.value.refusals] == ["rule_changed_meanwhile"]
    assert len(await rows()) == 2
    assert await offences() == {}


async def test_a_narrower_row_ends_and_the_wider_one_holds_again(db: None) -> None:
    one, other = await two_of_finance()
    desks = Scope("direct_up_to", category="A0501")
    (number,) = [row.id for row in await queries.all_rows() if desks.holds(row)]
    with noon():
        change = await propose_end(visitor=one, row=number, last=clock.today(), reason="不再单列")
        await decide(visitor=other, change=change, approve=True)
        for on, amount in ((clock.today(), 30_000), (tomorrow(), 50_000)):
            found = await queries.ruling(Rule.DIRECT_UP_TO, category="A050102", kind="public_unit", on=on)
            assert found.amount == amount * YUAN
    assert await deeds_of("rule", str(number)) == ["rule.end"]
    assert await offences() == {}


async def test_the_row_for_everybody_cannot_end_nor_any_row_in_the_past(db: None) -> None:
    one, _ = await two_of_finance()
    found = await queries.all_rows()
    general, desks = (
        next(row.id for row in found if scope.holds(row))
        for scope in (DIRECT, Scope("direct_up_to", category="A0501"))
    )
    with noon():
        for row_id, last, key in (
            (general, tomorrow(), "rule_general_has_no_end"),
            (desks, clock.today() - timedelta(days=1), "rule_ends_too_soon"),
        ):
            with pytest.raises(Refused) as caught:
                await propose_end(visitor=one, row=row_id, last=last, reason="试")
            assert [refusal.key for refusal in caught.value.refusals] == [key]


async def test_rows_of_one_scope_overlap_not_even_in_the_database(db: None) -> None:
    facts = {
        "key": "direct_up_to",
        "region": "",
        "organisation_kind": "",
        "category": "",
        "unit": "fen",
        "source": "甲",
    }
    with pytest.raises(Broken, match="rule_value_apart"):
        async with DB.transaction():
            await make("rule_value", amount=1, valid_from=date(2027, 1, 1), **facts)
    with pytest.raises(Broken, match="rule_value_apart"):
        async with DB.transaction():
            await make(
                "rule_value", amount=1, valid_from=date(2024, 1, 1), valid_until=date(2025, 1, 1), **facts
            )
    await make("rule_value", amount=1, valid_from=date(2024, 1, 1), valid_until=date(2024, 12, 31), **facts)


@pytest.mark.committed
async def test_ten_decisions_at_once_are_one() -> None:
    one, other = await two_of_finance()
    number = await propose(visitor=one, proposal=asking(begins=tomorrow() + timedelta(days=3)))
    deeds = [
        decide(visitor=other, change=number, approve=place % 2 == 0, comment="意见") for place in range(10)
    ]
    answers = await asyncio.gather(*deeds, return_exceptions=True)
    assert [type(one) for one in answers if one is not None] == [Conflict] * 9
    assert len(await deeds_of("rule_change", number)) == 2
    assert len(await rows()) in (1, 2)
    assert await offences() == {}


@pytest.mark.committed
async def test_two_changes_of_one_scope_approved_at_once_never_overlap() -> None:
    one, other = await two_of_finance()
    third = visitor(await make_seat("finance", organisation=one.organisation))
    begins = tomorrow() + timedelta(days=3)
    numbers = [await propose(visitor=one, proposal=asking(amount=n * YUAN, begins=begins)) for n in (1, 2)]
    deeds = [
        decide(visitor=who, change=number, approve=True)
        for who, number in zip((other, third), numbers, strict=True)
    ]
    answers = await asyncio.gather(*deeds, return_exceptions=True)
    assert sum(one is None for one in answers) == 1
    assert len(await rows()) == 2
    assert await offences() == {}
