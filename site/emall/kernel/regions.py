"""Lishui (丽水市) and its nine counties, by their codes of administrative division (GB/T 2260)."""

from __future__ import annotations

import re
from dataclasses import dataclass

CITY = "331100"


@dataclass(frozen=True, slots=True)
class Region:
    """The city or one of its counties; `key` stands in addresses of pages, `short` on tags."""

    code: str
    key: str
    short: str
    full: str
    english: str


LISHUI = Region(CITY, "lishui", "丽水", "丽水市", "Lishui")

COUNTIES: tuple[Region, ...] = (
    Region("331102", "liandu", "莲都", "莲都区", "Liandu District"),
    Region("331121", "qingtian", "青田", "青田县", "Qingtian County"),
    Region("331122", "jinyun", "缙云", "缙云县", "Jinyun County"),
    Region("331123", "suichang", "遂昌", "遂昌县", "Suichang County"),
    Region("331124", "songyang", "松阳", "松阳县", "Songyang County"),
    Region("331125", "yunhe", "云和", "云和县", "Yunhe County"),
    Region("331126", "qingyuan", "庆元", "庆元县", "Qingyuan County"),
    Region("331127", "jingning", "景宁", "景宁畲族自治县", "Jingning She Autonomous County"),
    Region("331181", "longquan", "龙泉", "龙泉市", "Longquan City"),
)

ALL: tuple[Region, ...] = (LISHUI, *COUNTIES)

_BY_CODE = {region.code: region for region in ALL}
_BY_KEY = {region.key: region for region in ALL}
_CODE = re.compile(r"[1-9][0-9]{5}")


def region(code: str) -> Region:
    """The city or county of that code; raises LookupError."""
    return _BY_CODE[code]


def county(code: str) -> Region:
    """The county of that code; raises LookupError, also for the city itself."""
    found = _BY_CODE[code]
    if found is LISHUI:
        raise LookupError(code)
    return found


def keyed(key: str) -> Region | None:
    """The city or county called so in addresses of pages, or None."""
    return _BY_KEY.get(key)


def within(code: str, scope: str) -> bool:
    """Whether a division lies in the territory of a scope: 331100 covers itself and its counties.

    Anything that is no code of a division covers nothing and lies nowhere.
    """
    if not _CODE.fullmatch(code) or not _CODE.fullmatch(scope):
        return False
    return code.startswith(_stem(scope))


def beneath(scope: str) -> str:
    """The SQL pattern of the codes in a scope's territory, as `within` tells them; no scope has none."""
    return f"{_stem(scope)}%" if scope else "-"


def _stem(scope: str) -> str:
    return re.sub(r"(?:00){1,2}$", "", scope)
