"""Rules that are numbers (规则), each valid for a span of days, a region and a kind of organisation."""

from piccolo.columns import BigInt, BigSerial, Boolean, Date, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from emall.accounts.tables import Person
from emall.database import DB


class RuleValue(Table, db=DB):
    """One number of the rulebook: the narrowest row valid on the day decides."""

    id = BigSerial(primary_key=True)
    key = Varchar(40, index=True)
    region = Varchar(6, default="")
    organisation_kind = Varchar(20, default="")
    category = Varchar(12, default="")  # beginning of an official code (品目), 2022 edition; empty: all goods
    amount = BigInt()
    unit = Varchar(12)
    valid_from = Date()
    valid_until = Date(null=True, default=None)
    source = Text(default="")


class RuleChange(Table, db=DB):
    """A proposed change of the rulebook (规则变更); another person than its author decides on it."""

    id = BigSerial(primary_key=True)
    number = Varchar(24, unique=True)
    replaces = ForeignKey(RuleValue, null=True, default=None, on_delete=OnDelete.restrict)
    made = ForeignKey(RuleValue, null=True, default=None, on_delete=OnDelete.restrict)
    key = Varchar(40, index=True)
    region = Varchar(6, default="")
    organisation_kind = Varchar(20, default="")
    category = Varchar(12, default="")
    amount = BigInt()
    unit = Varchar(12)
    valid_from = Date()
    valid_until = Date(null=True, default=None)
    source = Text(default="")
    reason = Varchar(300)
    ending = Boolean(default=False)  # no new row: the one it replaces ends on valid_until
    status = Varchar(12, default="proposed")
    proposed_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    proposed_at = Timestamptz()
    decided_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    decided_at = Timestamptz(null=True, default=None)
    comment = Varchar(300, default="")

    rule_change_four_eyes = Check("decided_by IS NULL OR decided_by <> proposed_by")


class RuleDecision(Table, db=DB):
    """What a rule decided of one thing, and which version of it: written with the deed, never changed."""

    id = BigSerial(primary_key=True)
    kind = Varchar(30)
    ref = Varchar(60)
    key = Varchar(40)
    rule = ForeignKey(RuleValue, null=False, on_delete=OnDelete.restrict)
    region = Varchar(6, default="")
    organisation_kind = Varchar(20, default="")
    category = Varchar(12, default="")
    day = Date()
    asked = BigInt(default=0)  # the amount, count or days the rule was asked about
    amount = BigInt(default=0)  # the number the rule said then; a row altered afterwards is found by it
    answer = Varchar(30)
    at = Timestamptz(index=True)
