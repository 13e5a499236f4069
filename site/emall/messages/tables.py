"""Messages inside the site (站内信)."""

from piccolo.columns import JSONB, BigSerial, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from emall.accounts.tables import Organisation, Person
from emall.database import DB


class Message(Table, db=DB):
    """One message to one person in one organisation: a kind, its facts, and where it leads."""

    id = BigSerial(primary_key=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.cascade)
    kind = Varchar(40)
    facts = JSONB(default="{}")
    link = Varchar(200)
    created_at = Timestamptz(index=True)
    read_at = Timestamptz(null=True, default=None)
