"""What travels between the platform and the treasury: files of instructions, answers, and files of answers.

Every file is JSON lines in UTF-8, keys in alphabetical order, no blanks, a line feed after each line: a head that says
what it is, one line for each payment, and an end with count, sum and the SHA-256 of all lines before it.
Amounts are whole fen.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

import msgspec

from emall.kernel.clock import BEIJING
from emall.kernel.money import LARGEST_FEN
from emall.kernel.refusal import Refusal, Refused
from emall.kernel.text import BadText, clean_text
from emall.payments.rules.judging import Judged
from emall.payments.words import REASON_MOST, REFERENCE, Said

INSTRUCTIONS, ANSWERS = "emall-treasury-instructions", "emall-treasury-answers"
VERSION = 1
MOST_ANSWERS = 5000

NO_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding raises for bytes that are no JSON of ours: other text, another encoding, nested without end."""

_Fen = Annotated[int, msgspec.Meta(ge=1, le=LARGEST_FEN)]


class Unreadable(ValueError):
    """A letter or line that is no answer."""


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer of the treasury (国库回单); `on` is the day the bank did it."""

    payment: Annotated[str, msgspec.Meta(pattern=r"^ZF[0-9]{12,20}\Z")]
    outcome: Said
    bank_reference: Annotated[str, msgspec.Meta(pattern=rf"^{REFERENCE}\Z")]
    amount_fen: _Fen
    on: date
    reason: Annotated[str, msgspec.Meta(max_length=REASON_MOST)] = ""

    def judged(self, way: str) -> Judged:
        """The same as the rules want it."""
        return Judged(self.payment, str(self.outcome), self.bank_reference, self.amount_fen, self.on, way)


class _Head(msgspec.Struct, frozen=True):
    format: str
    version: int


class _End(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    count: int
    amount_fen: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an answer file: its number from 1, its text, and the answer, or None where it is none."""

    number: int
    text: str
    answer: Answer | None


def read_answer(body: bytes) -> Answer:
    """The answer in a letter or line; raises Unreadable for anything that is not exactly one."""
    try:
        found = msgspec.json.decode(body, type=Answer)
        reason = clean_text(found.reason, REASON_MOST)
    except (*NO_JSON, BadText) as error:
        raise Unreadable from error
    if found.outcome == Said.RETURNED and not reason:  # whoever reads of it has to know what to do next
        raise Unreadable
    return msgspec.structs.replace(found, reason=reason)


def _json(value: Any) -> str:
    return msgspec.json.encode(value, order="sorted").decode() + "\n"


def digest_of(content: bytes) -> str:
    """The SHA-256 of a file or letter, in small hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def _file(head: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> tuple[str, str]:
    """The whole text of a file, and the digest in its last line."""
    listed = list(rows)
    text = _json(head) + "".join(_json(row) for row in listed)
    digest = digest_of(text.encode())
    end = {"count": len(listed), "amount_fen": sum(row["amount_fen"] for row in listed), "sha256": digest}
    return text + _json(end), digest


def instruction_file(*, batch: str, made_at: datetime, rows: Iterable[Mapping[str, Any]]) -> tuple[str, str]:
    """A file of instructions and its digest; `rows` are payments with number, payer, settlement and payee."""
    head = {
        "format": INSTRUCTIONS,
        "version": VERSION,
        "batch": batch,
        "made_at": made_at.astimezone(BEIJING).isoformat(timespec="seconds"),
    }
    return _file(head, [instruction(row) for row in rows])


def instruction(row: Mapping[str, Any]) -> dict[str, Any]:
    """One payment as the treasury reads it; the only place where an account number leaves in full."""
    return {
        "payment": row["number"],
        "settlement": row["settlement_number"],
        "payer": row["organisation_name"],
        "payer_uscc": row["organisation_uscc"],
        "payee": row["payee_name"],
        "payee_bank": row["payee_bank"],
        "payee_account": row["payee_account"],
        "amount_fen": row["amount_fen"],
        "released_at": row["released_at"].astimezone(BEIJING).isoformat(timespec="seconds"),
    }


def answer_file(answers: Iterable[Answer], *, batch: str = "") -> str:
    """A file of answers as the treasury writes one, for whoever plays it."""
    head = {"format": ANSWERS, "version": VERSION, "batch": batch}
    return _file(head, [msgspec.to_builtins(one) for one in answers])[0]


def read_answer_file(content: bytes) -> list[Line]:
    """The lines between head and end; raises Refused on `file` when the file as a whole is not what was sent.

    A line that is no answer is kept with answer None: it is refused by itself and the others count. The sum in the
    last line is compared when every line could be read.
    """
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    if not _is_head(lines[0] if lines else b""):
        raise Refused("file", "answer_file_no_head")
    if len(lines) > MOST_ANSWERS + 2:
        raise Refused("file", "answer_file_long", most=MOST_ANSWERS)
    end = _end_of(lines)
    found = [_line(number, line) for number, line in enumerate(lines[1:-1], start=2)]
    fault = _fault(end, found, digest_of(b"".join(line + b"\n" for line in lines[:-1])))
    if fault:
        raise Refused(fault)
    return found


def _is_head(line: bytes) -> bool:
    try:
        head = msgspec.json.decode(line, type=_Head)
    except NO_JSON:
        return False
    return (head.format, head.version) == (ANSWERS, VERSION)


def _end_of(lines: Sequence[bytes]) -> _End:
    try:
        return msgspec.json.decode(lines[-1], type=_End)
    except NO_JSON:
        raise Refused("file", "answer_file_no_end") from None


def _line(number: int, line: bytes) -> Line:
    text = line.decode("utf-8", "replace").replace("\0", "\ufffd")
    try:
        return Line(number, text, read_answer(line))
    except Unreadable:
        return Line(number, text, None)


def _fault(end: _End, lines: Sequence[Line], digest: str) -> Refusal | None:
    if end.count != len(lines):
        return Refusal("file", "answer_file_count", said=end.count, found=len(lines))
    answers = [line.answer for line in lines if line.answer is not None]
    total = sum(one.amount_fen for one in answers)
    if len(answers) == len(lines) and total != end.amount_fen:
        return Refusal("file", "answer_file_sum", said_fen=end.amount_fen, found_fen=total)
    return None if end.sha256 == digest else Refusal("file", "answer_file_digest")
