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
    filing = Varchar(24, default="")  # 备案号
    announce_from = Timestamptz(null=True, default=None)  # when the clock announces it unless it is secret
    secret_reason = Varchar(300, default="")  # state or trade secret; empty: public
    secret_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    supplement_limit_fen = BigInt(default=0)  # by the rule of the day it came into force
    supplemented_fen = BigInt(default=0)  # orders that add to it and have not ended

    contract_amount_sane = Check("amount_fen >= 0")
    contract_supplements_within = Check(
        "supplemented_fen >= 0 AND supplemented_fen <= supplement_limit_fen"
    )  # 政府采购法第四十九条
    contract_secret_stays_so = Check("secret_reason = '' OR announced_at IS NULL")
    contract_in_force_dated = Check(
        "status NOT IN ('in_force', 'published', 'fulfilled') OR in_force_at IS NOT NULL"
    )


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


class SigningKey(Table, db=DB):
    """A public key the platform signs with for one side (签名公钥); kept when the secret changes."""

    id = BigSerial(primary_key=True)
    key_id = Varchar(64, unique=True)  # SHA-256 of the raw public key
    side = Varchar(10)
    algorithm = Varchar(20)
    public = Varchar(64)  # raw, hex
    first_used_at = Timestamptz()
