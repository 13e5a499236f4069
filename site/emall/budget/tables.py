"""Budget lines, purchase plans, what each order holds of them, and the ledger."""

from piccolo.columns import (
    BigInt,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from emall.accounts.tables import Organisation, Person
from emall.database import DB


class BudgetLine(Table, db=DB):
    """A budget indicator (预算指标) of a unit and year, or a cost centre (成本中心) of an enterprise."""

    id = BigSerial(primary_key=True)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    year = Integer()
    kind = Varchar(12)
    code = Varchar(20)
    name = Varchar(60)
    fund = Varchar(40, default="")
    functional = Varchar(12, default="")  # 功能科目; `code` is the economic class (经济科目)
    project = Varchar(80, default="")
    appropriated_fen = BigInt()
    reserved_fen = BigInt(default=0)
    committed_fen = BigInt(default=0)
    paid_fen = BigInt(default=0)
    frozen = Boolean(default=False)
    closed = Boolean(default=False)  # its year was closed: nothing new is reserved on it
    carried_from = BigInt(null=True, default=None)  # the line of the year before

    budget_line_one_each = Unique([organisation, year, kind, code, functional, fund, project])
    budget_line_never_overspent = Check("reserved_fen + committed_fen + paid_fen <= appropriated_fen")
    budget_line_never_negative = Check("reserved_fen >= 0 AND committed_fen >= 0 AND paid_fen >= 0")


class Plan(Table, db=DB):
    """A purchase plan (采购计划, 确认书): what a unit may buy, from which line, in which official category."""

    id = BigSerial(primary_key=True)
    number = Varchar(24, unique=True)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    budget_line = ForeignKey(BudgetLine, null=False, on_delete=OnDelete.restrict)
    year = Integer()
    title = Varchar(80)
    official_edition = Varchar(4)
    official_code = Varchar(12)  # may be a higher level: everything beneath it fits
    method = Varchar(12)
    amount_fen = BigInt()
    reserved_fen = BigInt(default=0)
    committed_fen = BigInt(default=0)
    paid_fen = BigInt(default=0)
    status = Varchar(20, default="draft")
    filing_number = Varchar(40, null=True, default=None, unique=True)  # 备案号, given by finance's filing
    filed_at = Timestamptz(null=True, default=None)
    valid_until = Date()
    reason = Varchar(300, default="")
    imported_goods = Boolean(default=False)  # 采购进口产品: finance has to approve
    made_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    assigned_to = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    split_from = ForeignKey("self", null=True, default=None, on_delete=OnDelete.restrict)
    submitted_at = Timestamptz(null=True, default=None)
    due_at = Timestamptz(null=True, default=None)
    filed_fen = BigInt(null=True, default=None)  # what was filed; never changes afterwards
    split_fen = BigInt(default=0)  # of that, given to parts
    returned_fen = BigInt(default=0)  # of that, handed back to the line
    version = Integer(default=1)

    plan_adds_up = Check("filed_fen IS NULL OR amount_fen + split_fen + returned_fen = filed_fen")
    plan_gives_nothing_twice = Check("split_fen >= 0 AND returned_fen >= 0")
    plan_never_overspent = Check("reserved_fen + committed_fen + paid_fen <= amount_fen")
    plan_never_negative = Check(
        "reserved_fen >= 0 AND committed_fen >= 0 AND paid_fen >= 0 AND amount_fen > 0"
    )


class Hold(Table, db=DB):
    """What one order holds of one line and plan (额度占用); every fen leaves it exactly once."""

    id = BigSerial(primary_key=True)
    order_id = BigInt(index=True)
    budget_line = ForeignKey(BudgetLine, null=False, on_delete=OnDelete.restrict)
    plan = ForeignKey(Plan, null=True, on_delete=OnDelete.restrict)
    reserved_fen = BigInt(default=0)
    committed_fen = BigInt(default=0)
    paid_fen = BigInt(default=0)
    released_fen = BigInt(default=0)

    hold_one_each = Unique([order_id, budget_line, plan], nulls_distinct=False)
    hold_never_negative = Check(
        "reserved_fen >= 0 AND committed_fen >= 0 AND paid_fen >= 0 AND released_fen >= 0"
    )


class BudgetVoucher(Table, db=DB):
    """A decision on budget lines themselves (指标凭证): its ledger entries stand or fall together."""

    id = BigSerial(primary_key=True)
    number = Varchar(24, unique=True)
    kind = Varchar(12)
    year = Integer(index=True)
    reason = Varchar(200, default="")
    source = Varchar(80, default="", index=True)  # the file it came from
    made_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict)
    at = Timestamptz()


class LedgerEntry(Table, db=DB):
    """One movement on a budget line (预算台账), from one account to another; corrections are new opposite entries."""

    id = BigSerial(primary_key=True)
    budget_line = ForeignKey(BudgetLine, null=False, on_delete=OnDelete.restrict)
    plan = ForeignKey(Plan, null=True, on_delete=OnDelete.restrict)
    order_id = BigInt(null=True, default=None, index=True)
    voucher = ForeignKey(BudgetVoucher, null=True, default=None, on_delete=OnDelete.restrict)
    kind = Varchar(12)
    amount_fen = BigInt()
    actor = BigInt(null=True, default=None)
    reason = Varchar(120, default="")
    at = Timestamptz()

    ledger_entry_positive = Check("amount_fen > 0")
