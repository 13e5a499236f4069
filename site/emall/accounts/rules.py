"""Decisions about passwords, posts and where to go after a switch, on plain values."""

import re
from collections.abc import Collection

from emall.accounts.words import (
    BLOCKED_PASSWORDS,
    COMMON_PAGES,
    DUTIES_OF_KIND,
    HOME,
    HOMES,
    OPERATOR_DUTIES,
    PASSWORD_CLASSES,
    PASSWORD_LEAST,
    SUPPLIER_DUTIES,
    UNIT_DUTIES,
    Duty,
    OrganisationKind,
)
from emall.kernel.refusal import Refusal

_CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,31}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def refusals_for_password(*, password: str, again: str, login: str) -> list[Refusal]:
    """Why a new password is not taken.

    Twelve characters and three of four classes of signs, as the protection of level three asks (GB/T 22239-2019),
    nothing from the list of first guesses, and not the user name.
    """
    refusals = []
    if len(password) < PASSWORD_LEAST:
        refusals.append(Refusal("password", "password_too_short", least=PASSWORD_LEAST))
    if sum(bool(re.search(signs, password)) for signs in _CLASSES) < PASSWORD_CLASSES:
        refusals.append(Refusal("password", "password_too_simple"))
    if password.lower() in BLOCKED_PASSWORDS or _repeats(password):
        refusals.append(Refusal("password", "password_blocked"))
    if len(login) > 2 and login.lower() in password.lower():
        refusals.append(Refusal("password", "password_holds_name"))
    if password != again:
        refusals.append(Refusal("again", "passwords_differ"))
    return refusals


def _repeats(password: str) -> bool:
    """Whether it is one short piece over and over, such as Ab1!Ab1!Ab1!."""
    return any(
        len(password) % size == 0 and password == password[:size] * (len(password) // size)
        for size in range(1, len(password) // 2 + 1)
    )


def refusals_for_login(login: str) -> list[Refusal]:
    """Why a user name is not taken."""
    return [] if _LOGIN.fullmatch(login) else [Refusal("login", "login_letters")]


def refusals_for_email(email: str) -> list[Refusal]:
    """Why a mail address is not taken; none at all is fine."""
    return [] if not email or _EMAIL.fullmatch(email) else [Refusal("email", "not_an_email")]


def refusals_for_post(
    *, duty: Duty, kind: str, held: Collection[str], held_anywhere: Collection[str]
) -> list[Refusal]:
    """Why a post cannot be given: `held` are the person's duties there, `held_anywhere` all of them.

    System, security and audit administration are never in one hand (GB/T 22239-2019, 8.1.5.1–8.1.5.3), and nobody
    works for a buying unit and a supplier at once (avoidance: 政府采购法实施条例 art. 9).
    """
    refusals = []
    if duty not in DUTIES_OF_KIND[OrganisationKind(kind)]:
        refusals.append(Refusal("duty", "duty_not_here"))
    if duty in held:
        refusals.append(Refusal("duty", "post_held_already"))
    if duty in OPERATOR_DUTIES and (OPERATOR_DUTIES & set(held_anywhere)) - {duty}:
        refusals.append(Refusal("duty", "operator_posts_apart"))
    other_side = (
        SUPPLIER_DUTIES if duty in UNIT_DUTIES else UNIT_DUTIES if duty in SUPPLIER_DUTIES else frozenset()
    )
    if other_side & set(held_anywhere):
        refusals.append(Refusal("duty", "works_for_other_side"))
    return refusals


def home_of(duty: str) -> str:
    """Where a post begins its day."""
    return HOMES.get(duty, HOME)


def page_after_switch(path: str, *, duty: str, same_duty: bool) -> str:
    """The page that means the same in another post: common pages stay, lists stay within a duty, things do not."""
    bare = path.partition("?")[0]
    area = "/" + bare.strip("/").partition("/")[0]
    if area in COMMON_PAGES:
        return path
    return area if same_duty and area not in ("/", "/login", "/org", "/join") else home_of(duty)


def wait_seconds(*, failures: int, free: int, since_last: float) -> int:
    """How long an address must wait after that many failures: doubling from one second up to a minute."""
    if failures <= free:
        return 0
    due = min(60, 2 ** min(failures - free - 1, 6))
    return max(0, int(due - since_last + 0.999))
