"""Payment instructions to the treasury, the files they travel in, and what the treasury answered."""

from piccolo.columns import BigInt, BigSerial, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from emall.accounts.tables import Organisation, Person
from emall.database import DB
from emall.settlement.tables import Settlement


class TreasuryBatch(Table, db=DB):
    """A file of payment instructions handed to the treasury (支付指令文件)."""

    id = BigSerial(primary_key=True)
    number = Varchar(24, unique=True)
    made_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    made_at = Timestamptz()
    count = Integer()
    amount_fen = BigInt()
    digest = Varchar(64)
    content = Text(default="")  # the file itself, so that every download is the same to the byte


class Payment(Table, db=DB):
    """A payment instruction (支付指令) of one settlement; only one of them is ever alive."""

    id = BigSerial(primary_key=True)
    number = Varchar(24, unique=True)  # also the key under which the treasury takes it once
    settlement = ForeignKey(Settlement, null=False, on_delete=OnDelete.restrict)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    supplier = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    amount_fen = BigInt()
    payee_name = Varchar(120)
    payee_bank = Varchar(80)
    payee_account = Varchar(40)
    channel = Varchar(10, default="treasury")  # treasury | own_bank
    status = Varchar(12, default="ordered")  # ordered | paid | failed
    prepared_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)  # who made the settlement
    reviewed_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)  # who approved it
    released_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)  # the accountant who sent it
    released_at = Timestamptz()
    due_at = Timestamptz(null=True, default=None)  # when an answer is due
    batch = ForeignKey(TreasuryBatch, null=True, default=None, on_delete=OnDelete.restrict)
    bank_reference = Varchar(40, default="")
    ended_at = Timestamptz(null=True, default=None)
    reason = Varchar(200, default="")
    version = Integer(default=1)

    payment_amount_sane = Check("amount_fen > 0")
    payment_by_a_third = Check("released_by <> prepared_by AND released_by <> reviewed_by")


class TreasuryAnswer(Table, db=DB):
    """One message of the treasury (国库回单) as it came in, and what became of it; kept even when it was refused."""

    id = BigSerial(primary_key=True)
    bank_reference = Varchar(40, default="", index=True)
    payment_number = Varchar(24, default="", index=True)
    kind = Varchar(12)  # paid | returned
    amount_fen = BigInt(null=True, default=None)
    channel = Varchar(10)  # callback | file | own_bank
    body = Text()
    digest = Varchar(64)  # of the whole letter or file
    nonce = Varchar(64, default="")  # a letter's own number: each is taken once
    outcome = Varchar(20)  # taken | repeated | refused
    reason = Varchar(60, default="")
    at = Timestamptz()
