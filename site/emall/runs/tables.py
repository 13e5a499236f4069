"""What the run of each paid order took, kept for the public figures."""

from piccolo.columns import JSONB, BigSerial, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from emall.database import DB
from emall.orders.tables import Order


class RunRecord(Table, db=DB):
    """The run of one paid order (跑表记录), reckoned from its journal: always to be reckoned anew, never typed."""

    id = BigSerial(primary_key=True)
    order = ForeignKey(Order, null=False, unique=True, on_delete=OnDelete.restrict)
    region = Varchar(6)  # of the unit
    category = Varchar(32, default="")  # shelf of the mall most of the money went to
    started_at = Timestamptz()
    paid_at = Timestamptz()
    whole_seconds = (
        Integer()
    )  # from the first form of its plan to the money, without the days the plan lay ready
    touch_seconds = Integer()
    forms = Integer()
    waits = JSONB(default="{}")  # party → seconds
    touches = JSONB(default="{}")  # party → seconds

    run_record_sane = Check(
        "whole_seconds >= 0 AND touch_seconds >= 0 AND forms >= 0 AND paid_at >= started_at"
    )
