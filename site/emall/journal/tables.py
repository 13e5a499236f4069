"""The journal of deeds, its chain head, the outbox and the submit tokens already used."""

from piccolo.columns import JSONB, Array, BigInt, BigSerial, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from emall.database import DB


class JournalEntry(Table, db=DB):
    """One deed (操作记录): who, in which post, on what, before and after, chained to the entry before it."""

    sequence = BigInt(primary_key=True)
    at = Timestamptz()
    act = Varchar(60)
    kind = Varchar(30)
    ref = Varchar(60)
    before = JSONB(null=True, default=None)
    after = JSONB(null=True, default=None)
    note = Text(default="")
    result = Varchar(10, default="done")
    actor = BigInt(null=True, default=None, index=True)
    actor_name = Varchar(80, default="")
    post = BigInt(null=True, default=None)
    duty = Varchar(30, default="")
    organisation = BigInt(null=True, default=None)
    organisation_name = Varchar(120, default="")
    seen_by = Array(base_column=BigInt())
    address = Varchar(45, default="")
    request_id = Varchar(40, default="")
    algorithm = Varchar(10)
    previous = Varchar(64)
    digest = Varchar(64, unique=True)


class JournalHead(Table, db=DB):
    """The last link of the chain: one row, locked by every deed."""

    id = Integer(primary_key=True)
    sequence = BigInt(default=0)
    digest = Varchar(64, default="")


class Outbox(Table, db=DB):
    """Work to do after commit (发件箱): written with the deed, drained by the background process."""

    id = BigSerial(primary_key=True)
    topic = Varchar(30, index=True)
    key = Varchar(60)
    reason = Varchar(60, default="")
    created_at = Timestamptz()
    attempts = Integer(default=0)
    due_at = Timestamptz()
    parked_at = Timestamptz(null=True, default=None)
    error = Text(default="")


class Submission(Table, db=DB):
    """A submit token that was used: its form, what was sent and where the answer stands."""

    token = Varchar(64, primary_key=True)
    person = BigInt(index=True)
    form = Varchar(60)
    content = Varchar(64)
    url = Varchar(300, default="")
    created_at = Timestamptz(index=True)


class Touch(Table, db=DB):
    """How long somebody had a form open before sending it (操作用时), found by the request that its deeds name."""

    id = BigSerial(primary_key=True)
    request_id = Varchar(40, index=True)
    person = BigInt(null=True, default=None)
    duty = Varchar(30, default="")
    form = Varchar(60)
    seconds = Integer()
    at = Timestamptz()
