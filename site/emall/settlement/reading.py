"""What an uploaded invoice is, and what can be read out of it: judged by its content, on bytes that may be hostile.

A PDF is only kept. An XML, alone or inside an OFD, is read for the fields of the digital invoice (数电票) where it
has them; docs/invoice-files.md says which element names were seen and where. Nothing is ever unpacked to disk, no
entity is resolved, and every size is bounded before it is read.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from io import BytesIO
from xml.parsers import expat

from emall.kernel.archives import DAMAGED, is_bearable
from emall.kernel.codes import clean_uscc
from emall.kernel.money import BadAmount, parse_fen
from emall.kernel.refusal import Refused
from emall.kernel.text import BadText, clean_text

MOST_BYTES = 5 * 1024 * 1024
MOST_ELEMENTS = 50_000
DEEPEST = 40
LONGEST_TEXT = 400  # characters of one field; the rest of a text is not kept
MOST_MEMBERS = 400  # files inside an OFD
MOST_UNPACKED = 40 * 1024 * 1024  # what an OFD says its files come to
MOST_XML = 2 * 1024 * 1024  # of one XML file inside an OFD, and three times that in all
PDF_TAIL = 2048

FOREIGN = frozenset({"html", "svg", "xsl", "stylesheet", "script"})
"""Roots of documents a browser would run; under whatever name they come, they are no invoices."""


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """What a file says of itself; empty or None where it says nothing readable. Amounts in fen."""

    number: str = ""
    issued_on: date | None = None
    seller_name: str = ""
    seller_uscc: str = ""
    buyer_name: str = ""
    buyer_uscc: str = ""
    amount_fen: int | None = None  # with tax
    tax_fen: int | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing could be read."""
        return self == InvoiceFacts()

    def plain(self) -> dict[str, str | int]:
        """As JSON keeps it, without what is missing."""
        found = asdict(self) | {"issued_on": self.issued_on.isoformat() if self.issued_on else ""}
        return {name: value for name, value in found.items() if value not in ("", None)}


@dataclass(frozen=True, slots=True)
class Paper:
    """An upload that may be kept: its kind (pdf, ofd, xml) and what it says."""

    kind: str
    facts: InvoiceFacts


def read_invoice(content: bytes) -> Paper:
    """What an upload is. Raises Refused for anything that is not a PDF, OFD or XML of bearable size."""
    if not content:
        raise Refused("file", "invoice_file_missing")
    if len(content) > MOST_BYTES:
        raise Refused("file", "file_too_heavy", most=MOST_BYTES // 1024 // 1024)
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return Paper("ofd", _ofd(content))
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Paper("xml", facts_in(_leaves(content)))
    raise Refused("file", "file_kind_unknown")


def _pdf(content: bytes) -> Paper:
    if b"%%EOF" not in content[-PDF_TAIL:]:
        raise Refused("file", "file_damaged")
    return Paper("pdf", InvoiceFacts())


def _ofd(content: bytes) -> InvoiceFacts:
    """The first invoice found in the XML files of an OFD; what they unpack to is bounded twice, by word and by deed."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if not is_bearable(archive, parts=MOST_MEMBERS, unpacked=MOST_UNPACKED):
                raise Refused("file", "file_unpacks_too_large", most=MOST_UNPACKED // 1024 // 1024)
            members = archive.infolist()
            if not any(one.filename.lower() == "ofd.xml" for one in members):
                raise Refused("file", "file_kind_unknown")
            return next((found for found in _found_in(archive, members)), InvoiceFacts())
    except DAMAGED as error:
        raise Refused("file", "file_damaged") from error


def _found_in(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Iterator[InvoiceFacts]:
    """Facts of each XML file that has any; attached originals come before the pages."""
    left = 3 * MOST_XML
    for member in sorted(members, key=lambda one: "invoice" not in one.filename.lower()):
        if not member.filename.lower().endswith(".xml") or member.flag_bits & 1:
            continue
        with archive.open(member) as opened:
            content = opened.read(min(left, MOST_XML) + 1)
        left -= len(content)
        if len(content) > MOST_XML or left < 0:
            raise Refused("file", "file_unpacks_too_large", most=MOST_XML // 1024 // 1024)
        facts = facts_in(_leaves(content))
        if not facts.empty:
            yield facts


@dataclass(slots=True)
class _Reader:
    """Collects the texts of leaves by `parent/name`, first come first kept; prefixes of names are dropped."""

    found: dict[str, str] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    length: int = 0
    elements: int = 0

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2]
        self.elements += 1
        if self.elements > MOST_ELEMENTS or len(self.path) >= DEEPEST:
            raise Refused("file", "invoice_file_unreadable")
        if not self.path and local.lower() in FOREIGN:
            raise Refused("file", "file_kind_unknown")
        self.path.append(local)
        self.text, self.length = [], 0

    def end(self, _name: str) -> None:
        name = self.path.pop()
        text = "".join(self.text).strip()[:LONGEST_TEXT]
        if text:
            self.found.setdefault(f"{self.path[-1] if self.path else ''}/{name}", text)
        self.text, self.length = [], 0

    def data(self, text: str) -> None:
        if self.length < LONGEST_TEXT:
            self.text.append(text[:LONGEST_TEXT])
            self.length += len(text)

    def doctype(self, *_declared: object) -> None:
        raise Refused("file", "file_declares_entities")


def _leaves(content: bytes) -> dict[str, str]:
    """The texts of an XML file; raises Refused where it is not well formed, too deep, or declares a DOCTYPE."""
    reader, parser = _Reader(), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.EntityDeclHandler = reader.doctype
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Refused("file", "invoice_file_unreadable") from error
    return reader.found


# Where each field stands, most telling first: the digital invoice of the tax platform (EInvoice), then the invoice
# description inside OFD files (eInvoice).
PLACES: dict[str, tuple[str, ...]] = {
    "number": ("TaxSupervisionInfo/InvoiceNumber", "Header/EIid", "eInvoice/InvoiceNo"),
    "issued_on": ("TaxSupervisionInfo/IssueTime", "BasicInformation/RequestTime", "eInvoice/IssueDate"),
    "seller_name": ("SellerInformation/SellerName", "Seller/SellerName"),
    "seller_uscc": ("SellerInformation/SellerIdNum", "Seller/SellerTaxID"),
    "buyer_name": ("BuyerInformation/BuyerName", "Buyer/BuyerName"),
    "buyer_uscc": ("BuyerInformation/BuyerIdNum", "Buyer/BuyerTaxID"),
    "amount_fen": ("BasicInformation/TotalTax-includedAmount", "eInvoice/TaxInclusiveTotalAmount"),
    "tax_fen": ("BasicInformation/TotalTaxAm", "eInvoice/TaxTotalAmount"),
}
_DAY = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})")


def facts_in(leaves: Mapping[str, str]) -> InvoiceFacts:
    """The fields of a digital invoice among the texts of an XML file; what is not understood is left out."""
    said = {
        name: next((leaves[place] for place in places if place in leaves), "")
        for name, places in PLACES.items()
    }
    return InvoiceFacts(
        number=_plain(said["number"], 40),
        issued_on=_day(said["issued_on"]),
        seller_name=_plain(said["seller_name"], 120),
        seller_uscc=clean_uscc(_plain(said["seller_uscc"], 40)),
        buyer_name=_plain(said["buyer_name"], 120),
        buyer_uscc=clean_uscc(_plain(said["buyer_uscc"], 40)),
        amount_fen=_fen(said["amount_fen"]),
        tax_fen=_fen(said["tax_fen"]),
    )


def _plain(text: str, most: int) -> str:
    try:
        return clean_text(text, most)
    except BadText:
        return ""


def _day(text: str) -> date | None:
    found = _DAY.match(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _fen(text: str) -> int | None:
    """An amount; zeros beyond two decimals are allowed, negative sums (red-letter invoices) are not read."""
    whole, point, decimals = text.partition(".")
    try:
        return parse_fen(f"{whole}{point}{decimals[:2]}{decimals[2:].rstrip('0')}") if text else None
    except BadAmount:
        return None
