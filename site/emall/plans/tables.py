"""The steps a purchase plan takes before it is filed, and codes corrected afterwards; the plan lies with the budget."""

from piccolo.columns import BigInt, BigSerial, Boolean, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from emall.accounts.tables import Organisation, Person
from emall.budget.tables import Plan
from emall.database import DB


class PlanStep(Table, db=DB):
    """One review of a plan (计划审核): of the unit, its parent or finance; a returned plan comes back to the same one."""

    id = BigSerial(primary_key=True)
    plan = ForeignKey(Plan, null=False, on_delete=OnDelete.restrict)
    position = Integer()
    stage = Varchar(16)  # unit_review | dept_review | finance_review
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)  # whose people decide
    status = Varchar(10, default="later")
    decided_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    began_at = Timestamptz(null=True, default=None)
    due_at = Timestamptz(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    comment = Varchar(500, default="")
    # What was agreed to: the agreement holds as long as the plan asks for no more than this.
    agreed_fen = BigInt(null=True, default=None)
    agreed_line = BigInt(null=True, default=None)
    agreed_edition = Varchar(4, default="")
    agreed_code = Varchar(12, default="")
    agreed_method = Varchar(12, default="")
    agreed_imported = Boolean(default=False)

    plan_step_agreed_to_something = Check("status <> 'agreed' OR agreed_fen IS NOT NULL")
    plan_step_one_each = Unique([plan, position])


class PlanCorrection(Table, db=DB):
    """Another official category asked for a filed plan (品目更正); the plan stays filed while one person decides."""

    id = BigSerial(primary_key=True)
    plan = ForeignKey(Plan, null=False, on_delete=OnDelete.restrict)
    from_edition = Varchar(4)
    from_code = Varchar(12)
    to_edition = Varchar(4)
    to_code = Varchar(12)
    reason = Varchar(300, default="")
    stage = Varchar(16)  # who decides: unit_review | finance_review
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    status = Varchar(10, default="asked")  # asked | agreed | refused | dropped
    asked_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    asked_at = Timestamptz()
    due_at = Timestamptz(null=True, default=None)
    decided_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    decided_at = Timestamptz(null=True, default=None)
    comment = Varchar(300, default="")

    plan_correction_four_eyes = Check("decided_by IS NULL OR decided_by <> asked_by")
