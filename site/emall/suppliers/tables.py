"""What the platform knows of a supplier beyond its organisation."""

from piccolo.columns import BigInt, BigSerial, Boolean, Date, ForeignKey, Integer, Text, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from emall.accounts.tables import Organisation
from emall.database import DB


class SupplierProfile(Table, db=DB):
    """A supplier's standing and service terms (供应商档案)."""

    id = BigSerial(primary_key=True)
    organisation = ForeignKey(Organisation, null=False, unique=True, on_delete=OnDelete.restrict)
    kind = Varchar(16)
    size = Varchar(10)
    standing = Varchar(12, default="admitted")
    suspended_until = Date(null=True, default=None)
    agreement_until = Date()
    grade = Varchar(2, default="A")
    admitted_batch = Varchar(20)
    admitted_on = Date()
    seal = Varchar(4)
    intro = Text(default="")
    contact = Varchar(60, default="")
    contact_phone = Varchar(20, default="")
    freight_fen = BigInt(default=0)
    freight_free_fen = BigInt(default=0)
    return_days = Integer(default=7)
    warranty_months = Integer(default=12)
    answer_minutes = Integer(null=True, default=None)
    on_time_permille = Integer(null=True, default=None)
    hall = Boolean(default=False)
    bank = Varchar(80, default="")  # 开户银行
    account = Varchar(40, default="")  # 账号

    supplier_profile_freight_range = Check("freight_fen >= 0 AND freight_free_fen >= 0")
