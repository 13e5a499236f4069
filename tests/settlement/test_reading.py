"""Invoice files: what is read out of good ones, and what becomes of hostile ones (judged by content, never by name)."""

import tracemalloc
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.kernel.refusal import Missing, Refused
from emall.settings import settings
from emall.settlement import kept
from emall.settlement.reading import MOST_BYTES, InvoiceFacts, read_invoice
from tests.settlement import papers as p

READ = InvoiceFacts(
    p.NUMBER, date(2026, 11, 20), "示例公司", p.SELLER, "丽水市示例局", p.BUYER, 126_50, 14_55
)


def refused(content: bytes) -> str:
    """Why a file is not taken."""
    with pytest.raises(Refused) as error:
        read_invoice(content)
    (refusal,) = error.value.refusals
    return refusal.key


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (p.xml(), "xml"),
        (b"\xef\xbb\xbf" + p.xml(), "xml"),
        (p.xml().decode().replace("utf-8", "utf-16").encode("utf-16"), "xml"),
        (p.ofd(p.xml()), "ofd"),
        (p.ofd(**{"Doc_0/Tags/einvoice.xml": p.OLD_OFD}), "ofd"),
    ],
)
def test_the_fields_of_a_digital_invoice_are_read(content: bytes, kind: str) -> None:
    paper = read_invoice(content)
    assert (paper.kind, paper.facts) == (kind, READ)


def test_a_pdf_and_an_unknown_xml_are_kept_without_fields() -> None:
    assert read_invoice(p.PDF) == kept_as("pdf")
    assert read_invoice(b"<Invoice><No>1</No></Invoice>") == kept_as("xml")
    assert read_invoice(p.ofd()) == kept_as("ofd")


def kept_as(kind: str) -> object:
    """A paper of which nothing is known but its kind."""
    from emall.settlement.reading import Paper

    return Paper(kind, InvoiceFacts())


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"total": "-126.50"}, "amount_fen"),
        ({"total": "12,6.50"}, "amount_fen"),
        ({"total": "126.505"}, "amount_fen"),
        ({"tax": "1e3"}, "tax_fen"),
    ],
)
def test_what_is_not_understood_is_left_out(changed: dict[str, str], field: str) -> None:
    facts = read_invoice(p.xml(**changed)).facts  # type: ignore[arg-type]
    assert getattr(facts, field) is None and facts.number == p.NUMBER


def test_the_total_of_a_line_is_never_taken_for_that_of_the_invoice() -> None:
    assert read_invoice(p.xml(total="")).facts.amount_fen is None


def test_the_day_of_the_request_stands_in_for_a_missing_day() -> None:
    assert read_invoice(p.xml(day="")).facts.issued_on == date(2026, 11, 19)
    assert read_invoice(p.xml(day="20261120")).facts.issued_on == date(2026, 11, 20)
    assert read_invoice(p.xml(day="2026-13-40")).facts.issued_on is None


BOMB = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;&b;&b;</a>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><EInvoice><Header><EIid>&x;</EIid></Header></EInvoice>'


@pytest.mark.parametrize(
    ("content", "key"),
    [
        pytest.param(b"", "invoice_file_missing", id="nothing"),
        pytest.param(b"hello", "file_kind_unknown", id="words"),
        pytest.param(b"\xff\xd8\xff\xe0JFIF", "file_kind_unknown", id="jpeg"),
        pytest.param(b"%PDF-1.7 cut off", "file_damaged", id="pdf-cut-off"),
        pytest.param(b"PK\x03\x04 broken", "file_damaged", id="zip-broken"),
        pytest.param(p.ofd(p.xml())[:-40], "file_damaged", id="ofd-cut-off"),
        pytest.param(p.packed({"a.txt": b"1"}), "file_kind_unknown", id="zip-of-text"),
        pytest.param(p.packed({"xl/workbook.xml": b"<a/>"}), "file_kind_unknown", id="workbook"),
        pytest.param(b"<html><script>alert(1)</script></html>", "file_kind_unknown", id="html"),
        pytest.param(
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_kind_unknown", id="svg"
        ),
        pytest.param(
            b"<x:html xmlns:x='http://www.w3.org/1999/xhtml'/>", "file_kind_unknown", id="html-with-prefix"
        ),
        pytest.param(b"<EInvoice><Header>", "invoice_file_unreadable", id="xml-cut-off"),
        pytest.param(b"<a>\xc3\x28</a>", "invoice_file_unreadable", id="xml-bad-utf8"),
        pytest.param(
            b"<?xml version='1.0' encoding='no-such-thing'?><a/>",
            "invoice_file_unreadable",
            id="xml-unknown-encoding",
        ),
        pytest.param(b"<a>" * 41 + b"</a>" * 41, "invoice_file_unreadable", id="xml-too-deep"),
        pytest.param(b"<r>" + b"<a/>" * 50_001 + b"</r>", "invoice_file_unreadable", id="xml-too-many"),
        pytest.param(BOMB, "file_declares_entities", id="entities"),
        pytest.param(OUTSIDE, "file_declares_entities", id="outside"),
        pytest.param(p.ofd(BOMB), "file_declares_entities", id="entities-in-ofd"),
        pytest.param(
            p.ofd(**{f"Doc_0/{n}.txt": b"" for n in range(401)}),
            "file_unpacks_too_large",
            id="ofd-too-many-files",
        ),
        pytest.param(b"%PDF-" + b"0" * MOST_BYTES, "file_too_heavy", id="too-heavy"),
    ],
)
def test_hostile_files_are_refused(content: bytes, key: str) -> None:
    assert refused(content) == key


def test_a_bomb_is_refused_by_what_it_says_and_by_what_it_does() -> None:
    zeros = b"<a>" + b"0" * 3_000_000 + b"</a>"
    assert refused(p.ofd(zeros)) == "file_unpacks_too_large"  # one file of 3 MB
    many = {f"Doc_0/invoice_{n}.xml": b"<a>" + b"0" * 1_900_000 + b"</a>" for n in range(5)}
    assert refused(p.ofd(**many)) == "file_unpacks_too_large"  # five of almost 2 MB
    huge = p.ofd(**{f"Doc_0/{n}.bin": b"0" * 9_000_000 for n in range(5)})
    assert len(huge) < 100_000 and refused(huge) == "file_unpacks_too_large"


def test_a_lying_header_does_not_unpack_more_than_it_says() -> None:
    content = bytearray(p.ofd(b"<a>" + b"0" * 3_000_000 + b"</a>"))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        (member,) = [one for one in archive.infolist() if "original" in one.filename]
    said = member.file_size.to_bytes(4, "little")
    at = content.rfind(said)  # in the list at the end, which is what is believed
    content[at : at + 4] = (100).to_bytes(4, "little")
    assert refused(bytes(content)) in ("file_damaged", "invoice_file_unreadable")


def test_a_bomb_takes_little_memory() -> None:
    bomb = p.ofd(**{f"Doc_0/invoice_{n}.xml": b"<a>" + b"0" * 2_500_000 + b"</a>" for n in range(12)})
    tracemalloc.start()
    refused(bomb)
    assert tracemalloc.get_traced_memory()[1] < 30 * 1024 * 1024
    tracemalloc.stop()


def test_a_locked_ofd_is_kept_unread() -> None:
    content = bytearray(p.ofd(p.xml()))
    for at in range(len(content) - 4):  # set the mark of encryption on every file
        if content[at : at + 4] == b"PK\x01\x02":
            content[at + 8] |= 1
    assert read_invoice(bytes(content)).facts.empty


@given(st.binary(max_size=300))
def test_any_bytes_are_taken_or_refused(content: bytes) -> None:
    for start in (b"", b"<", b"PK\x03\x04", b"%PDF-", b"<EInvoice>"):
        try:
            assert read_invoice(start + content).kind in ("pdf", "ofd", "xml")
        except Refused:
            pass


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("发票.xml", "发票.xml"),
        ("../../etc/passwd", "passwd.xml"),
        ("C:\\fakepath\\a.PDF", "a.xml"),
        ("x" * 400 + ".xml", "x" * 112 + ".xml"),
        ("", "invoice.xml"),
        ("a\u202egnp.xml", "invoice.xml"),
        ('a"\r\nX: y.xml', "invoice.xml"),
        (".xml", "invoice.xml"),
    ],
)
async def test_a_file_lies_under_its_digest_whatever_its_name(name: str, shown: str) -> None:
    file = await kept.keep_file(p.xml(), name)
    path = kept.file_path(file.digest, file.kind)
    assert file.name == shown and path.read_bytes() == p.xml()
    assert path.parent.parent == Path(settings().data) / "invoices"
    assert file.facts["amount_fen"] == 126_50
    assert await kept.read_file(file.digest, file.kind) == p.xml()


async def test_a_refused_file_leaves_nothing_behind() -> None:
    home = Path(settings().data) / "invoices"
    before = sorted(home.rglob("*"))
    with pytest.raises(Refused):
        await kept.keep_file(p.ofd(BOMB), "a.ofd")
    assert sorted(home.rglob("*")) == before
    with pytest.raises(Missing):
        await kept.read_file("0" * 64, "pdf")


async def test_a_seal_is_of_one_person_and_of_this_site() -> None:
    file = await kept.keep_file(p.PDF, "a.pdf")
    assert kept.unsealed(kept.sealed(file, 7), 7) == file
    assert kept.unsealed("", 7) is None
    for text, person in ((kept.sealed(file, 7), 8), ("made.up", 7), ("x", 7)):
        with pytest.raises(Refused):
            kept.unsealed(text, person)


async def test_files_no_invoice_names_are_swept_once_old() -> None:
    file = await kept.keep_file(p.ofd(p.xml(number="1" * 20)), "a.ofd")
    path = kept.file_path(file.digest, file.kind)
    age = path.stat().st_mtime
    assert kept.stale_files({file.digest}, before=age + 1) >= 0 and path.exists()
    assert kept.stale_files(set(), before=age - 1) == 0 and path.exists()
    assert kept.stale_files(set(), before=age + 1) >= 1 and not path.exists()
