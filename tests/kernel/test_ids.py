"""Tokens, digests, references and document numbers have the shape others rely on."""

import base64
import re
from datetime import date

import pytest

from emall.kernel.ids import digest, new_token, reference
from emall.kernel.numbers import number


def test_tokens_hold_256_bits_and_never_repeat():
    tokens = {new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(len(base64.urlsafe_b64decode(token + "=")) == 32 for token in tokens)


def test_the_digest_is_sha_256():
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_references_can_be_read_out():
    assert all(re.fullmatch(r"[0-9A-F]{4}-[0-9A-F]{4}", reference()) for _ in range(50))
    assert len({reference() for _ in range(50)}) == 50


def test_document_numbers():
    assert number("LS", date(2026, 11, 23), 18) == "LS202611230018"
    assert number("LS", date(2026, 1, 2), 12345) == "LS2026010212345"


@pytest.mark.parametrize(("prefix", "sequence"), [("", 1), ("ls", 1), ("ABCDE", 1), ("LS", 0), ("LS", -1)])
def test_no_number_is_made_of_nonsense(prefix, sequence):
    with pytest.raises(ValueError, match="no number"):
        number(prefix, date(2026, 11, 23), sequence)
