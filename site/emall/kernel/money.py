"""Money is a whole number of fen (分): one way in, one way out, one rounding rule."""

from __future__ import annotations

import re

from emall.kernel.figures import half_width, ungrouped

LARGEST_FEN = 99_999_999_999_999  # twelve digits of yuan and two of fen

_AMOUNT = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?")
_TOO_FINE = re.compile(r"[0-9]{1,12}\.[0-9]{3,}")
_TOO_LONG = re.compile(r"[0-9]{13,}(?:\.[0-9]*)?")
_BELOW_ZERO = re.compile(r"-¥?\s*[0-9][0-9,]*(?:\.[0-9]*)?")

_NUMERALS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


class BadAmount(ValueError):
    """A text that is no amount; `reason` is empty, not_a_number, negative, too_many_decimals or too_large."""

    def __init__(self, reason: str) -> None:
        """Keep the reason; the form that asked has the sentence."""
        super().__init__(reason)
        self.reason = reason


def parse_fen(text: str) -> int:
    """Fen from yuan as people write them: 1234.5, 1,234.50, ¥1234, １２３４．５. Nothing is rounded.

    Raises BadAmount. At most twelve digits before the point and two after it.
    """
    plain = half_width(text)
    plain = ungrouped(plain.removeprefix("¥").strip())
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        raise BadAmount(_fault(plain))
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def _fault(plain: str) -> str:
    if not plain:
        return "empty"
    if _BELOW_ZERO.fullmatch(plain):
        return "negative"
    if _TOO_LONG.fullmatch(plain):
        return "too_large"
    return "too_many_decimals" if _TOO_FINE.fullmatch(plain) else "not_a_number"


def format_fen(fen: int) -> str:
    """Yuan with thousands commas and two decimals, without the currency sign: 123450 → 1,234.50."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02d}"


def line_total(quantity: int, unit_fen: int) -> int:
    """Total of one line in fen; raises BadAmount("too_large") beyond what an amount may be."""
    total = quantity * unit_fen
    if abs(total) > LARGEST_FEN:
        raise BadAmount("too_large")
    return total


def tax_in(total_fen: int, rate_bp: int) -> int:
    """The VAT contained in a tax-inclusive total, in fen; the rate in basis points (1300 is 13 %).

    The tax stands outside the sales amount (增值税法 art. 7), so it is total × rate ÷ (1 + rate). Half a fen
    is rounded away from zero, so that the tax of a reversal is exactly the reversed tax.
    """
    if rate_bp < 0:
        raise ValueError("a tax rate is never negative")
    whole = 10_000 + rate_bp
    tax = (2 * abs(total_fen) * rate_bp + whole) // (2 * whole)
    return -tax if total_fen < 0 else tax


def in_words(fen: int) -> str:
    """Chinese capital figures (人民币大写) as contracts and settlements write them: 人民币壹元整.

    After the rules for filling in bills and settlement vouchers (支付结算办法 annex 1, 银发〔1997〕393号):
    整 after 元 and 角, never after 分; one 零 for a run of zeros.
    Raises BadAmount("too_large") beyond twelve digits of yuan.
    """
    if abs(fen) > LARGEST_FEN:
        raise BadAmount("too_large")
    yuan, rest = divmod(abs(fen), 100)
    whole = f"{_yuan_in_words(yuan)}元" if yuan else ""
    return f"人民币{'负' if fen < 0 else ''}{whole}{_cents_in_words(rest, after_yuan=bool(yuan))}"


def _cents_in_words(rest: int, *, after_yuan: bool) -> str:
    jiao, fen = divmod(rest, 10)
    if not rest:
        return "整" if after_yuan else "零元整"
    gap = "零" if after_yuan and not jiao else ""
    return gap + (f"{_NUMERALS[jiao]}角" if jiao else "") + (f"{_NUMERALS[fen]}分" if fen else "整")


def _yuan_in_words(yuan: int) -> str:
    words, gap = "", False
    for place in (2, 1, 0):
        group = yuan // 10_000**place % 10_000
        if not group:
            gap = bool(words)  # an empty group leaves one 零 before whatever follows
            continue
        if words and (gap or group < 1000):
            words += "零"
        words += _group_in_words(group) + _GROUPS[place]
        gap = False
    return words


def _group_in_words(group: int) -> str:
    words, gap = "", False
    for place in (3, 2, 1, 0):
        figure = group // 10**place % 10
        if not figure:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + _NUMERALS[figure] + _PLACES[place]
        gap = False
    return words
