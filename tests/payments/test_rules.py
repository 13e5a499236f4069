"""Signatures, verdicts on answers, and what a file or letter may look like; without a database."""

import hashlib
import hmac
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from emall.kernel.refusal import Refused
from emall.payments.documents import Answer, Unreadable, answer_file, read_answer, read_answer_file
from emall.payments.rules import Judged, Known, Ready, Standing, fault_in, judge, refusals_for_release, sign
from emall.payments.rules.releasing import account_problem, clean_account
from emall.payments.words import PAYMENT_MOVES, Outcome, PaymentStatus, Said
from tests.payments.cashier import SECRET, letter

DAY = date(2026, 11, 20)
NOW = 1_795_000_000.0
NUMBER = "ZF202611200001"


def standing(**other: Any) -> Standing:
    facts = {
        "number": NUMBER,
        "status": "ordered",
        "channel": "treasury",
        "amount_fen": 100_00,
        "bank_reference": "",
        "sent_on": DAY,
        "bound_fen": 100_00,
        "paid_fen": 0,
    }
    return Standing(**{**facts, **other})  # type: ignore[arg-type]


def weigh(
    said: str = "paid", where: Standing | None = None, known: tuple[Known, ...] = (), **other: Any
) -> str:
    facts = {"payment": NUMBER, "said": said, "bank_reference": "GK000001", "amount_fen": 100_00, "on": DAY}
    answer = Judged(**{**facts, **other})  # type: ignore[arg-type]
    verdict = judge(answer=answer, standing=where or standing(), known=known, today=DAY + timedelta(days=3))
    return str(verdict.why or verdict.outcome)


def test_an_answer_that_fits_is_taken() -> None:
    assert weigh("paid") == "taken"
    assert weigh("returned") == "taken"
    assert weigh("paid", on=DAY + timedelta(days=3)) == "taken"


def test_nothing_is_known_of_a_number_never_sent() -> None:
    answer = Judged(NUMBER, "paid", "GK000001", 1, DAY)
    assert judge(answer=answer, standing=None, known=(), today=DAY).why == "payment_unknown"


@pytest.mark.parametrize("fen", [99_99, 100_01, 1])
def test_another_amount_is_refused_to_the_fen(fen: int) -> None:
    assert weigh(amount_fen=fen) == "amount_differs"


def test_the_same_answer_again_has_no_second_effect_wherever_the_payment_stands() -> None:
    heard = (Known(NUMBER, "paid", 100_00),)
    for status in PaymentStatus:
        assert weigh("paid", standing(status=status, bank_reference="GK000001"), heard) == "repeated"


def test_a_reference_of_another_payment_is_refused() -> None:
    assert weigh("paid", known=(Known("ZF202611200002", "paid", 100_00),)) == "reference_taken"


def test_late_answers_contradict_what_is_known() -> None:
    paid = standing(status="paid", bank_reference="GK000009", bound_fen=0, paid_fen=100_00)
    assert weigh("paid", paid) == "paid_already"
    assert weigh("returned", paid) == "paid_already"
    assert weigh("paid", standing(status="failed")) == "returned_already"
    assert weigh("returned", standing(status="failed")) == "returned_already"


def test_paid_money_comes_back_under_its_own_reference() -> None:
    paid = standing(status="paid", bank_reference="GK000001", bound_fen=0, paid_fen=100_00)
    assert weigh("returned", paid, (Known(NUMBER, "paid", 100_00),)) == "taken"


@pytest.mark.parametrize("on", [DAY - timedelta(days=1), DAY + timedelta(days=4)])
def test_a_day_before_sending_or_in_the_future_is_impossible(on: date) -> None:
    assert weigh("paid", on=on) == "day_impossible"


def test_money_that_is_not_there_is_not_paid() -> None:
    assert weigh("paid", standing(bound_fen=99_99)) == "funds_differ"
    gone = standing(status="paid", bank_reference="GK000001", bound_fen=100_00, paid_fen=0)
    assert weigh("returned", gone) == "funds_differ"


def test_each_channel_has_its_own_answers() -> None:
    assert weigh("paid", standing(channel="own_bank")) == "other_channel"
    assert weigh("paid", way="own_bank") == "other_channel"
    assert weigh("paid", standing(channel="own_bank"), way="own_bank") == "taken"


def test_every_verdict_that_counts_is_a_step_of_the_state_table() -> None:
    for status in PaymentStatus:
        where = standing(status=status, bank_reference="GK000001", paid_fen=100_00)
        for said in Said:
            to = PaymentStatus.PAID if said == Said.PAID else PaymentStatus.FAILED
            assert (weigh(said, where) == Outcome.TAKEN) == (to in PAYMENT_MOVES[status])


@pytest.mark.parametrize("algorithm", ["HMAC-SHA256", "HMAC-SM3"])
def test_a_genuine_letter_is_believed(algorithm: str) -> None:
    assert fault_in(letter(b"{}", at=NOW, sign_with=algorithm), secret=SECRET, now=NOW) is None


def test_the_signature_is_the_one_of_the_document() -> None:
    made = sign(
        secret=b"example secret, 32 characters or more",
        algorithm="HMAC-SHA256",
        method="POST",
        path="/api/v1/treasury/answers",
        timestamp=1795000000,
        nonce="0123456789abcdef",
        body=b"{}",
    )
    by_hand = (
        "EMALL-TREASURY-1\nHMAC-SHA256\nPOST\n/api/v1/treasury/answers\n1795000000\n0123456789abcdef\n{}"
    )

    expected = hmac.new(b"example secret, 32 characters or more", by_hand.encode(), hashlib.sha256)
    assert made == expected.hexdigest()


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"body": b'{"amount_fen":1}'}, "forged"),
        ({"nonce": "another-nonce-000001"}, "forged"),
        ({"timestamp": str(int(NOW) + 1)}, "forged"),
        ({"timestamp": f"0{int(NOW)}"}, "forged"),
        ({"path": "/api/v1/treasury/other"}, "forged"),
        ({"method": "GET"}, "forged"),
        ({"algorithm": "HMAC-SM3"}, "forged"),
        ({"algorithm": "none"}, "unsigned"),
        ({"algorithm": ""}, "unsigned"),
        ({"signature": ""}, "unsigned"),
        ({"signature": "0" * 64}, "forged"),
        ({"nonce": "short"}, "unsigned"),
        ({"timestamp": "٣"}, "unsigned"),
        ({"timestamp": "-1"}, "unsigned"),
    ],
)
def test_whatever_is_changed_on_the_way_is_noticed(changed: dict[str, Any], fault: str) -> None:
    assert fault_in(replace(letter(b"{}", at=NOW), **changed), secret=SECRET, now=NOW) == fault


@pytest.mark.parametrize(
    ("seconds", "fault"), [(300, None), (-300, None), (301, "clock_off"), (-301, "clock_off")]
)
def test_letters_are_fresh_for_five_minutes(seconds: int, fault: str | None) -> None:
    assert fault_in(letter(b"{}", at=NOW - seconds), secret=SECRET, now=NOW) == fault


def test_another_secret_is_a_forgery_even_when_stale() -> None:
    assert fault_in(letter(b"{}", at=1.0, secret=b"x" * 32), secret=SECRET, now=NOW) == "forged"


GOOD: dict[str, Any] = {
    "payment": NUMBER,
    "outcome": "paid",
    "bank_reference": "GK000001",
    "amount_fen": 100_00,
    "on": "2026-11-20",
}


def test_an_answer_is_read_strictly() -> None:
    read = read_answer(msgspec.json.encode({**GOOD, "reason": " 无 "}))
    assert read == Answer(NUMBER, Said.PAID, "GK000001", 100_00, DAY, "无")


@pytest.mark.parametrize(
    "other",
    [
        {"amount_fen": "10000"},
        {"amount_fen": 100.0},
        {"amount_fen": 0},
        {"amount_fen": -1},
        {"amount_fen": 10**15},
        {"amount_fen": True},
        {"payment": "JS202611200001"},
        {"payment": f"{NUMBER}\n"},
        {"outcome": "maybe"},
        {"outcome": "returned"},
        {"bank_reference": "GK'1"},
        {"bank_reference": ""},
        {"bank_reference": "GK000001\n"},
        {"on": "2026-02-30"},
        {"on": "2026-11-20T00:00:00"},
        {"reason": "x" * 201},
        {"reason": "a\u0000b"},
        {"reason": "a\u202eb"},
        {"more": 1},
    ],
)
def test_what_is_not_exactly_an_answer_is_unreadable(other: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        read_answer(msgspec.json.encode({**GOOD, **other}))


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"amount=1", b"9" * 5000])
def test_what_is_no_json_object_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_answer(body)


def file_lines() -> list[str]:
    answers = [
        Answer(f"ZF20261120000{place}", Said.PAID, f"GK00000{place}", place * 100, DAY) for place in (1, 2, 3)
    ]
    return answer_file(answers).splitlines(keepends=True)


def test_a_file_of_answers_is_read_back() -> None:
    lines = read_answer_file("".join(file_lines()).encode())
    assert [(line.number, line.answer and line.answer.amount_fen) for line in lines] == [
        (2, 100),
        (3, 200),
        (4, 300),
    ]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda lines: lines[1:], "answer_file_no_head"),
        (lambda lines: [], "answer_file_no_head"),
        (lambda lines: lines[:-1], "answer_file_no_end"),
        (lambda lines: [lines[0], *lines[2:]], "answer_file_count"),
        (lambda lines: [lines[0], lines[1].replace("100", "101"), *lines[2:]], "answer_file_sum"),
        (
            lambda lines: [lines[0], lines[1].replace("GK000001", "GK000009"), *lines[2:]],
            "answer_file_digest",
        ),
        (lambda lines: [lines[0].replace("answers", "instructions"), *lines[1:]], "answer_file_no_head"),
    ],
)
def test_a_file_changed_on_its_way_is_refused_whole(change: Any, key: str) -> None:
    with pytest.raises(Refused) as refused:
        read_answer_file("".join(change(file_lines())).encode())
    assert [one.key for one in refused.value.refusals] == [key]


@pytest.mark.parametrize(
    "line",
    [b'{"format":"\xff","version":1}', b'{"format":' + b"[" * 9000, b'{"x":' + b"[" * 9000, b"\x00\xff"],
)
@pytest.mark.parametrize("where", [0, 1, 4])
def test_bytes_that_are_no_text_of_ours_are_refused_wherever_they_stand(line: bytes, where: int) -> None:
    lines = [one.encode() for one in file_lines()]
    lines[where] = line + b"\n"
    with pytest.raises(Refused):
        read_answer_file(b"".join(lines))


def test_releasing_hears_every_reason() -> None:
    ready = Ready("JS1", "商行", 100_00, 99_00, "", "", frozenset({1, 2}))
    assert [one.key for one in refusals_for_release(ready, own=frozenset({2, 7}))] == [
        "payment_by_a_third",
        "payee_bank_missing",
        "payment_funds_differ",
    ]
    assert (
        refusals_for_release(
            Ready("JS1", "商行", 1, 1, "行", "12345678", frozenset({1, 2})), own=frozenset({3})
        )
        == []
    )


@pytest.mark.parametrize(
    ("typed", "clean", "good"),
    [
        ("6222 0212 1234 5678", "6222021212345678", True),
        ("１２１０-２６０１", "12102601", True),
        ("1234567", "1234567", False),
        ("62220212x", "62220212x", False),
        ("1" * 31, "1" * 31, False),
    ],
)
def test_account_numbers_are_digits_however_they_were_grouped(typed: str, clean: str, good: bool) -> None:
    assert clean_account(typed) == clean
    assert (account_problem(clean) is None) == good
