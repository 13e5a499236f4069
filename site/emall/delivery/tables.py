"""Shipments, receipts, acceptances, and cancellations both sides agree on."""

from piccolo.columns import BigSerial, Boolean, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from emall.accounts.tables import Organisation, Person
from emall.database import DB
from emall.orders.tables import Order, OrderLine


class Shipment(Table, db=DB):
    """A parcel on its way (发货单)."""

    id = BigSerial(primary_key=True)
    number = Varchar(24, unique=True)
    order = ForeignKey(Order, null=False, on_delete=OnDelete.restrict)
    carrier = Varchar(60)
    waybill = Varchar(60, default="")
    expected_on = Varchar(10, default="")
    shipped_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict)
    shipped_at = Timestamptz()
    received_at = Timestamptz(null=True, default=None)


class ShipmentLine(Table, db=DB):
    """How many of an order line are in a parcel."""

    id = BigSerial(primary_key=True)
    shipment = ForeignKey(Shipment, null=False, on_delete=OnDelete.cascade)
    order_line = ForeignKey(OrderLine, null=False, on_delete=OnDelete.restrict)
    quantity = Integer()

    shipment_line_one_each = Unique([shipment, order_line])
    shipment_line_positive = Check("quantity > 0")


class Receipt(Table, db=DB):
    """The receiving of a parcel (收货单): counted, not yet judged."""

    id = BigSerial(primary_key=True)
    shipment = ForeignKey(Shipment, null=False, unique=True, on_delete=OnDelete.restrict)
    received_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    buyer = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    note = Varchar(300, default="")
    at = Timestamptz()

    receipt_not_the_buyer = Check("received_by <> buyer")


class ReceiptLine(Table, db=DB):
    """Expected and received quantity of one order line in one parcel (应收, 实收)."""

    id = BigSerial(primary_key=True)
    receipt = ForeignKey(Receipt, null=False, on_delete=OnDelete.cascade)
    order_line = ForeignKey(OrderLine, null=False, on_delete=OnDelete.restrict)
    expected = Integer()
    received = Integer()

    receipt_line_one_each = Unique([receipt, order_line])
    receipt_line_sane = Check("received >= 0 AND received <= expected")


class Acceptance(Table, db=DB):
    """The judgement on a delivery (验收单), made by someone other than the buyer."""

    id = BigSerial(primary_key=True)
    number = Varchar(24, unique=True)
    order = ForeignKey(Order, null=False, on_delete=OnDelete.restrict)
    accepted_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    buyer = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    conclusion = Varchar(10)
    note = Varchar(500, default="")
    at = Timestamptz()

    acceptance_not_the_buyer = Check("accepted_by <> buyer")


class AcceptanceLine(Table, db=DB):
    """What was found right and wrong on one line."""

    id = BigSerial(primary_key=True)
    acceptance = ForeignKey(Acceptance, null=False, on_delete=OnDelete.cascade)
    order_line = ForeignKey(OrderLine, null=False, on_delete=OnDelete.restrict)
    accepted = Integer()
    rejected = Integer()
    reason = Varchar(16, default="")
    looks_right = Boolean(default=True)
    works_right = Boolean(default=True)
    note = Varchar(200, default="")

    acceptance_line_one_each = Unique([acceptance, order_line])
    acceptance_line_sane = Check("accepted >= 0 AND rejected >= 0")
    acceptance_line_reasoned = Check("rejected = 0 OR reason <> ''")


class Cancellation(Table, db=DB):
    """One side's request to cancel what is left of an order, and the other side's answer (取消申请)."""

    id = BigSerial(primary_key=True)
    order = ForeignKey(Order, null=False, on_delete=OnDelete.restrict)
    asked_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    asked_for = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    reason = Varchar(300)
    status = Varchar(12, default="asked")
    asked_at = Timestamptz()
    answered_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict)
    answered_at = Timestamptz(null=True, default=None)
    answer = Varchar(300, default="")
