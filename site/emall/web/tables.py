"""How often a caller asked lately, for all processes together."""

from piccolo.columns import BigInt, BigSerial, Integer, Varchar
from piccolo.table import Table

from emall.database import DB


class CallCount(Table, db=DB):
    """Calls of one caller within the current span of time; `span` is its first second since 1970."""

    id = BigSerial(primary_key=True)
    caller = Varchar(80, unique=True)
    span = BigInt()
    calls = Integer()
