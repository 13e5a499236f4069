"""People, the posts they hold and the approval chains of the units; only demo accounts can sign in at once."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from emall.world.calendar import moment, workday_before
from emall.world.names import mobile, person_name
from emall.world.organisations import KIND, supplier_ids, unit_ids
from emall.world.reading import Row, lines

LEADER_FROM_FEN = 1_000_000  # 分管领导 decides from ¥10,000 on

# A chain of six people; a town hall makes do with four, the receiver keeping its books.
FULL_STAFF = (
    ("buyer", "buyer", "办公室科员"),
    ("chief", "approver", "科室负责人"),
    ("leader", "approver", "分管领导"),
    ("receiver", "receiver", "资产管理员"),
    ("accountant", "accountant", "财务主管"),
    ("admin", "unit_admin", "机构管理员"),
)
TOWN_STAFF = (
    ("buyer", "buyer", "党政办科员"),
    ("leader", "approver", "分管领导"),
    ("receiver", "receiver", "资产与财务"),
    ("receiver", "accountant", "资产与财务"),
    ("admin", "unit_admin", "机构管理员"),
)
FIRM_STAFF = (("seller", "seller", "销售经理"), ("boss", "seller_admin", "负责人"))

# Demo account → organisation and its place in the staff there.
DEMO_STAFF = {
    "edu": {
        "buyer": "buyer",
        "approver": "chief",
        "leader": "leader",
        "receiver": "receiver",
        "accountant": "accountant",
        "unitadmin": "admin",
    },
    "longquan-high": {
        "buyer2": "buyer",
        "approver2": "chief",
        "leader2": "leader",
        "receiver2": "receiver",
        "accountant2": "accountant",
    },
    "soe-city": {
        "soebuyer": "buyer",
        "soeapprover": "chief",
        "soeleader": "leader",
        "soereceiver": "receiver",
        "soeaccountant": "accountant",
    },
    "chuzhou": {"supplier": "seller"},
    "oujiang": {"supplier2": "seller"},
    "longquan-finance": {"county": "county"},
    "commerce": {"curator": "curator"},
    "market": {"quality": "quality"},
    "agri": {"agriculture": "agriculture"},
    "centre": {"centre": "centre"},
    "finance": {"finance": "finance", "finance2": "finance#2"},  # changes of the rulebook need two persons
    "operator": {"platform": "system", "security": "security", "auditor": "audit"},
    "oujiang-college": {"expert": "expert"},
}
OFFICE_TITLES = {
    "county": "县级采购监管",
    "curator": "精品馆策展",
    "quality": "质量监督",
    "agriculture": "农产品监管",
    "centre": "采购专员",
    "finance": "采购监管处",
    "system": "系统管理员",
    "security": "安全管理员",
    "audit": "审计管理员",
    "expert": "评审专家",
}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in one organisation: the place in its staff, login, and the duties with their titles."""

    person: int
    organisation: int
    seat: str
    login: str
    duties: tuple[tuple[str, str], ...]


def members() -> tuple[Member, ...]:
    """Everybody, in the order of organisations; ids of people count from 1."""
    found: list[Member] = []
    for key, organisation, seats in _staffs():
        logins = {seat: login for login, seat in DEMO_STAFF.get(key, {}).items()}
        for seat in dict.fromkeys(seat for seat, _, _ in seats):
            duties = tuple((duty, title) for place, duty, title in seats if place == seat)
            login = logins.get(seat, f"{key}.{seat}")
            found.append(Member(len(found) + 1, organisation, seat, login, duties))
    return tuple(found)


def _staffs() -> Iterator[tuple[str, int, tuple[tuple[str, str, str], ...]]]:
    for unit in lines("units"):
        key = unit["key"]
        extra = tuple(
            (seat, duty, OFFICE_TITLES[duty])
            for seat in DEMO_STAFF.get(key, {}).values()
            if (duty := seat.partition("#")[0]) in OFFICE_TITLES
        )
        if KIND[unit["kind"]] in ("public_unit", "state_enterprise"):
            yield (
                key,
                unit_ids()[key],
                (TOWN_STAFF if unit["kind"] == "town" else FULL_STAFF) + extra,
            )
        elif extra:
            yield key, unit_ids()[key], extra
    for key, number in supplier_ids().items():
        yield key, number, FIRM_STAFF


def demo_logins() -> tuple[str, ...]:
    """The accounts that can sign in at once, in the order they are introduced."""
    return tuple(login for staff in DEMO_STAFF.values() for login in staff)


def person_rows(today: date) -> list[Row]:
    """Rows of `person` without passwords: the planting gives those of demo accounts theirs."""
    chance = random.Random("people")
    made = moment(workday_before(today, 240), 60).isoformat()
    return [
        {
            "id": member.person,
            "login": member.login,
            "name": person_name(chance),
            "phone": mobile(member.person),
            "email": f"{member.login}@lishui.example",
            "password": "",
            "failures": 0,
            "active": True,
            "created_at": made,
        }
        for member in members()
    ]


def post_rows(today: date) -> list[Row]:
    """Rows of `post`, one for each duty somebody holds."""
    made = moment(workday_before(today, 240), 60).isoformat()
    posts = [(member, duty, title) for member in members() for duty, title in member.duties]
    return [
        {
            "id": number,
            "person": member.person,
            "organisation": member.organisation,
            "duty": duty,
            "title": title,
            "active": True,
            "created_at": made,
        }
        for number, (member, duty, title) in enumerate(posts, 1)
    ]


def level_rows(posts: list[Row]) -> list[Row]:
    """Rows of `approval_level`: the section chief from the first fen on, the leader from ¥10,000; towns only the leader."""
    rows: list[Row] = []
    for number in unit_ids().values():
        chain = [post for post in posts if post["organisation"] == number and post["duty"] == "approver"]
        for position, post in enumerate(chain, 1):
            rows.append(
                {
                    "id": len(rows) + 1,
                    "organisation": number,
                    "position": position,
                    "title": post["title"],
                    "from_fen": 0 if position == 1 else LEADER_FROM_FEN,
                    "post": post["id"],
                }
            )
    return rows
