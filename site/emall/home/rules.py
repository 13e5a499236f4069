"""How the figures of the first page are computed and written."""

from dataclasses import dataclass

from emall.web.language import CHINESE, gettext, language

YI, WAN = 10_000_000_000, 1_000_000  # 亿元 and 万元 in fen


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure in large type and the unit in small type after it."""

    figure: str
    unit: str


def large_amount(fen: int) -> Shown:
    """An amount for a headline: 1.87 亿元 · 52.30 万元 · ¥187.00 m · ¥0.52 m; the exact one stands beside it."""
    if language() != CHINESE:
        return _english(fen)
    if fen >= YI:
        return Shown(_hundredths(fen, YI), "亿元")
    if fen >= WAN:
        return Shown(_hundredths(fen, WAN), "万元")
    return Shown(f"{fen // 100:,}", "元")


def _english(fen: int) -> Shown:
    million = 100_000_000
    if fen >= million // 10:
        return Shown(f"¥{_hundredths(fen, million)}", gettext("million"))
    return Shown(f"¥{fen // 100:,}", "")


def _hundredths(fen: int, whole: int) -> str:
    """Two decimals, cut off rather than rounded up: nothing is made to look more than it is."""
    return f"{fen // whole:,}.{fen % whole * 100 // whole:02d}"


def permille(part: int, whole: int) -> int | None:
    """A share in thousandths, half rounded up; None of nothing."""
    return (part * 2000 + whole) // (2 * whole) if whole > 0 else None


def percent(thousandths: int) -> str:
    """961 → 96.1%."""
    return f"{thousandths // 10}.{thousandths % 10}%"


def duration(seconds: int) -> Shown:
    """A span as people say it: minutes below an hour, hours below two days, then days."""
    if seconds < 3600:
        return Shown(str(max(seconds // 60, 1)), gettext("minutes"))
    if seconds < 48 * 3600:
        return Shown(_tenths(seconds, 3600), gettext("hours"))
    return Shown(_tenths(seconds, 86400), gettext("days"))


def _tenths(seconds: int, whole: int) -> str:
    tenths = (seconds * 20 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}"


def change(last_fen: int, today_fen: int) -> str:
    """Whether a list costs more than last time: up, down or level."""
    return "up" if today_fen > last_fen else "down" if today_fen < last_fen else "level"
