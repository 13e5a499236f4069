"""How money, dates and personal data are written on pages, in the language in use."""

import re
from datetime import UTC, timedelta
from datetime import date as Day
from datetime import datetime as Moment

from markupsafe import Markup, escape

from emall.kernel import clock
from emall.kernel.clock import BEIJING
from emall.kernel.money import format_fen, in_words
from emall.kernel.people import mask_account, mask_name, mask_phone
from emall.kernel.regions import region
from emall.web.language import CHINESE, gettext, language, ngettext

__all__ = [
    "ago",
    "browser",
    "clock_time",
    "county",
    "date",
    "datetime",
    "day",
    "deadline",
    "lines",
    "mask_account",
    "mask_email",
    "mask_name",
    "mask_phone",
    "money",
    "typed_money",
    "weekday",
    "words",
    "zh",
    "zh_lang",
]

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def money(fen: int) -> str:
    """1,234.50 — two decimals, thousands commas, no sign of currency; `fen` is an integer."""
    return format_fen(fen)


def typed_money(fen: int | str | None) -> str:
    """1234.50 for an input field; what was typed wrongly stays as it was."""
    return money(fen).replace(",", "") if isinstance(fen, int) else fen or ""


def words(fen: int) -> str:
    """The amount in capital Chinese numerals (大写), as papers carry it."""
    return in_words(fen)


def _local(value: Moment | Day) -> Moment | Day:
    if not isinstance(value, Moment):
        return value
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(BEIJING)


def date(value: Moment | Day | None) -> str:
    """2026-11-23, for tables and inputs; nothing for None."""
    return _local(value).strftime("%Y-%m-%d") if value else ""


def day(value: Moment | Day | None) -> str:
    """2026年11月23日 · 23 Nov 2026, for running text."""
    if not value:
        return ""
    local = _local(value)
    if language() == CHINESE:
        return f"{local.year}年{local.month}月{local.day}日"
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}"


def weekday(value: Moment | Day) -> str:
    """11月23日（周一） · Mon 23 Nov, for days of this year."""
    local = _local(value)
    if language() == CHINESE:
        return f"{local.month}月{local.day}日（周{WEEKDAYS_ZH[local.weekday()]}）"
    return f"{WEEKDAYS_EN[local.weekday()]} {local.day} {MONTHS[local.month - 1]}"


def clock_time(value: Moment | None) -> str:
    """16:05, Beijing time."""
    return _local(value).strftime("%H:%M") if value else ""


def datetime(value: Moment | None) -> str:
    """2026-11-23 16:05, Beijing time."""
    return _local(value).strftime("%Y-%m-%d %H:%M") if value else ""


def deadline(value: Moment | None) -> str:
    """11月26日 18:00 前 · by 26 Nov 18:00."""
    if not value:
        return ""
    local = _local(value)
    if language() == CHINESE:
        return f"{local.month}月{local.day}日 {local:%H:%M} 前"
    return f"by {local.day} {MONTHS[local.month - 1]} {local:%H:%M}"


def ago(value: Moment | None) -> str:
    """How long ago, in the largest fitting unit; after thirty days the date."""
    if not value:
        return ""
    passed = clock.now() - value
    if passed < timedelta(minutes=1):
        return gettext("just now")
    if passed < timedelta(hours=1):
        return ngettext("%(num)s minute ago", "%(num)s minutes ago", int(passed.total_seconds() // 60))
    if passed < timedelta(days=1):
        return ngettext("%(num)s hour ago", "%(num)s hours ago", int(passed.total_seconds() // 3600))
    if passed < timedelta(days=30):
        return ngettext("%(num)s day ago", "%(num)s days ago", passed.days)
    return date(value)


def county(code: str) -> str:
    """莲都 · Liandu: the city or county of a six-digit code, as tags carry it; any other code as it is."""
    try:
        found = region(code)
    except LookupError:
        return code
    return found.short if language() == CHINESE else found.english.partition(" ")[0]


def mask_email(address: str) -> str:
    """w***@example.cn: the first sign and the domain."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}***@{domain}" if at else ""


BROWSERS = {
    "MicroMessenger": "微信",
    "QIHU": "360",
    "Edg": "Edge",
    "QQBrowser": "QQ",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = ("HarmonyOS", "Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")


def browser(agent: str) -> str:
    """Chrome · Windows: the browser and the system behind a user agent, as far as it tells; else its beginning."""
    found = [name for sign, name in BROWSERS.items() if sign in agent][:1]
    found += [system for system in SYSTEMS if system in agent][:1]
    return " · ".join(found) or agent[:40]


def lines(text: str) -> Markup:
    """Typed lines as they were typed, safe to show."""
    return Markup("<br>").join(text.split("\n"))


_TAG = re.compile(r"(<[^>]*>)")
_HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")


def zh(text: object) -> object:
    """Text that may hold Chinese from the database, for an English page: the Chinese in it says that it is.

    Only for text between tags; in an attribute the marks would show.
    """
    if language() == CHINESE or not _HAN.search(str(text)) or 'lang="zh-CN"' in str(text):
        return text
    parts = _TAG.split(str(escape(text)))  # markup stays as it is, anything else is made safe
    marked = (
        part if part.startswith("<") else _HAN.sub(r'<span lang="zh-CN">\g<0></span>', part) for part in parts
    )
    return Markup("").join(Markup(part) for part in marked)


def zh_lang(text: object) -> Markup:
    """The attribute for an element that can hold text only, such as an option, where its text is Chinese in English."""
    return Markup(' lang="zh-CN"') if language() != CHINESE and _HAN.search(str(text)) else Markup("")
