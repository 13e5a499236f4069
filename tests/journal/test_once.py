"""A form works once, whoever sends it how often, one after another or at the same moment."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from emall.database import DB
from emall.journal import Actor, once, once_for, submit_token
from emall.journal.once import DAYS_KEPT, DAYS_TO_SEND, forget_old
from emall.kernel import clock
from emall.kernel.refusal import Conflict
from emall.web.visitor import Visitor

BUYER = Actor(person=7, name="王芳")
FORM = "checkout.submit"


@dataclass(frozen=True, slots=True)
class Judging:
    """A form with lines and with items of lines."""

    submit_token: str
    note: str = ""
    accepted: dict[int, int] = field(default_factory=dict)
    found: dict[tuple[int, int], str] = field(default_factory=dict)


class Deeds:
    """Counts how often it was really done, in the same transaction."""

    async def __call__(self) -> str:
        await DB.execute(
            "INSERT INTO outbox (topic, key, created_at, due_at) VALUES ('deed', 'x', now(), now())"
        )
        return f"/orders/{await self.done()}"

    async def done(self) -> int:
        return int(await DB.fetch_value("SELECT count(*) FROM outbox"))


async def send(token: str, content: object = "same", *, actor: Actor = BUYER, form: str = FORM) -> str:
    return await once(actor=actor, form=form, token=token, content=content, deed=Deeds())


def key_of(error: pytest.ExceptionInfo[Conflict]) -> str:
    return error.value.refusals[0].key


async def test_sent_again_the_same_form_leads_to_the_same_result(db: None) -> None:
    token = submit_token(7, FORM)
    assert await send(token, {"a": 1, "b": [2]}) == "/orders/1"
    assert await send(token, {"b": [2], "a": 1}) == "/orders/1"
    assert await Deeds().done() == 1


async def test_sent_again_with_other_content_it_is_refused(db: None) -> None:
    token = submit_token(7, FORM)
    await send(token)
    with pytest.raises(Conflict) as error:
        await send(token, "other")
    assert key_of(error) == "form_already_used"
    assert await Deeds().done() == 1


@pytest.mark.parametrize(
    "other",
    [{"note": "b"}, {"accepted": {1: 3, 2: 2}}, {"found": {(1, 1): "y"}}],
    ids=["text", "line", "item"],
)
async def test_everything_a_form_says_counts_as_its_content(db: None, other: dict[str, Any]) -> None:
    form = Judging(submit_token(7, FORM), "a", {1: 2, 2: 2}, {(1, 1): "x"})
    visitor = Visitor(7, "buyer", "王芳")
    assert await once_for(visitor, form, FORM, Deeds(), about="A1") == "/orders/1"
    turned = replace(form, accepted={2: 2, 1: 2})  # the order in which fields were sent says nothing
    assert await once_for(visitor, turned, FORM, Deeds(), about="A1") == "/orders/1"
    for again, about in ((replace(form, **other), "A1"), (form, "A2")):
        with pytest.raises(Conflict) as error:
            await once_for(visitor, again, FORM, Deeds(), about=about)
        assert key_of(error) == "form_already_used"
    assert await Deeds().done() == 1


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "x",
        "a-b.c",
        submit_token(8, FORM),
        submit_token(None, FORM),
        submit_token(7, "plan.file"),
        "x" * 300,
        "五.五",
    ],
    ids=[
        "empty",
        "point",
        "no point",
        "made up",
        "another's",
        "nobody's",
        "another form's",
        "long",
        "Chinese",
    ],
)
async def test_a_token_of_somebody_else_or_of_another_form_is_refused(db: None, token: str) -> None:
    with pytest.raises(Conflict) as error:
        await send(token)
    assert key_of(error) == "form_not_yours"
    assert await Deeds().done() == 0


async def test_a_token_fits_its_column(db: None) -> None:
    assert len(submit_token(2**63 - 1, FORM)) <= 64


async def test_a_form_left_open_too_long_is_refused(db: None) -> None:
    token = submit_token(7, FORM)
    with (
        clock.frozen(clock.now() + timedelta(days=DAYS_TO_SEND, seconds=5)),
        pytest.raises(Conflict) as error,
    ):
        await send(token)
    assert key_of(error) == "form_too_old"


async def test_tokens_are_forgotten_only_when_they_can_no_longer_be_sent(db: None) -> None:
    await send(submit_token(7, FORM))
    with clock.frozen(clock.now() + timedelta(days=DAYS_TO_SEND)):
        assert await forget_old() == 0
    with clock.frozen(clock.now() + timedelta(days=DAYS_KEPT, seconds=5)):
        assert await forget_old() == 1


async def test_after_a_failure_the_form_can_be_sent_again(db: None) -> None:
    async def fails() -> str:
        await Deeds()()
        raise ZeroDivisionError

    token = submit_token(7, FORM)
    with pytest.raises(ZeroDivisionError):
        await once(actor=BUYER, form=FORM, token=token, content="same", deed=fails)
    assert await send(token) == "/orders/1"


@pytest.mark.committed
async def test_twenty_at_once_have_one_effect_and_one_answer() -> None:
    token = submit_token(7, FORM)
    outcomes = await asyncio.gather(*(send(token) for _ in range(20)))
    assert set(outcomes) == {"/orders/1"}
    assert await Deeds().done() == 1
