"""Generated lives of purchases from the plan to the last review, against a clerk who keeps plain books beside them."""

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from emall.database import DB
from emall.orders.words import ORDER_MOVES
from tests.life.folk import make_folk
from tests.orders.town import offences

pytestmark = pytest.mark.usefixtures("db")

SEQUENCES, STEPS = 200, 40
HAPPY = (
    "submit",
    "agree",
    "confirm",
    "ship",
    "receive",
    "accept",
    "invoice",
    "settle",
    "review",
    "release",
    "pay",
    "complete",
)
BESIDE = (
    "resubmit",
    "send_back",
    "withdraw",
    "decline",
    "ask_cancel",
    "answer_cancel",
    "wait",
    "end_invoice",
    "bring_back",
    "set_amount",
    "freeze",
)
NOT_HERE = {("draft", "withdrawn"), ("draft", "pending_supplier"), ("returned", "pending_supplier")}
"""Steps these lives cannot take: the unit's head approves every sheet, and nobody withdraws a draft."""

visited: Counter[tuple[str, str]] = Counter()
tried: Counter[str] = Counter()


@settings(
    max_examples=SEQUENCES,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.integers(STEPS // 2, STEPS), seed=st.integers(0, 2**32))
async def test_every_life_is_as_the_clerk_wrote_it_down(steps: int, seed: int) -> None:
    transaction = DB.transaction(root=True)
    await transaction.__aenter__()
    try:
        folk = await make_folk(random.Random(seed))
        for _ in range(steps):
            tried[await folk.act(HAPPY * 4 + BESIDE)] += 1
        assert await offences() == {}
        visited.update(folk.clerk.edges)
    finally:
        await transaction.rollback()
        await transaction.__aexit__(None, None, None)


def test_the_lives_went_every_way_there_is() -> None:
    if not visited:
        pytest.skip("the generated lives were not run")
    edges = {(str(here), str(there)) for here, moves in ORDER_MOVES.items() for there in moves} - NOT_HERE
    assert edges - set(visited) == set()
    assert {name for name in HAPPY + BESIDE if tried[f"{name} done"]} == set(HAPPY + BESIDE)
    assert sum(count for name, count in tried.items() if name.endswith("refused")) > SEQUENCES
