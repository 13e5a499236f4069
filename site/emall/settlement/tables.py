"""Invoices of suppliers and the settlement sheets that bring orders, acceptances and invoices together."""

from piccolo.columns import JSONB, BigInt, BigSerial, Boolean, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from emall.accounts.tables import Organisation, Person
from emall.database import DB
from emall.orders.tables import Order, OrderLine


class Invoice(Table, db=DB):
    """An invoice (发票) of one supplier to one unit for one or more accepted orders; its number exists once."""

    id = BigSerial(primary_key=True)
    number = Varchar(20)
    kind = Varchar(20)
    supplier = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    issued_on = Date()
    buyer_name = Varchar(120)
    buyer_uscc = Varchar(18)
    amount_fen = BigInt()  # with tax
    tax_fen = BigInt()
    status = Varchar(12, default="issued")  # issued | confirmed | refused | withdrawn
    file_digest = Varchar(64, default="")
    file_name = Varchar(120, default="")
    file_kind = Varchar(8, default="")  # pdf | ofd | xml
    file_size = Integer(default=0)  # bytes
    file_facts = JSONB(default="{}")  # what could be read out of the file; empty where nothing could
    made_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    made_at = Timestamptz()
    decided_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    decided_at = Timestamptz(null=True, default=None)
    reason = Varchar(300, default="")
    version = Integer(default=1)

    invoice_amount_sane = Check("amount_fen > 0 AND tax_fen >= 0 AND tax_fen <= amount_fen")


class InvoiceLine(Table, db=DB):
    """A line of an invoice: so many of an order line, or the freight of an order (no order line)."""

    id = BigSerial(primary_key=True)
    invoice = ForeignKey(Invoice, null=False, on_delete=OnDelete.cascade)
    order = ForeignKey(Order, null=False, on_delete=OnDelete.restrict)
    order_line = ForeignKey(OrderLine, null=True, default=None, on_delete=OnDelete.restrict)
    name = Varchar(160)
    unit = Varchar(8, default="")
    quantity = Integer()
    price_fen = BigInt()
    amount_fen = BigInt()
    vat_bp = Integer()
    tax_fen = BigInt()

    invoice_line_one_each = Unique([invoice, order, order_line], nulls_distinct=False)
    invoice_line_adds_up = Check("amount_fen = quantity * price_fen AND quantity > 0 AND price_fen >= 0")


class InvoiceOrder(Table, db=DB):
    """An order an invoice covers; while active no other invoice may cover it."""

    id = BigSerial(primary_key=True)
    invoice = ForeignKey(Invoice, null=False, on_delete=OnDelete.restrict)
    order = ForeignKey(Order, null=False, on_delete=OnDelete.restrict)
    amount_fen = BigInt()
    active = Boolean(default=True)

    invoice_order_one_each = Unique([invoice, order])


class Settlement(Table, db=DB):
    """A settlement sheet (结算单): accepted and invoiced orders of one supplier, paid together."""

    id = BigSerial(primary_key=True)
    number = Varchar(24, unique=True)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    supplier = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    amount_fen = BigInt()
    status = Varchar(12, default="to_review")  # to_review | to_pay | paid | returned
    made_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    made_at = Timestamptz()
    reviewed_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    reviewed_at = Timestamptz(null=True, default=None)
    comment = Varchar(300, default="")
    due_at = Timestamptz(null=True, default=None)  # the clock of the present status
    pay_due_on = Date(null=True, default=None)  # last day of the payment period towards the supplier
    paid_at = Timestamptz(null=True, default=None)
    interest_fen = BigInt(default=0)  # late interest owed when it was paid
    version = Integer(default=1)

    settlement_amount_sane = Check("amount_fen > 0 AND interest_fen >= 0")
    settlement_not_the_maker = Check("reviewed_by IS NULL OR reviewed_by <> made_by")


class SettlementOrder(Table, db=DB):
    """An order on a settlement sheet, with the invoice it is matched to; while active it stands on no other."""

    id = BigSerial(primary_key=True)
    settlement = ForeignKey(Settlement, null=False, on_delete=OnDelete.restrict)
    order = ForeignKey(Order, null=False, on_delete=OnDelete.restrict)
    invoice = ForeignKey(Invoice, null=False, on_delete=OnDelete.restrict)
    amount_fen = BigInt()
    pay_due_on = Date(null=True, default=None)  # last day of the payment period of this order
    interest_ppm = Integer(default=0)  # late interest a day in millionths; 0: none is owed
    active = Boolean(default=True)

    settlement_order_one_each = Unique([settlement, order])
