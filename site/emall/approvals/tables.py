"""Approval chains of units and the steps of each purchase sheet through them."""

from piccolo.columns import BigInt, BigSerial, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from emall.accounts.tables import Organisation, Person, Post
from emall.database import DB
from emall.orders.tables import Purchase


class ApprovalLevel(Table, db=DB):
    """A level of a unit's approval chain (审批层级): who decides, from which amount on."""

    id = BigSerial(primary_key=True)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    position = Integer()
    title = Varchar(40)
    from_fen = BigInt(default=0)
    post = ForeignKey(Post, null=False, on_delete=OnDelete.restrict)

    approval_level_one_each = Unique([organisation, position])
    approval_level_sane = Check("from_fen >= 0 AND position >= 1")


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

    approval_step_one_each = Unique([purchase, round, position])
    approval_step_not_the_requester = Check("approver <> requester")
