"""Invoice files as tests need them: right ones in three formats, and hostile ones."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

NUMBER = "26332000000123456789"
SELLER, BUYER = "91331100Y000000010", "11331100Y000000020"


def xml(
    *,
    number: str = NUMBER,
    day: date | str = "2026-11-20",
    total: str = "126.50",
    tax: str = "14.55",
    seller: str = SELLER,
    buyer: str = BUYER,
    buyer_name: str = "丽水市示例局",
) -> bytes:
    """A digital invoice with the element names seen in public material."""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<EInvoice><Header><EIid>{number}</EIid><Version>0.2</Version></Header><EInvoiceData>
<SellerInformation><SellerIdNum>{seller}</SellerIdNum><SellerName>示例公司</SellerName></SellerInformation>
<BuyerInformation><BuyerIdNum>{buyer}</BuyerIdNum><BuyerName>{buyer_name}</BuyerName></BuyerInformation>
<BasicInformation><TotalAmWithoutTax>111.95</TotalAmWithoutTax><TotalTaxAm>{tax}</TotalTaxAm>
<TotalTax-includedAmount>{total}</TotalTax-includedAmount><RequestTime>2026-11-19 08:00:00</RequestTime></BasicInformation>
<IssuItemInformation><ItemName>*纸制品*复印纸</ItemName><TotaltaxIncludedAmount>1.00</TotaltaxIncludedAmount>
</IssuItemInformation></EInvoiceData>
<TaxSupervisionInfo><InvoiceNumber>{number}</InvoiceNumber><IssueTime>{day}</IssueTime></TaxSupervisionInfo>
</EInvoice>""".encode()


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def packed(members: dict[str, bytes]) -> bytes:
    """A zip of these files."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def ofd(invoice: bytes | None = None, **more: bytes) -> bytes:
    """An OFD with a page and, if given, the invoice attached to it."""
    members = {
        "OFD.xml": b"<ofd:OFD xmlns:ofd='http://www.ofdspec.org/2016'/>",
        "Doc_0/Document.xml": b"<Document/>",
    }
    if invoice is not None:
        members["Doc_0/Attachs/original_invoice.xml"] = invoice
    return packed({**members, **more})


OLD_OFD = """<?xml version="1.0" encoding="UTF-8"?>
<fp:eInvoice xmlns:fp="http://www.edrm.org.cn/schema/e-invoice/2019"><fp:DocID>1</fp:DocID>
<fp:InvoiceNo>26332000000123456789</fp:InvoiceNo><fp:IssueDate>2026年11月20日</fp:IssueDate>
<fp:Buyer><fp:BuyerName>丽水市示例局</fp:BuyerName><fp:BuyerTaxID>11331100Y000000020</fp:BuyerTaxID></fp:Buyer>
<fp:Seller><fp:SellerName>示例公司</fp:SellerName><fp:SellerTaxID>91331100Y000000010</fp:SellerTaxID></fp:Seller>
<fp:TaxInclusiveTotalAmount>126.5</fp:TaxInclusiveTotalAmount><fp:TaxTotalAmount>14.5500</fp:TaxTotalAmount>
</fp:eInvoice>""".encode()
