"""The steps a purchase plan takes before it is filed; the plan itself lies with the budget."""

from piccolo.columns import BigSerial, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
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

    plan_step_one_each = Unique([plan, position])
