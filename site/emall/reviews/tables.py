"""What both sides say of an order once it is paid."""

from piccolo.columns import BigSerial, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from emall.accounts.tables import Organisation, Person
from emall.database import DB
from emall.orders.tables import Order


class Review(Table, db=DB):
    """One side's review (评价) of an order: marks from 1 to 5 and a few words."""

    id = BigSerial(primary_key=True)
    order = ForeignKey(Order, null=False, on_delete=OnDelete.restrict)
    side = Varchar(10)  # unit | supplier
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    goods = Integer(default=5)
    delivery = Integer(default=5)
    service = Integer(default=5)
    comment = Varchar(300, default="")
    at = Timestamptz()

    review_one_each = Unique([order, side])
    review_marks = Check("goods BETWEEN 1 AND 5 AND delivery BETWEEN 1 AND 5 AND service BETWEEN 1 AND 5")
