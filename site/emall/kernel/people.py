"""What is written of persons: telephone numbers cleaned, names and numbers masked (个人信息保护法)."""

from __future__ import annotations

import re
from datetime import date

from emall.kernel.figures import half_width

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_ID_NUMBER = re.compile(r"[1-9][0-9]{16}[0-9X]")
_LANDLINE = re.compile(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))([2-9][0-9]{6,7})")


class BadPhone(ValueError):
    """A text that is no telephone number of the mainland; `reason` is empty or not_a_phone."""

    def __init__(self, reason: str) -> None:
        """Keep the reason; the form that asked has the sentence."""
        super().__init__(reason)
        self.reason = reason


def clean_phone(text: str) -> str:
    """A mobile number as 11 digits, a landline as 0578-2091234; +86, blanks, hyphens, brackets are accepted.

    Raises BadPhone.
    """
    figures = re.sub(r"[\s()（）-]", "", half_width(text))
    if not figures:
        raise BadPhone("empty")
    national = re.sub(r"^(?:\+|00)86", "", figures)
    if _MOBILE.fullmatch(national):
        return national
    # Written with the country's number, the area code has lost its leading zero.
    landline = _LANDLINE.fullmatch(national if national == figures else f"0{national.removeprefix('0')}")
    if landline is None:
        raise BadPhone("not_a_phone")
    return f"{landline[1]}-{landline[2]}"


def clean_id_number(text: str) -> str:
    """The number of an identity card: half width, upper case, without blanks; not yet checked."""
    return re.sub(r"[\s-]", "", half_width(text)).upper().replace("Ｘ", "X")


def is_id_number(number: str) -> bool:
    """Whether a cleaned number holds: 17 digits with a day of birth, and the check sign of GB 11643-1999.

    Residence permits of foreigners and of people from Hong Kong, Macao and Taiwan are numbered alike.
    """
    if not _ID_NUMBER.fullmatch(number):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    weighed = sum(int(sign) * pow(2, 17 - place, 11) for place, sign in enumerate(number[:17]))
    return number[17] == "10X98765432"[weighed % 11]


def mask_phone(phone: str) -> str:
    """138****5678 for a mobile number; of any other its last four digits; of a short one nothing."""
    if _MOBILE.fullmatch(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    return f"****{phone[-4:]}" if len(phone) > 7 else "****" if phone else ""


def mask_name(name: str) -> str:
    """张* for every length of name; empty stays empty."""
    first = name.strip()[:1]
    return f"{first}*" if first else ""


def mask_account(account: str) -> str:
    """The last four digits of a bank account; of a number too short to hide the rest, nothing."""
    return f"****{account[-4:]}" if len(account) > 8 else "****" if account else ""
