"""A generated life: a town, some steps drawn by a seed, and all checks at its end; then as if it had never been."""

import random
from collections import Counter

from emall.database import DB
from emall.orders.words import ORDER_MOVES
from tests.life.townsfolk import Townsfolk, make_folk
from tests.orders.town import offences

STEPS = 36
HAPPY = (
    "submit",
    "agree",
    "confirm",
    "ship",
    "receive",
    "accept",
    "sign",
    "invoice",
    "settle",
    "review",
    "release",
    "pay",
    "complete",
)
BACK = ("ask_back", "answer_back", "send_goods_back", "inspect", "escalate", "decide_back", "drop")
BESIDE = (
    "resubmit",
    "strike",
    "send_back",
    "withdraw",
    "decline",
    "ask_cancel",
    "answer_cancel",
    "end_silent",
    "end_invoice",
    "take_sheet_back",
    "bring_back",
)
SELDOM = ("reprice", "suspend", "wait", "set_amount", "freeze", "split_plan", "hand_back")
DEEDS = HAPPY + BACK + BESIDE + SELDOM
CHANCES = HAPPY + BACK * 8 + BESIDE * 4 + SELDOM
EDGES = frozenset((str(here), str(there)) for here, moves in ORDER_MOVES.items() for there in moves)


async def live(seed: int, steps: int, tried: Counter[str]) -> Townsfolk:
    """One life; its people afterwards. Counts in `tried` what was done and what was refused."""
    transaction = DB.transaction(root=True)
    await transaction.__aenter__()
    try:
        folk = await make_folk(random.Random(seed))
        try:
            for _ in range(steps):
                tried[await folk.act(CHANCES)] += 1
            assert await offences() == {}
        except Exception as error:
            error.add_note(f"after {', '.join(folk.story)}")
            raise
    finally:
        await transaction.rollback()
        await transaction.__aexit__(None, None, None)
    return folk
