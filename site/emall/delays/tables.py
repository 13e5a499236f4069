"""What a unit said of its late items."""

from piccolo.columns import BigSerial, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from emall.accounts.tables import Organisation, Person
from emall.database import DB


class DelayExplanation(Table, db=DB):
    """Why something is late (逾期说明), in the unit's own words; for some working days it does not count as red."""

    id = BigSerial(primary_key=True)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    kind = Varchar(20)
    ref = Varchar(40)
    due_at = Timestamptz()  # the clock that was missed
    reason = Varchar(300)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    at = Timestamptz()
    valid_until = Timestamptz()

    delay_explanation_reasoned = Check("reason <> ''")
    delay_explanation_after_the_clock = Check("at > due_at AND valid_until > at")
