"""Unified social credit codes (统一社会信用代码, GB 32100-2015): cleaned, checked, made up."""

from __future__ import annotations

import re

from emall.kernel.figures import half_width

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z: the standard leaves out what is misread
LENGTH = 18

# The first two signs: registering authority and class of organisation.
KINDS: dict[str, str] = {
    "11": "organ",  # 机关
    "12": "public_institution",  # 事业单位
    "13": "mass_organisation",  # 群众团体
    "51": "social_association",  # 社会团体
    "52": "private_nonprofit",  # 民办非企业单位
    "53": "foundation",  # 基金会
    "91": "enterprise",  # 企业
    "92": "sole_trader",  # 个体工商户
    "93": "farmers_cooperative",  # 农民专业合作社
    "N1": "collective_economy",  # 组级集体经济组织
    "N2": "collective_economy",  # 村级集体经济组织
    "N3": "collective_economy",  # 乡镇级集体经济组织
}

_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SHAPE = re.compile(rf"[{SIGNS}]{{2}}[0-9]{{6}}[{SIGNS}]{{10}}")
_FULL_WIDTH_LETTERS = str.maketrans({chr(0xFEE0 + ord(sign)): sign for sign in map(chr, range(0x41, 0x7B))})


def clean_uscc(text: str) -> str:
    """Upper case, half width, without blanks and hyphens; not yet checked."""
    return re.sub(r"[\s-]", "", half_width(text).translate(_FULL_WIDTH_LETTERS)).upper()


def uscc_problem(code: str) -> str | None:
    """What is wrong with a cleaned code: length, alphabet, body_check or check; None when it holds.

    Signs 3–8 are the division of the registering authority, which need not be where the organisation sits.
    """
    if len(code) != LENGTH:
        return "length"
    if not _SHAPE.fullmatch(code):
        return "alphabet"
    if code[16] != _body_check(code[8:16]):
        return "body_check"
    return None if code[17] == _check(code[:17]) else "check"


def uscc_kind(code: str) -> str | None:
    """The kind of organisation its first two signs tell, one of KINDS; None for classes not listed there."""
    return KINDS.get(code[:2])


def uscc_of(prefix: str, region: str, sequence: int) -> str:
    """A valid code of our own making from a prefix of KINDS, a six-digit division and a running number.

    Its body begins with Y, so that invented organisations are recognisable by their codes. Raises ValueError
    for other prefixes, divisions, and numbers from ten million on.
    """
    if prefix not in KINDS or not re.fullmatch(r"[0-9]{6}", region) or not 0 <= sequence < 10_000_000:
        raise ValueError("no code can be made of these")
    body = f"Y{sequence:07d}"
    start = f"{prefix}{region}{body}{_body_check(body)}"
    return start + _check(start)


def _check(start: str) -> str:
    total = sum(SIGNS.index(sign) * weight for sign, weight in zip(start, _WEIGHTS, strict=True))
    return SIGNS[-total % 31]


def _body_check(body: str) -> str:
    # GB 11714: digits count as themselves, A as 10 up to Z as 35, whatever letters GB 32100 leaves out.
    total = sum(int(sign, 36) * weight for sign, weight in zip(body, _BODY_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]
