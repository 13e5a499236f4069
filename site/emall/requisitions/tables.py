"""Requests of colleagues and their lines, each followed until its goods have arrived."""

from piccolo.columns import BigInt, BigSerial, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from emall.accounts.tables import Organisation, Person
from emall.catalogue.tables import Listing
from emall.database import DB
from emall.orders.tables import Order


class Requisition(Table, db=DB):
    """What somebody of a unit asks its buyers for (需求单); where it stands is told by its lines."""

    id = BigSerial(primary_key=True)
    number = Varchar(24, unique=True)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    requester = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    reason = Varchar(300)
    wanted_on = Date(null=True, default=None)
    made_at = Timestamptz()


class RequisitionLine(Table, db=DB):
    """One thing asked for: an offer, or words the buyer answers by choosing one."""

    id = BigSerial(primary_key=True)
    requisition = ForeignKey(Requisition, null=False, on_delete=OnDelete.restrict)
    position = Integer()
    words = Varchar(160)  # as asked: the title of the offer, or the requester's own words
    unit = Varchar(8, default="")
    quantity = Integer()
    listing = ForeignKey(Listing, null=True, default=None, on_delete=OnDelete.restrict)
    price_fen = BigInt(null=True, default=None)  # what one of them cost when asked or chosen
    status = Varchar(12, default="open")  # open | merged | ordered | arrived | refused | withdrawn
    order = ForeignKey(Order, null=True, default=None, on_delete=OnDelete.restrict)  # that buys it
    decided_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)  # the buyer
    decided_at = Timestamptz(null=True, default=None)
    answer = Varchar(200, default="")  # why it was refused, or came back

    requisition_line_one_each = Unique([requisition, position])
    requisition_line_positive = Check("quantity > 0")
    requisition_line_bought_is_known = Check(
        "status NOT IN ('merged', 'ordered', 'arrived') OR listing IS NOT NULL AND decided_by IS NOT NULL"
    )
    requisition_line_ordered_somewhere = Check("(status IN ('ordered', 'arrived')) = (\"order\" IS NOT NULL)")
    requisition_line_refused_with_reason = Check("status <> 'refused' OR answer <> ''")
