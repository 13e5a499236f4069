"""The contract as a paper: the facts its PDF and its printed page are set from."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from emall.accounts.words import Duty
from emall.contracts.queries import ContractPage
from emall.contracts.words import ContractStatus
from emall.kernel.clock import BEIJING
from emall.kernel.money import format_fen, in_words
from emall.kernel.people import mask_account, mask_phone
from emall.papers import frame
from emall.web.visitor import Visitor

C = ContractStatus
TITLE, SUPPLEMENT = ("采购合同", "Purchase contract"), ("补充合同", "Supplementary contract")
STATES = {
    C.TO_SIGN: "待签署",
    C.HALF_SIGNED: "待乙方签署",
    C.IN_FORCE: "已生效",
    C.PUBLISHED: "已生效",
    C.FULFILLED: "已履约",
    C.TERMINATED: "已终止",
    C.VOID: "未成立",
}
DUTIES = {Duty.BUYER: "经办人", Duty.APPROVER: "审批人", Duty.SELLER: "业务员", Duty.SELLER_ADMIN: "管理员"}
"""Duties of those who sign, as Chinese papers name them; a paper does not change with the reader's language."""

REGIMES = {"statutory": "政府采购", "below_threshold": "限额标准以下采购", "enterprise": "国有企业采购"}


def verify_path(contract: Mapping[str, Any]) -> str:
    """Where the paper's code leads: the live record, known by its number and the digest of its text."""
    return f"/verify/{contract['number']}?digest={contract['digest']}"


def paper_facts(
    page: ContractPage, visitor: Visitor, *, printed_at: datetime, bilingual: bool
) -> dict[str, Any]:
    """The facts of templates/papers/contract.typ; staff get phones and the account masked."""
    row = page.contract
    title = SUPPLEMENT if page.document["supplements"] else TITLE
    return {
        "paper": frame(
            title=title[0],
            subtitle=title[1] if bilingual else "",
            number=row.number,
            organisation=page.document["unit"]["name"],
            path=verify_path(row),
            printed_by=visitor.person_name,
            printed_at=printed_at,
            state=STATES[C(row.status)],
            mark="作废" if row.status in (C.VOID, C.TERMINATED) else "",
        ),
        "bilingual": bilingual,
        **text_facts(page.document, masked=not (visitor.is_unit or visitor.is_supplier)),
        "signatures": [_signature(one) for one in page.signatures],
        "digest": {"algorithm": row.algorithm.upper(), "value": row.digest},
    }


def text_facts(document: Mapping[str, Any], *, masked: bool = False) -> dict[str, Any]:
    """What the text itself says, amounts as they are written; for papers of a contract and of its preview."""
    return {
        "unit": _party(document["unit"], masked),
        "supplier": _party(document["supplier"], masked),
        "order": document["order"],
        "purchase": document["purchase"],
        "regime": REGIMES[document["regime"]],
        "drawn_on": document["drawn_on"],
        "lines": [_line(line) for line in document["lines"]],
        "freight": format_fen(document["freight_fen"]) if document["freight_fen"] else "",
        "total": {
            "figures": format_fen(document["total"]["fen"]),
            "words": in_words(document["total"]["fen"]),
            "tax": format_fen(document["total"]["tax_fen"]),
        },
        "clauses": document["clauses"],
    }


def _party(party: Mapping[str, Any], masked: bool) -> dict[str, str]:
    phone, account = party["phone"], party.get("account", "")
    return {
        "bank": "",
        **{key: str(value) for key, value in party.items()},
        "phone": mask_phone(phone) if masked else phone,
        "account": mask_account(account) if masked else _grouped(account),
    }


def _grouped(account: str) -> str:
    """A bank account in groups of four."""
    return " ".join(account[place : place + 4] for place in range(0, len(account), 4))


def _line(line: Mapping[str, Any]) -> dict[str, str]:
    return {
        "place": str(line["place"]),
        "title": line["title"],
        "spec": "；".join(f"{name} {value}".strip() for name, value in line["spec"]),
        "brand": f"{line['brand']} {line['model']}".strip(),
        "maker": line["maker"],
        "quantity": f"{line['quantity']}{line['unit']}",
        "price": format_fen(line["price_fen"]),
        "amount": format_fen(line["amount_fen"]),
    }


def _signature(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "side": row["side"],
        "person": row["person_name"],
        "duty": DUTIES.get(row["duty"], row["duty"]),
        "organisation": row["organisation_name"],
        "at": row["signed_at"].astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S"),
        "algorithm": row["algorithm"],
        "key": row["key_id"],
        "mark": row["mark"],
    }
