"""Turns refusals into sentences: each room brings its own, the web brings those about the form itself."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from emall.kernel.refusal import Refusal
from emall.web.formats import money
from emall.web.language import N_, gettext

log = logging.getLogger("emall.saying")

SENTENCES: dict[str, str] = {
    "fill_in": N_("Fill this in."),
    "sent_twice": N_("This was sent twice; fill it in once."),
    "unreadable_characters": N_("There are characters here that cannot be read. Type it again."),
    "too_long": N_("At most %(most)s characters; you entered %(length)s."),
    "too_short": N_("At least %(least)s characters; you entered %(length)s."),
    "not_an_amount": N_("Enter an amount such as 1234.50, with at most two decimals."),
    "amount_out_of_range": N_("Enter an amount from %(least)s to %(most)s."),
    "not_a_whole_number": N_("Enter a whole number."),
    "number_out_of_range": N_("Enter a number from %(least)s to %(most)s."),
    "not_a_date": N_("Enter a date such as 2026-11-23."),
    "not_one_of_the_choices": N_("Choose one of the options offered."),
    "too_many": N_("At most %(most)s at a time."),
    "choose_some": N_("Choose at least one."),
    "not_possible": N_("This is not possible as things stand."),
    "form_already_used": N_(
        "This form was already sent with other content. Open the page again to see what was done."
    ),
    "form_not_yours": N_("This form was opened by somebody else. Open the page again."),
    "form_too_old": N_("This form was open for too long. Open the page again."),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence about one field; the empty field means the whole form."""

    field: str
    text: str


def learn(sentences: Mapping[str, str]) -> None:
    """Take in a room's sentences (`words.SENTENCES`); a key says the same in every room, which a test checks."""
    for key, text in sentences.items():
        SENTENCES.setdefault(key, text)


def say(refusal: Refusal) -> Said:
    """The sentence of a refusal in the language in use; amounts in fen are written as money."""
    try:
        text = gettext(SENTENCES[refusal.key], **_readable(refusal.params))
    except KeyError:  # a mistake of ours, found by a test; the visitor still gets an answer
        log.exception("no sentence for %s with %s", refusal.key, sorted(refusal.params))
        plain = SENTENCES["not_possible"]
        text = gettext(plain)
    return Said(refusal.field, text)


def _readable(params: Mapping[str, Any]) -> dict[str, Any]:
    """`short_fen=1200` is both there as it is and, as `short`, the amount in words people read."""
    written = {
        name.removesuffix("_fen"): money(value) for name, value in params.items() if name.endswith("_fen")
    }
    return {**params, **written}


def say_all(refusals: Iterable[Refusal | Said]) -> list[Said]:
    """Sentences for refusals; what is already said stays."""
    return [refusal if isinstance(refusal, Said) else say(refusal) for refusal in refusals]
