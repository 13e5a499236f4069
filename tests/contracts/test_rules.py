"""Documents, marks and decisions of contracts, without the database."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.contracts import rules
from emall.contracts.documents import (
    Mark,
    Signer,
    canonical_text,
    digest_of,
    document_of,
    key_of,
    keys_of,
    made_mark,
    mark_fits,
    signature_of,
    statement_of,
)
from emall.contracts.queries.proofs import proof
from emall.contracts.words import CONTRACT_MOVES, ContractStatus
from emall.orders.words import OrderStatus
from tests.contracts.facts import facts, line

SECRET = b"one secret of a site, long enough"
AT = datetime(2026, 11, 27, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("quantity", "price_fen", "total_fen", "figures", "words"),
    [
        (1, 1, 1, "0.01", "人民币壹分"),
        (1000, 10, 100_00, "100.00", "人民币壹佰元整"),
        (1, 99_999_999_999_99, 99_999_999_999_99, "99,999,999,999.99", None),
        (3, 33_33, 99_99, "99.99", "人民币玖拾玖元玖角玖分"),
    ],
)
def test_amounts_are_exact(
    quantity: int, price_fen: int, total_fen: int, figures: str, words: str | None
) -> None:
    document = document_of(facts(lines=[line(quantity=quantity, price_fen=price_fen)]))
    assert (document["total"]["fen"], document["total"]["figures"]) == (total_fen, figures)
    assert words is None or document["total"]["words"] == words
    assert f"¥{figures}" in document["clauses"][1]["zh"]["items"][0]["text"]


def test_the_total_is_lines_and_freight_and_tax_is_reckoned_by_line() -> None:
    document = document_of(
        facts(lines=[line(quantity=3, price_fen=33_33), line(quantity=1, price_fen=1)], freight_fen=800)
    )
    assert document["total"]["fen"] == 99_99 + 1 + 800
    assert document["total"]["tax_fen"] == sum(one["tax_fen"] for one in document["lines"])


def test_one_content_has_one_text() -> None:
    given = facts()
    turned = dict(reversed(list(given.items())))
    assert canonical_text(document_of(given)) == canonical_text(document_of(turned))
    text = canonical_text(document_of(given))
    assert json.loads(text) == document_of(given)
    assert digest_of(text, "sm3") != digest_of(text, "sha256")
    with pytest.raises(KeyError):
        digest_of(text, "md5")


def test_clauses_say_the_rules_they_were_drawn_up_by() -> None:
    said = json.dumps(document_of(facts())["clauses"], ensure_ascii=False)
    for part in (
        "30日内",
        "每日万分之五",
        "10%",
        "7个工作日内验收",
        "质量保证期为验收合格之日起12个月",
        "一式肆份",
    ):
        assert part in said
    assert "0.05 % a day" in said and "The Chinese text prevails" in said
    other = facts()
    other["rules"] = {**other["rules"], "late_interest_ppm": 333}
    assert "每日0.0333%" in json.dumps(document_of(other)["clauses"], ensure_ascii=False)


@pytest.mark.parametrize("regime", ["statutory", "below_threshold", "enterprise"])
def test_the_law_is_that_of_the_order(regime: str) -> None:
    law = document_of(facts(regime=regime))["clauses"][8]["zh"]["items"][0]["text"]
    assert ("政府采购法" in law) is (regime == "statutory") and "民法典" in law


def said(**more: Any) -> bytes:
    base: dict[str, Any] = {
        "contract": "HT1",
        "digest": "ab",
        "digest_algorithm": "sm3",
        "side": "unit",
        "person": 7,
        "person_name": "季明",
        "organisation_name": "丽水市教育局",
        "uscc": "U",
        "signed_at": "2026-11-27T08:30:00.000000+00:00",
    }
    return statement_of(**(base | more))


def test_a_mark_fits_its_statement_and_nothing_else() -> None:
    mark = made_mark(said(), side="unit", secret=SECRET)
    public = keys_of("unit", SECRET).public
    assert mark_fits(said(), mark, public=public)
    for changed in (
        {"digest": "ac"},
        {"person": 8},
        {"person_name": "别人"},
        {"side": "supplier"},
        {"contract": "HT2"},
    ):
        assert not mark_fits(said(**changed), mark, public=public)
    assert not mark_fits(said(), mark, public=keys_of("supplier", SECRET).public)
    assert not mark_fits(said(), Mark(mark.key_id, mark.algorithm, "not base64 !"), public=public)
    assert not mark_fits(said(), Mark(mark.key_id, "rsa", mark.mark), public=public)
    assert not mark_fits(said(), mark, public="zz")


def test_keys_differ_by_side_and_secret_and_stay() -> None:
    ids = {
        keys_of(side, secret).key_id for side in ("unit", "supplier") for secret in (SECRET, SECRET + b"!")
    }
    assert len(ids) == 4
    keys_of.cache_clear()
    assert keys_of("unit", SECRET).key_id in ids


def signed(status: str = "half_signed") -> tuple[dict[str, Any], list[dict[str, Any]]]:
    text = canonical_text(document_of(facts()))
    contract = {
        "id": 1,
        "number": "HT202611270001",
        "document": text,
        "digest": digest_of(text, "sm3"),
        "algorithm": "sm3",
        "status": status,
    }
    rows = []
    for side in ("unit", "supplier") if status != "half_signed" else ("unit",):
        row = {
            "side": side,
            "person": 7,
            "person_name": "季明",
            "duty": "approver",
            "organisation_name": "某单位",
            "uscc": "U",
            "digest": contract["digest"],
            "signed_at": AT,
        }
        statement = statement_of(
            contract=str(contract["number"]),
            digest=str(contract["digest"]),
            digest_algorithm="sm3",
            side=side,
            person=7,
            person_name="季明",
            organisation_name="某单位",
            uscc="U",
            signed_at=AT.isoformat(timespec="microseconds"),
        )
        mark = made_mark(statement, side=side, secret=SECRET)
        rows.append(
            row
            | {
                "key_id": mark.key_id,
                "algorithm": mark.algorithm,
                "mark": mark.mark,
                "public": keys_of(side, SECRET).public,
            }
        )
    return contract, rows


def test_what_was_signed_is_proved() -> None:
    assert proof(*signed()).ok and proof(*signed("in_force")).ok


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"person_name": "别人"}, "mark"),
        ({"signed_at": AT + timedelta(seconds=1)}, "mark"),
        ({"digest": "0" * 64}, "other_text"),
        ({"public": None}, "no_key"),
        ({"uscc": "X"}, "mark"),
    ],
)
def test_a_changed_signature_is_found(changed: dict[str, Any], reason: str) -> None:
    contract, rows = signed("in_force")
    found = proof(contract, [rows[0] | changed, rows[1]])
    assert not found.ok and found.signatures[0].reason == reason and found.signatures[1].ok


def test_a_changed_text_is_found_even_with_its_digest() -> None:
    contract, rows = signed("in_force")
    text = contract["document"].replace("1,150.00", "1,050.00")
    assert not proof(contract | {"document": contract["document"] + " "}, rows).text_ok
    both = proof(contract | {"document": text, "digest": digest_of(text, "sm3")}, rows)
    assert both.text_ok and not both.ok and both.signatures[0].reason == "other_text"
    assert not proof(contract | {"algorithm": "none"}, rows).ok


def test_a_missing_side_is_found() -> None:
    contract, rows = signed("in_force")
    assert not proof(contract, rows[:1]).ok


def test_where_an_orders_step_leaves_its_contract() -> None:
    for status in ContractStatus:
        for to in OrderStatus:
            becomes = rules.follows(order_to=to, status=status, announced=False)
            assert becomes is None or becomes in CONTRACT_MOVES[status]
    assert rules.follows(order_to="settling", status="fulfilled", announced=True) == "published"
    assert rules.follows(order_to="settling", status="published", announced=True) is None
    assert rules.follows(order_to="cancelled", status="half_signed", announced=False) is None


def test_announced_one_working_day_before_it_is_due() -> None:
    friday = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
    assert rules.announce_from(friday, 2).astimezone(UTC) == datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
    assert rules.announce_from(friday, 1) == friday


@given(st.integers(0, 99_999_999_999_999), st.integers(0, 1000))
def test_the_limit_never_exceeds_the_share(amount: int, permille: int) -> None:
    limit = rules.supplement_limit(amount_fen=amount, permille=permille)
    assert limit * 1000 <= amount * permille < (limit + 1) * 1000


def test_planting_signs_as_the_application_does() -> None:
    text = canonical_text(document_of(facts()))
    digest = digest_of(text, "sm3")
    contract = {
        "id": 1,
        "number": "HT202611270001",
        "document": text,
        "digest": digest,
        "algorithm": "sm3",
        "status": "in_force",
    }
    rows = []
    for side in ("unit", "supplier"):
        signer = Signer(side, 7, "季明", "approver", 3, "某单位", "U")
        made = signature_of(
            signer, contract="HT202611270001", digest=digest, digest_algorithm="sm3", at=AT, secret=SECRET
        )
        key = key_of(side, secret=SECRET, at=AT)
        assert made["key_id"] == key["key_id"]
        rows.append(made | {"public": key["public"], "uscc": "U"})
    assert proof(contract, rows).ok
