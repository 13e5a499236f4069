"""Files of units and people brought in row by row."""

from piccolo.columns import JSONB, BigInt, BigSerial, ForeignKey, Integer, Timestamptz, Varchar
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
    status = Varchar(12, default="waiting")  # FileStatus
    territory = Varchar(6)  # rows must lie within: the uploader's county, or the whole city
    duty = Varchar(20)  # of the uploader, as it was
    actor = JSONB(
        default="{}"
    )  # the uploader as the journal knows them, for what the background process does
    made_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict)
    organisation = ForeignKey(Organisation, null=True, on_delete=OnDelete.restrict)
    rows_total = Integer(default=0)
    rows_done = Integer(default=0)
    rows_bad = Integer(default=0)
    created_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
    links_at = Timestamptz(null=True, default=None)  # when the invitation links were taken, once


class ImportRow(Table, db=DB):
    """One row of a file: what it says and what is wrong with which cell."""

    id = BigSerial(primary_key=True)
    file = ForeignKey(ImportFile, null=False, on_delete=OnDelete.cascade)
    number = Integer()  # of the line in the file, the first row with data is 2
    key = Varchar(64, default="")  # credit code or user name, to find rows that say the same twice
    cells = JSONB(default="{}")
    problems = JSONB(default="[]")  # [[column, key, params], …]
    status = Varchar(10, default="unread")  # RowStatus
    made = BigInt(null=True, default=None)  # the organisation or person this row became
