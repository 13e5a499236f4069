"""Files of units and people brought in row by row."""

from piccolo.columns import JSONB, BigSerial, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from emall.accounts.tables import Organisation, Person
from emall.database import DB


class ImportFile(Table, db=DB):
    """An uploaded file of units or people (导入批次) and how far it has come."""

    id = BigSerial(primary_key=True)
    kind = Varchar(12)
    name = Varchar(120)
    digest = Varchar(64)
    status = Varchar(12, default="waiting")  # waiting, reading, read, writing, done, failed
    made_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict)
    organisation = ForeignKey(Organisation, null=True, on_delete=OnDelete.restrict)
    rows_total = Integer(default=0)
    rows_done = Integer(default=0)
    rows_bad = Integer(default=0)
    created_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)


class ImportRow(Table, db=DB):
    """One row of a file: what it says and what is wrong with which cell."""

    id = BigSerial(primary_key=True)
    file = ForeignKey(ImportFile, null=False, on_delete=OnDelete.cascade)
    number = Integer()
    cells = JSONB(default="{}")
    problems = JSONB(default="[]")  # [[column, key, params], …]
    status = Varchar(10, default="good")  # good, bad, written
