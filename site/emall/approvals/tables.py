"""Approval chains of units and the steps of each purchase sheet through them."""

from piccolo.columns import BigInt, BigSerial, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from emall.accounts.tables import Organisation, Person, Post
from emall.catalogue.tables import Listing
from emall.database import DB
from emall.orders.tables import Order, Purchase


class ApprovalLevel(Table, db=DB):
    """A level of a unit's approval chain (审批层级): who decides, from which amount on, for which goods and method."""

    id = BigSerial(primary_key=True)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    position = Integer()
    title = Varchar(40)
    from_fen = BigInt(default=0)
    post = ForeignKey(Post, null=False, on_delete=OnDelete.restrict)
    subject = Varchar(12, default="purchase")  # purchase | settlement
    category = Varchar(12, default="")  # beginning of an official code, 2022 edition; empty: all goods
    method = Varchar(12, default="")  # how the plan is bought; empty: any

    approval_level_one_each = Unique([organisation, subject, category, method, position])
    approval_level_sane = Check("from_fen >= 0 AND position >= 1")


class ApprovalExemption(Table, db=DB):
    """Up to which amount a chain asks for no approval (免审额度), said by the unit itself."""

    id = BigSerial(primary_key=True)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    subject = Varchar(12, default="purchase")
    category = Varchar(12, default="")
    method = Varchar(12, default="")
    up_to_fen = BigInt()

    approval_exemption_one_each = Unique([organisation, subject, category, method])
    approval_exemption_sane = Check("up_to_fen > 0")


class ApprovalStep(Table, db=DB):
    """One step of one round of approval; the database keeps the requester from deciding it."""

    id = BigSerial(primary_key=True)
    purchase = ForeignKey(Purchase, null=False, on_delete=OnDelete.restrict)
    round = Integer()
    position = Integer()
    title = Varchar(40)
    post = ForeignKey(Post, null=False, on_delete=OnDelete.restrict)
    approver = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    requester = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    status = Varchar(10, default="later")
    comment = Varchar(500, default="")
    due_at = Timestamptz(null=True, default=None)
    began_at = Timestamptz(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decided_by = ForeignKey(
        Person, null=True, default=None, on_delete=OnDelete.restrict
    )  # or whoever stood in

    approval_step_one_each = Unique([purchase, round, position])
    approval_step_not_the_requester = Check("approver <> requester")


class StruckLine(Table, db=DB):
    """A line an approver took off a sheet when agreeing to the rest (剔除明细): a copy of it, and why."""

    id = BigSerial(primary_key=True)
    step = ForeignKey(ApprovalStep, null=False, on_delete=OnDelete.restrict)
    order = ForeignKey(Order, null=False, on_delete=OnDelete.restrict)
    line = BigInt(unique=True)  # its id while it was a line of the order
    listing = ForeignKey(Listing, null=False, on_delete=OnDelete.restrict)
    title = Varchar(160)
    unit = Varchar(8)
    quantity = Integer()
    price_fen = BigInt()
    line_fen = BigInt()
    reason = Varchar(200)
    struck_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    at = Timestamptz()

    struck_line_reasoned = Check("reason <> ''")
