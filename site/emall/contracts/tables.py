"""Contracts drawn up from orders, their supplements, and the signatures of both sides."""

from piccolo.columns import BigInt, BigSerial, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from emall.accounts.tables import Organisation, Person
from emall.database import DB
from emall.orders.tables import Order


class Contract(Table, db=DB):
    """A contract (合同) of one order; its document is frozen when it is drawn up and known by its digest."""

    id = BigSerial(primary_key=True)
    number = Varchar(24, unique=True)
    order = ForeignKey(Order, null=False, on_delete=OnDelete.restrict)
    supplements = ForeignKey("self", null=True, default=None, on_delete=OnDelete.restrict)  # 补充合同的原合同
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    supplier = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    amount_fen = BigInt()
    status = Varchar(12, default="to_sign")
    document = Text()  # canonical JSON: parties, lines, amounts, clauses
    digest = Varchar(64)
    algorithm = Varchar(10)  # of the digest
    created_at = Timestamptz()
    in_force_at = Timestamptz(null=True, default=None)
    filed_at = Timestamptz(null=True, default=None)
    file_due_at = Timestamptz(null=True, default=None)
    announced_at = Timestamptz(null=True, default=None)
    announce_due_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    reason = Varchar(300, default="")  # why it was terminated or void
    version = Integer(default=1)

    contract_amount_sane = Check("amount_fen >= 0")


class Signature(Table, db=DB):
    """One side's signature (签署) over the digest of a contract, made with the platform's key for that side."""

    id = BigSerial(primary_key=True)
    contract = ForeignKey(Contract, null=False, on_delete=OnDelete.restrict)
    side = Varchar(10)  # unit | supplier
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    person_name = Varchar(60)
    duty = Varchar(20)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    organisation_name = Varchar(120)
    digest = Varchar(64)
    algorithm = Varchar(20)  # of the signature
    key_id = Varchar(64)
    mark = Varchar(200)
    signed_at = Timestamptz()

    signature_one_each = Unique([contract, side])
