"""Parcels, receipts, acceptances with their checks, signers and photos, cancellations, after-sales and endings."""

from piccolo.columns import BigInt, BigSerial, Boolean, ForeignKey, Integer, Timestamptz, Varchar
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
    lost_at = Timestamptz(null=True, default=None)  # written off when the centre ended the order


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
    status = Varchar(8, default="signed")  # to_sign until every member has signed; void when one objected
    signed_at = Timestamptz(null=True, default=None)
    supplier_person = Varchar(40, default="")  # who was there for the supplier
    digest = Varchar(64, default="")  # SM3 of what is signed
    objection = Varchar(300, default="")

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


class AcceptanceCheck(Table, db=DB):
    """One item of the checklist of a line: what was to be seen, and what was found (逐项验收)."""

    id = BigSerial(primary_key=True)
    acceptance = ForeignKey(Acceptance, null=False, on_delete=OnDelete.cascade)
    order_line = ForeignKey(OrderLine, null=False, on_delete=OnDelete.restrict)
    position = Integer()
    kind = Varchar(12)
    name = Varchar(80, default="")
    expected = Varchar(200, default="")
    result = Varchar(8)
    note = Varchar(200, default="")

    acceptance_check_one_each = Unique([acceptance, order_line, position])


class AcceptanceMember(Table, db=DB):
    """Somebody who took part in an acceptance and signs it in the system (验收小组成员)."""

    id = BigSerial(primary_key=True)
    acceptance = ForeignKey(Acceptance, null=False, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    buyer = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    signed_at = Timestamptz(null=True, default=None)

    acceptance_member_one_each = Unique([acceptance, person])
    acceptance_member_not_the_buyer = Check("person <> buyer")


class PhotoLink(Table, db=DB):
    """A short way from the page at the desk to the camera of a phone (扫码传图): one order, one person, minutes."""

    id = BigSerial(primary_key=True)
    token = Varchar(64, unique=True)  # its digest; the token itself is only in the QR code
    order = ForeignKey(Order, null=False, on_delete=OnDelete.restrict)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    made_at = Timestamptz()
    expires_at = Timestamptz()
    revoked_at = Timestamptz(null=True, default=None)


class DeliveryPhoto(Table, db=DB):
    """A photo of delivered goods, written anew and kept apart from public pictures; frozen with its acceptance."""

    id = BigSerial(primary_key=True)
    order = ForeignKey(Order, null=False, on_delete=OnDelete.restrict)
    position = Integer()
    order_line = ForeignKey(OrderLine, null=True, default=None, on_delete=OnDelete.restrict)
    acceptance = ForeignKey(Acceptance, null=True, default=None, on_delete=OnDelete.restrict)
    digest = Varchar(64)
    width = Integer()
    height = Integer()
    size = Integer()  # bytes on disk
    taken_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    link = ForeignKey(PhotoLink, null=True, default=None, on_delete=OnDelete.restrict)
    at = Timestamptz()

    delivery_photo_one_place_each = Unique([order, position])
    delivery_photo_once = Unique([order, digest])
    delivery_photo_few = Check("position BETWEEN 1 AND 12")


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


class AfterSale(Table, db=DB):
    """Goods that come back (售后单): returned for money, exchanged or repaired, agreed or decided step by step."""

    id = BigSerial(primary_key=True)
    number = Varchar(24, unique=True)
    order = ForeignKey(Order, null=False, on_delete=OnDelete.restrict)
    kind = Varchar(10)
    source = Varchar(10)  # rejected: pieces of an acceptance still owed; accepted: pieces taken on before
    status = Varchar(12)
    outcome = Varchar(12, default="")
    by_default = Boolean(default=False)  # the replacement owed for what was rejected, asked by nobody
    reason_code = Varchar(16, default="")
    reason = Varchar(300, default="")
    asked_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    asked_at = Timestamptz()
    due_at = Timestamptz(null=True, default=None)  # the clock of the present status
    answered_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    answered_at = Timestamptz(null=True, default=None)
    answer = Varchar(300, default="")
    carrier = Varchar(60, default="")
    waybill = Varchar(60, default="")
    sent_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    sent_at = Timestamptz(null=True, default=None)
    inspected_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    inspected_at = Timestamptz(null=True, default=None)
    finding = Varchar(300, default="")
    resaleable = Boolean(null=True, default=None)
    escalated_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    escalated_at = Timestamptz(null=True, default=None)
    escalation = Varchar(300, default="")
    decided_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    decided_at = Timestamptz(null=True, default=None)
    decision = Varchar(300, default="")
    effected_at = Timestamptz(null=True, default=None)  # when quantities, stock and money followed: once
    given_back_fen = BigInt(default=0)
    closed_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)

    after_sale_closed_with_outcome = Check(
        "(status = 'closed') = (closed_at IS NOT NULL) AND (status = 'closed') = (outcome <> '')"
    )
    after_sale_money_only_of_returns = Check(
        "given_back_fen >= 0 AND (given_back_fen = 0 OR (kind = 'return' AND effected_at IS NOT NULL))"
    )


class AfterSaleLine(Table, db=DB):
    """How many of an order line an after-sale is about, and how many of them nobody owes any more."""

    id = BigSerial(primary_key=True)
    after_sale = ForeignKey(AfterSale, null=False, on_delete=OnDelete.cascade)
    order_line = ForeignKey(OrderLine, null=False, on_delete=OnDelete.restrict)
    quantity = Integer()
    settled = Integer(default=0)  # replaced and accepted, or no longer wanted

    after_sale_line_one_each = Unique([after_sale, order_line])
    after_sale_line_sane = Check("quantity > 0 AND settled >= 0 AND settled <= quantity")


class Ending(Table, db=DB):
    """The procurement centre ends an order whose supplier has fallen silent (终止订单).

    An order can be ended again when goods that were there by then turn out wrong and are not replaced either.
    """

    id = BigSerial(primary_key=True)
    order = ForeignKey(Order, null=False, index=True, on_delete=OnDelete.restrict)
    decided_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    reason = Varchar(300)
    days_late = Integer()  # working days past the deadline
    pieces = Integer()
    given_back_fen = BigInt()
    at = Timestamptz()
