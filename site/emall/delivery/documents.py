"""The acceptance sheet (验收单) as PDF: its facts and its photos, for templates/papers/acceptance.typ."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from emall.delivery.words import CHECK_NAMES, REJECT_NAMES, RESULT_NAMES, CheckKind, CheckResult
from emall.kernel.clock import BEIJING
from emall.papers import amount, frame, typeset
from emall.web.language import gettext as _
from emall.web.language import language
from emall.web.status_words import status_of
from emall.web.visitor import Visitor


async def acceptance_pdf(
    order: Mapping[str, Any],
    sheet: Mapping[str, Any],
    pictures: Mapping[int, bytes],
    *,
    visitor: Visitor,
    now: datetime,
) -> bytes:
    """One sheet as PDF; arguments as for `acceptance_paper`."""
    facts, named = acceptance_paper(order, sheet, pictures, visitor=visitor, now=now)
    return await typeset("acceptance", facts, lang=language(), pictures=named)


def acceptance_paper(
    order: Mapping[str, Any],
    sheet: Mapping[str, Any],
    pictures: Mapping[int, bytes],
    *,
    visitor: Visitor,
    now: datetime,
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """One sheet (as `queries.sheets_of` gives it) with lines, checklists, signatures and a photo appendix of 2 × 3.

    `pictures` are its photos as WebP by their id; what is not there is left out. Facts and named pictures.
    """
    facts = acceptance_facts(order, sheet, visitor=visitor, now=now)
    facts["photos"] = [
        [f"p{photo['id']}.webp", photo["title"] or _("Whole delivery")]
        for photo in sheet["photos"]
        if photo["id"] in pictures
    ]
    return facts, {f"p{photo}.webp": content for photo, content in pictures.items()}


def acceptance_facts(
    order: Mapping[str, Any], sheet: Mapping[str, Any], *, visitor: Visitor, now: datetime
) -> dict[str, Any]:
    """What the paper says, in the language in use; amounts are those of the pieces accepted on this sheet."""
    lines, conclusion = sheet["lines"], status_of("conclusion", sheet["conclusion"])
    return {
        "paper": frame(
            title=_("Acceptance sheet"),
            number=sheet["number"],
            organisation=order["organisation_name"],
            path=f"/orders/{order['number']}/acceptance/print",
            printed_by=visitor.person_name,
            printed_at=now,
            mark=_("DRAFT") if sheet["status"] == "to_sign" else "",
        ),
        "pairs": [
            [_("Unit"), order["organisation_name"]],
            [_("Supplier"), order["supplier_name"]],
            [_("Order"), order["number"]],
            [_("Purchase sheet"), order["purchase_number"]],
            [_("Judged on"), _moment(sheet["at"])],
            [_("Conclusion"), _(conclusion.word)],
        ],
        "heads": _heads(),
        "lines": [_line(place, line) for place, line in enumerate(lines, start=1)],
        "checks": [row for place, line in enumerate(lines, 1) for row in check_rows(place, line)],
        "note": sheet["note"],
        "total": amount(sum(line["accepted"] * line["price_fen"] for line in lines)),
        "members": [[one["name"], _moment(one["signed_at"])] for one in sheet["members"]],
        "supplier_person": sheet["supplier_person"],
        "digest": sheet["digest"],
    }


def _heads() -> dict[str, Any]:
    return {
        "lines": [
            _("Line no."),
            _("Goods"),
            _("Due"),
            _("Good"),
            _("Rejected"),
            _("Appearance"),
            _("Function"),
            _("Reason"),
        ],
        "checks": [_("Line no."), _("Item"), _("As agreed"), _("Found"), _("Note")],
        "checklist": _("Checklist"),
        "members": _("Accepted by (signature, date)"),
        "signed": _("signed in the system"),
        "unsigned": _("not signed yet"),
        "supplier": _("For the supplier (signature, date)"),
        "seal": _("Seal of the unit"),
        "photos": _("Photos"),
        "value": _("Value accepted here:"),
        "note": _("Note:"),
        "digest": _("Digest of what was signed (SM3):"),
    }


def _line(place: int, line: Mapping[str, Any]) -> list[str]:
    code = line["reason"]
    reason = _(REJECT_NAMES[code]) if code else ""
    return [
        str(place),
        line["title"],
        f"{line['accepted'] + line['rejected']} {line['unit']}",
        str(line["accepted"]),
        str(line["rejected"]),
        _("right") if line["looks_right"] else _("not right"),
        _("right") if line["works_right"] else _("not right"),
        f"{reason} {line['note']}".strip(),
    ]


def check_rows(place: int, line: Mapping[str, Any]) -> list[list[str]]:
    """The checklist of a line on paper: what was simply as ordered in one row, everything else in a row of its own."""
    plain = [one for one in line["checks"] if one["result"] == CheckResult.PASSED and not one["note"]]
    rows = []
    if plain:
        names = _and(item_name(one["kind"], one["name"]) for one in plain)
        agreed = _and(one["expected"] for one in plain if one["expected"])
        rows.append([str(place), names, agreed, _(RESULT_NAMES[CheckResult.PASSED]), ""])
    for one in line["checks"]:
        if one not in plain:
            name, result = item_name(one["kind"], one["name"]), CheckResult(one["result"])
            rows.append([str(place), name, one["expected"], _(RESULT_NAMES[result]), one["note"]])
    return rows


def item_name(kind: str, name: str) -> str:
    """What an item is called: its own name (of the goods, Chinese), or that of its kind."""
    named = CheckKind(kind)
    return name or _(CHECK_NAMES[named])


def _and(words: Iterable[str]) -> str:
    return ("、" if language() == "zh-CN" else ", ").join(words)


def _moment(at: datetime | str | None) -> str:
    """2026-11-27 14:30 in Beijing; empty where nothing happened yet."""
    if at is None:
        return ""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
