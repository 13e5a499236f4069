"""Rules that are numbers (规则), each valid for a span of days, a region and a kind of organisation."""

from piccolo.columns import BigInt, BigSerial, Date, Text, Varchar
from piccolo.table import Table

from emall.database import DB


class RuleValue(Table, db=DB):
    """One number of the rulebook: the narrowest row valid on the day decides."""

    id = BigSerial(primary_key=True)
    key = Varchar(40, index=True)
    region = Varchar(6, default="")
    organisation_kind = Varchar(20, default="")
    amount = BigInt()
    unit = Varchar(12)
    valid_from = Date()
    valid_until = Date(null=True, default=None)
    source = Text(default="")
