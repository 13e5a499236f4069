"""The desk of the rulebook: read by staff, changed by finance, said in both languages."""

from datetime import timedelta

import httpx
import pytest

from emall.database import DB
from emall.journal.once import submit_token
from emall.kernel import clock
from emall.rulebook.actions import Decision, decide, note, propose
from emall.rulebook.queries import ruling
from emall.rulebook.words import RULE_WORDS, Rule
from tests.making import Seat, make_organisation, make_seat
from tests.rulebook.test_changes import asking, rows, tomorrow, visitor
from tests.web.csrf_token import csrf


async def finance(signed_in: object) -> tuple[Seat, httpx.AsyncClient, Seat, httpx.AsyncClient]:
    """Two of one bureau, each with a browser."""
    bureau = await make_organisation(kind="bureau")
    one, other = [await make_seat("finance", organisation=bureau) for _ in range(2)]
    return one, await signed_in(one), other, await signed_in(other)  # type: ignore[operator]


def proposal(who: Seat, **more: str) -> dict[str, str]:
    """The form of a new version as a browser sends it."""
    fields = {
        "amount": "30,000",
        "begins": (tomorrow() + timedelta(days=1)).isoformat(),
        "source": "丽财采监〔2026〕9号",
        "reason": "试行三个月",
        "submit_token": submit_token(who.person, "rulebook.proposal"),
    }
    return {**fields, **more}


@pytest.mark.parametrize("duty", ["finance", "centre", "county", "audit"])
async def test_every_rule_is_listed_for_those_who_read_it(db: None, signed_in: object, duty: str) -> None:
    browser = await signed_in(duty)  # type: ignore[operator]
    page = await browser.get("/desk/rules?lang=en")
    assert page.status_code == 200
    for key in Rule:
        assert f'href="/desk/rules/{key}"' in page.text
    assert 'data-fen="5000000"' in page.text
    assert "State enterprises" in page.text
    assert RULE_WORDS[Rule.DIRECT_UP_TO] in page.text


async def test_what_is_no_rule_is_not_found(db: None, signed_in: object) -> None:
    browser = await signed_in("finance")  # type: ignore[operator]
    assert (await browser.get("/desk/rules/nothing")).status_code == 404
    assert (await browser.get("/desk/rules/changes/GZ1")).status_code == 404


async def test_only_finance_sees_the_forms(db: None, signed_in: object) -> None:
    for duty, shown in (("finance", True), ("centre", False)):
        browser = await signed_in(duty)  # type: ignore[operator]
        page = await browser.get("/desk/rules/direct_up_to")
        assert ('action="/desk/rules/direct_up_to/changes"' in page.text) is shown


async def test_a_change_goes_from_proposal_to_decision_on_the_pages(db: None, signed_in: object) -> None:
    one, first, other, second = await finance(signed_in)
    sent = proposal(one) | {"_csrf_token": await csrf(first)}
    answer = await first.post("/desk/rules/direct_up_to/changes", data=sent)
    assert answer.status_code == 303
    place = answer.headers["location"]
    again = await first.post("/desk/rules/direct_up_to/changes", data=sent)
    assert again.headers["location"] == place
    own = await first.get(place)
    assert f'action="{place}/decision"' not in own.text
    assert f'action="{place}/withdrawal"' in own.text
    theirs = await second.get(place)
    assert f'action="{place}/decision"' in theirs.text
    assert "试行三个月" in theirs.text
    token = submit_token(other.person, "rulebook.decision")
    deed = {"verdict": "refuse", "comment": "", "submit_token": token, "_csrf_token": await csrf(second)}
    refused = await second.post(f"{place}/decision", data=deed)
    assert refused.status_code == 422
    assert len(await rows()) == 1
    deed |= {"verdict": "approve", "submit_token": submit_token(other.person, "rulebook.decision")}
    assert (await second.post(f"{place}/decision", data=deed)).status_code == 303
    assert [amount for amount, _, _ in await rows()] == [5_000_000, 3_000_000]
    late = deed | {"submit_token": submit_token(other.person, "rulebook.decision")}
    assert (await second.post(f"{place}/decision", data=late)).status_code == 409


async def test_what_was_typed_stays_when_a_proposal_is_refused(db: None, signed_in: object) -> None:
    one, first, _, _ = await finance(signed_in)
    sent = proposal(one, begins=clock.today().isoformat(), amount="3万") | {"_csrf_token": await csrf(first)}
    answer = await first.post("/desk/rules/direct_up_to/changes", data=sent)
    assert answer.status_code == 422
    assert 'value="3万"' in answer.text
    sent |= {"amount": "30000.5", "submit_token": submit_token(one.person, "rulebook.proposal")}
    answer = await first.post("/desk/rules/direct_up_to/changes", data=sent)
    assert answer.status_code == 422
    assert 'value="试行三个月"' in answer.text
    assert await DB.fetch_value("SELECT count(*) FROM rule_change") == 0


async def test_everything_an_empty_proposal_lacks_is_said_at_once(db: None, signed_in: object) -> None:
    one, first, _, _ = await finance(signed_in)
    sent = proposal(one, amount="", source="", reason=" ") | {"_csrf_token": await csrf(first)}
    answer = await first.post("/desk/rules/direct_up_to/changes", data=sent)
    assert answer.status_code == 422
    for name in ("amount", "source", "reason"):
        assert f'<a href="#f-{name}">' in answer.text


async def test_numbers_that_are_no_money_are_whole(db: None, signed_in: object) -> None:
    one, first, _, _ = await finance(signed_in)
    sent = proposal(one, amount="2.5") | {"_csrf_token": await csrf(first)}
    assert (await first.post("/desk/rules/approval_days/changes", data=sent)).status_code == 422
    sent |= {"amount": "2", "submit_token": submit_token(one.person, "rulebook.proposal")}
    assert (await first.post("/desk/rules/approval_days/changes", data=sent)).status_code == 303


async def test_a_narrower_row_is_ended_on_its_page(db: None, signed_in: object) -> None:
    one, first, _, _ = await finance(signed_in)
    row = await DB.fetch_value("SELECT id FROM rule_value WHERE key = 'direct_up_to' AND category = 'A0501'")
    page = await first.get("/desk/rules/direct_up_to")
    place = f"/desk/rules/direct_up_to/rows/{row}/ending"
    assert f'action="{place}"' in page.text
    sent = {
        "until": tomorrow().isoformat(),
        "reason": "不再单列",
        "submit_token": submit_token(one.person, "rulebook.proposal"),
        "_csrf_token": await csrf(first),
    }
    answer = await first.post(place, data=sent)
    assert answer.status_code == 303
    assert tomorrow().isoformat() in (await first.get(answer.headers["location"])).text


async def test_the_page_of_a_change_tells_what_it_would_have_turned(db: None, signed_in: object) -> None:
    one, _, _, second = await finance(signed_in)
    asked = await ruling(Rule.DIRECT_UP_TO, kind="public_unit", on=clock.today())
    await note([Decision("purchase", "CG1", asked, 4_000_000), Decision("purchase", "CG2", asked, 2_000_000)])
    number = await propose(visitor=visitor(one), proposal=asking(begins=tomorrow() + timedelta(days=2)))
    page = await second.get(f"/desk/rules/changes/{number}?lang=en")
    assert 'data-id="CG1"' in page.text
    assert 'data-id="CG2"' not in page.text
    assert "2 decisions of this rule" in page.text


async def test_taking_back_on_the_page(db: None, signed_in: object) -> None:
    one, first, other, second = await finance(signed_in)
    number = await propose(visitor=visitor(one), proposal=asking(begins=tomorrow() + timedelta(days=2)))
    place = f"/desk/rules/changes/{number}/withdrawal"
    for who, browser, code in ((other, second, 403), (one, first, 303), (one, first, 409)):
        sent = {
            "submit_token": submit_token(who.person, "rulebook.withdrawal"),
            "_csrf_token": await csrf(browser),
        }
        assert (await browser.post(place, data=sent)).status_code == code


async def test_a_row_to_come_and_an_ended_one_are_told_apart(db: None, signed_in: object) -> None:
    one, first, other, _ = await finance(signed_in)
    number = await propose(visitor=visitor(one), proposal=asking(begins=tomorrow() + timedelta(days=2)))
    await decide(visitor=visitor(other), change=number, approve=True)
    page = await first.get("/desk/rules/direct_up_to?lang=en")
    assert "to come" in page.text and "in force" in page.text
