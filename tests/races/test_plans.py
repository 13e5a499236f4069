"""Plans of one budget line at once: two files, one yuan, one filing number; and two words on one review."""

import asyncio

from emall.database import DB
from emall.kernel.refusal import Conflict, Refused
from emall.plans import actions
from tests.orders import town as t
from tests.plans import office as o
from tests.races.crowd import PLACED, Crowd, Letter, all_at_once, outcome
from tests.races.test_checkout import watched

ROUNDS = 3
NO_ORDER = 1_000_000_000  # on a database other races wrote to, whose orders count from 1


async def decision(people: Crowd, office: o.Office, number: str, verdict: str = "agree") -> Letter:
    """The decision form of a plan, one press away from being sent."""
    return await people.form(office.head, f"/plans/{number}", "decision", verdict=verdict, comment="已核对")


async def filed(line: int) -> int:
    """What filed plans ask of a line."""
    return int(
        await DB.fetch_value(
            "SELECT coalesce(sum(amount_fen), 0) FROM plan WHERE budget_line = $1 AND status = 'filed'", line
        )
    )


async def test_the_last_yuan_of_a_line_is_promised_once(people: Crowd) -> None:
    """Ten plans of 10,000 yuan are agreed to in the same moment; the line has room for three."""
    office = await o.make_office(fen=35_000_00)
    numbers = [await office.submitted() for _ in range(10)]
    letters = [await decision(people, office, number) for number in numbers]
    over = (
        "SELECT coalesce(sum(p.amount_fen), 0) - min(l.appropriated_fen) FROM budget_line l LEFT JOIN plan p"
        " ON p.budget_line = l.id AND p.status = 'filed' WHERE l.id = $1"
    )
    async with watched(over, office.line) as seen:
        answers = await all_at_once(letters)
    assert outcome(answers) == (3, 7)
    assert await filed(office.line) == 30_000_00 and max(seen) <= 0
    plans = [await o.plan(number) for number in numbers]
    assert len({plan.filing_number for plan in plans if plan.filing_number}) == 3
    assert sorted(plan.status for plan in plans) == ["filed"] * 3 + ["unit_review"] * 7


async def test_two_words_on_one_review_are_one_decision(people: Crowd) -> None:
    office = await o.make_office()
    for _ in range(ROUNDS):
        number = await office.submitted(amount=100_00)
        letters = [
            await decision(people, office, number, "agree" if place % 2 else "return") for place in range(6)
        ]
        assert outcome(await all_at_once(letters)) == (1, 5)
        assert len(await t.deeds_of("plan", number)) == 2
        assert (await o.plan(number)).status in ("filed", "returned_for_edit")


async def test_the_same_decision_sent_ten_times_is_one(people: Crowd) -> None:
    office = await o.make_office()
    number = await office.submitted()
    letter = await decision(people, office, number)
    answers = await all_at_once([letter] * 10)
    assert {(one.status_code, one.headers.get("location")) for one in answers} == {
        (PLACED, f"/plans/{number}")
    }
    assert await t.deeds_of("plan", number) == ["plan.submit", "plan.file"]


async def test_splitting_against_handing_back_against_buying(people: Crowd) -> None:
    """Whoever comes first, no fen is given away twice: parts, rest, what is used and what went back are what was filed."""
    office = await o.make_office()
    for place in range(ROUNDS):
        plan = await office.filed(amount=10_000_00)
        version = plan.version

        async def split(number: str = plan.number, version: int = version) -> object:
            parts = [(6_000_00, None)]
            return await actions.split(visitor=office.accountant, number=number, parts=parts, version=version)

        async def hand_back(number: str = plan.number, version: int = version) -> object:
            facts = {"number": number, "reason": "不再需要", "version": version}
            return await actions.hand_back(visitor=office.buyer, **facts)  # type: ignore[arg-type]

        async def buy(plan_id: int = plan.id, order: int = NO_ORDER + place) -> object:
            return await o.spend(office, plan_id, 7_000_00, order=order)

        done = await asyncio.gather(split(), hand_back(), buy(), return_exceptions=True)
        assert all(not isinstance(one, BaseException) or isinstance(one, (Refused, Conflict)) for one in done)
        found = await o.plan(plan.number)
        parts = await DB.fetch_value(
            "SELECT coalesce(sum(filed_fen), 0)::bigint FROM plan WHERE split_from = $1", plan.id
        )
        whole = found.filed_fen or found.amount_fen
        assert found.amount_fen + parts + found.returned_fen == whole == 10_000_00
        assert found.left_fen >= 0
