"""Announcements (公告)."""

from piccolo.columns import BigSerial, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from emall.accounts.tables import Organisation
from emall.database import DB


class Notice(Table, db=DB):
    """One announcement, for the city or one county, by the office that answers for it."""

    id = BigSerial(primary_key=True)
    number = Varchar(24, unique=True)
    kind = Varchar(16, index=True)
    region = Varchar(6, index=True)
    title = Varchar(160)
    summary = Varchar(300, default="")
    body = Text()
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    published_at = Timestamptz(index=True)
