"""Organisations, people, their posts, and how they are let in."""

from piccolo.columns import (
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from emall.database import DB


class Organisation(Table, db=DB):
    """A unit, an enterprise, a supplier or an office (机构), known by its unified social credit code."""

    id = BigSerial(primary_key=True)
    kind = Varchar(20, index=True)
    name = Varchar(120, index=True)
    short_name = Varchar(40)
    name_en = Varchar(160, default="")
    uscc = Varchar(18, unique=True)
    region = Varchar(6, index=True)
    parent = ForeignKey("self", null=True, on_delete=OnDelete.restrict)
    sector = Varchar(20, default="")
    phone = Varchar(20, default="")
    address = Varchar(200, default="")
    active = Boolean(default=True)
    created_at = Timestamptz()


class Person(Table, db=DB):
    """Somebody who can sign in (人员). No password means: not yet let in."""

    id = BigSerial(primary_key=True)
    login = Varchar(64, unique=True)
    name = Varchar(60)
    phone = Varchar(20, default="")
    email = Varchar(120, default="")
    password = Varchar(200, default="")
    password_set_at = Timestamptz(null=True, default=None)
    failures = Integer(default=0)
    locked_until = Timestamptz(null=True, default=None)
    active = Boolean(default=True)
    created_at = Timestamptz()
    identity = Varchar(
        64, default=""
    )  # keyed digest of the ID number: equal digests are the same human being
    identity_at = Timestamptz(null=True, default=None)

    person_failures_count = Check("failures >= 0")


class Post(Table, db=DB):
    """A duty held by a person in an organisation (岗位)."""

    id = BigSerial(primary_key=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    duty = Varchar(20)
    title = Varchar(40, default="")
    active = Boolean(default=True)
    created_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)

    post_once_each = Unique([person, organisation, duty])


class Delegation(Table, db=DB):
    """Who stands in for the holder of a post from day to day (委托代办); ended early, it keeps its row."""

    id = BigSerial(primary_key=True)
    post = ForeignKey(Post, null=False, on_delete=OnDelete.restrict)  # of whoever is away
    delegate = ForeignKey(Post, null=False, on_delete=OnDelete.restrict)  # of whoever stands in
    first_day = Date()
    last_day = Date()
    reason = Varchar(200)
    made_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    made_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)  # revoked, or one of the posts ended
    ended_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)

    delegation_sane = Check("first_day <= last_day AND post <> delegate")


class Session(Table, db=DB):
    """A signed-in browser: the digest of its token, the person and the post in use (会话)."""

    id = BigSerial(primary_key=True)
    token = Varchar(64, unique=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    post = ForeignKey(Post, null=True, on_delete=OnDelete.cascade)
    created_at = Timestamptz()
    seen_at = Timestamptz()
    expires_at = Timestamptz(index=True)
    address = Varchar(45, default="")
    agent = Varchar(200, default="")


class SignInAttempt(Table, db=DB):
    """A failed sign-in from an address, counted to slow guessing down."""

    id = BigSerial(primary_key=True)
    address = Varchar(45, index=True)
    login = Varchar(64)
    at = Timestamptz(index=True)


class Invitation(Table, db=DB):
    """A one-time link that lets a person set a password (邀请链接)."""

    id = BigSerial(primary_key=True)
    token = Varchar(64, unique=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    purpose = Varchar(10, default="join")
    created_at = Timestamptz()
    expires_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)
    created_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)


class KeptForm(Table, db=DB):
    """What somebody had typed when the session ran out, kept until they are back (暂存表单)."""

    id = BigSerial(primary_key=True)
    key = Varchar(64, unique=True)
    person = ForeignKey(Person, null=True, on_delete=OnDelete.cascade)
    path = Varchar(300)
    fields = Text()
    created_at = Timestamptz(index=True)


class DeliveryAddress(Table, db=DB):
    """Where an organisation has goods delivered (收货地址)."""

    id = BigSerial(primary_key=True)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    receiver = Varchar(60)
    phone = Varchar(20)
    region = Varchar(6)
    street = Varchar(200)
    first_choice = Boolean(default=False)
    active = Boolean(default=True)


class InvoiceProfile(Table, db=DB):
    """What an organisation wants on its invoices (发票信息)."""

    id = BigSerial(primary_key=True)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    title = Varchar(120)
    uscc = Varchar(18)
    kind = Varchar(20, default="digital_plain")
    email = Varchar(120, default="")
    first_choice = Boolean(default=True)
