"""Purchase sheets, the orders placed together on them, and the frozen order lines."""

from piccolo.columns import (
    JSONB,
    Array,
    BigInt,
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

from emall.accounts.tables import Organisation, Person, Post
from emall.budget.tables import BudgetLine, Plan
from emall.catalogue.tables import Listing
from emall.database import DB


class Purchase(Table, db=DB):
    """A purchase sheet (采购单): money, place and invoice bound once for the orders of several suppliers."""

    id = BigSerial(primary_key=True)
    number = Varchar(24, unique=True)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    buyer = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    buyer_post = ForeignKey(Post, null=False, on_delete=OnDelete.restrict)
    status = Varchar(20, default="draft")
    title = Varchar(120, default="")
    reason = Varchar(500, default="")
    receiver = Varchar(60, default="")
    phone = Varchar(20, default="")
    region = Varchar(6, default="")
    street = Varchar(200, default="")
    wanted_on = Date(null=True, default=None)
    invoice_title = Varchar(120, default="")
    invoice_uscc = Varchar(18, default="")
    invoice_kind = Varchar(20, default="")
    invoice_email = Varchar(120, default="")
    total_fen = BigInt(default=0)
    round = Integer(default=0)
    created_at = Timestamptz()
    submitted_at = Timestamptz(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    due_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)


class Order(Table, db=DB, tablename="purchase_order"):
    """An order (订单): one supplier's part of a purchase sheet."""

    id = BigSerial(primary_key=True)
    number = Varchar(24, unique=True)
    purchase = ForeignKey(Purchase, null=False, on_delete=OnDelete.restrict)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    supplier = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    buyer = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    status = Varchar(20, default="draft")
    regime = Varchar(16, default="below_threshold")
    goods_fen = BigInt(default=0)
    freight_fen = BigInt(default=0)
    total_fen = BigInt(default=0)
    message = Varchar(200, default="")  # to the supplier
    reason = Varchar(500, default="")  # why it was returned, declined, withdrawn, cancelled
    reason_code = Varchar(20, default="")
    created_at = Timestamptz()
    submitted_at = Timestamptz(null=True, default=None)
    approved_at = Timestamptz(null=True, default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    shipped_at = Timestamptz(null=True, default=None)
    received_at = Timestamptz(null=True, default=None)
    accepted_at = Timestamptz(null=True, default=None)
    invoiced_at = Timestamptz(null=True, default=None)
    settling_at = Timestamptz(null=True, default=None)
    paying_at = Timestamptz(null=True, default=None)
    paid_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    due_at = Timestamptz(null=True, default=None)  # the clock of the present status
    version = Integer(default=1)
    supplements = ForeignKey(
        "self", null=True, default=None, on_delete=OnDelete.restrict
    )  # 补充合同所属的原订单

    order_one_per_supplier = Unique([purchase, supplier])
    order_adds_up = Check("total_fen = goods_fen + freight_fen AND goods_fen >= 0 AND freight_fen >= 0")


class OrderLine(Table, db=DB):
    """A line of an order: a frozen copy of what was chosen, and how far it has come."""

    id = BigSerial(primary_key=True)
    order = ForeignKey(Order, null=False, on_delete=OnDelete.cascade)
    position = Integer()
    listing = ForeignKey(Listing, null=False, on_delete=OnDelete.restrict)
    product_id = BigInt()
    sku_code = Varchar(40)
    title = Varchar(160)
    brand = Varchar(60)
    model = Varchar(60)
    maker = Varchar(120)
    unit = Varchar(8)
    spec = JSONB(default="[]")
    tags = Array(base_column=Varchar(16))
    art = Varchar(60, default="")
    tint = Varchar(12, default="")
    image = Varchar(64, default="")
    official_edition = Varchar(4)
    official_code = Varchar(12)
    vat_bp = Integer(default=1300)
    quantity = Integer()
    price_fen = BigInt()
    price_version = Integer()
    reference_fen = BigInt(null=True, default=None)
    reference_on = Date(null=True, default=None)
    line_fen = BigInt()
    budget_line = ForeignKey(BudgetLine, null=True, on_delete=OnDelete.restrict)
    plan = ForeignKey(Plan, null=True, on_delete=OnDelete.restrict)
    shipped = Integer(default=0)
    received = Integer(default=0)
    accepted = Integer(default=0)
    closed = Integer(default=0)  # quantity given up, its money and stock handed back
    withheld = Integer(default=0)  # rejected pieces asked to be returned: not to be replaced meanwhile
    recalled = Integer(default=0)  # accepted pieces an after-sale asks to go back
    remark = Text(default="")  # the approver's word on this line

    order_line_one_each = Unique([order, listing])
    order_line_adds_up = Check("line_fen = quantity * price_fen AND quantity > 0 AND price_fen > 0")
    order_line_in_step = Check(
        "accepted >= 0 AND accepted <= received AND received <= shipped"
        " AND shipped <= quantity - closed AND closed >= 0"
    )
    order_line_going_back = Check(
        "withheld >= 0 AND recalled >= 0 AND recalled <= accepted AND shipped + withheld <= quantity - closed"
    )


class Comparison(Table, db=DB):
    """The comparison of a line (比价): what other suppliers asked when the sheet was submitted, and why this one."""

    id = BigSerial(primary_key=True)
    line = ForeignKey(OrderLine, null=False, on_delete=OnDelete.cascade, unique=True)
    suppliers = Integer()  # how many were compared, the chosen one among them
    reason = Varchar(300, default="")  # why not the lowest
    kept_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    kept_at = Timestamptz()


class ComparedOffer(Table, db=DB):
    """An offer as it stood when it was compared: a copy, which later prices of the listing do not reach."""

    id = BigSerial(primary_key=True)
    comparison = ForeignKey(Comparison, null=False, on_delete=OnDelete.cascade)
    listing = ForeignKey(Listing, null=False, on_delete=OnDelete.restrict)
    supplier = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    supplier_name = Varchar(120)
    title = Varchar(160)
    unit = Varchar(8)
    price_fen = BigInt()  # a piece, at the quantity of the line
    price_version = Integer()
    same_product = Boolean(default=False)
    chosen = Boolean(default=False)

    compared_offer_one_each = Unique([comparison, supplier])
    compared_offer_costs = Check("price_fen > 0")
