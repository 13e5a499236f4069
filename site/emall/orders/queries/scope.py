"""What of all orders a visitor may see and where it is their turn, as conditions of SQL.

They say in SQL what `orders.access` says of one row (`may_view`, `turn_of`); a test holds the two together. The
aliases are those of `FROM` below: o order, p purchase, u unit, s supplier, st present step, c open wish to cancel.
"""

from typing import Any

from emall.accounts.words import SUPPLIER_DUTIES, Duty
from emall.kernel import clock
from emall.kernel.regions import beneath
from emall.orders.access import SUPERVISORS, UNIT_READERS
from emall.orders.words import SUPPLIER_SEES
from emall.web.visitor import Visitor

# Steps and wishes to cancel belong to rooms above; here they are only shown.
_STEP = """
LEFT JOIN approval_step st ON o.status = 'pending_approval' AND st.purchase = o.purchase AND st.status = 'now'"""
_WISH = """
LEFT JOIN cancellation c ON c."order" = o.id AND c.status = 'asked'"""
_UNIT = """
FROM purchase_order o JOIN organisation u ON u.id = o.organisation"""
FROM = (
    f"""{_UNIT} JOIN purchase p ON p.id = o.purchase JOIN organisation s ON s.id = o.supplier{_STEP}{_WISH}"""
)


def counting_from(visitor: Visitor) -> str:
    """As little of `FROM` as counting this visitor's orders and turns needs; without p and s."""
    if visitor.duty == Duty.APPROVER:
        return _UNIT + _STEP
    return _UNIT + _WISH if visitor.duty in {Duty.BUYER, *SUPPLIER_DUTIES} else _UNIT


class Arguments(list[Any]):
    """Values of a statement; `put` keeps one and gives its placeholder."""

    def put(self, value: Any) -> str:
        """The placeholder of a value, `$3`."""
        self.append(value)
        return f"${len(self)}"


def visible(visitor: Visitor, args: Arguments) -> str:
    """The condition under which a visitor may see order `o`; `false` for those who see none."""
    if visitor.duty in UNIT_READERS:
        return f"o.organisation = {args.put(visitor.organisation)} AND {_not_others_drafts(visitor, args)}"
    if visitor.duty in SUPPLIER_DUTIES:
        return (
            f"o.supplier = {args.put(visitor.organisation)}"
            f" AND (o.status = ANY({args.put(sorted(SUPPLIER_SEES))}::text[])"
            " OR (o.status = 'withdrawn' AND o.approved_at IS NOT NULL))"
        )
    if visitor.duty in SUPERVISORS:
        return f"o.status <> 'draft' AND u.region LIKE {args.put(beneath(visitor.region))}"
    return "false"


def _not_others_drafts(visitor: Visitor, args: Arguments) -> str:
    if visitor.duty != Duty.BUYER:
        return "o.status <> 'draft'"
    return f"(o.status <> 'draft' OR o.buyer = {args.put(visitor.person)})"


def my_turn(visitor: Visitor, args: Arguments) -> str:
    """The condition under which it is this visitor's turn at an order they may see."""
    me, here = visitor.person, visitor.organisation
    if visitor.duty == Duty.BUYER:
        asked = f"c.asked_for <> {args.put(here)}"
        return f"o.buyer = {args.put(me)} AND (o.status IN ('draft', 'returned', 'invoiced') OR {asked})"
    if visitor.duty == Duty.APPROVER:
        covered = (
            f"SELECT d.post FROM delegation d WHERE d.delegate = {args.put(visitor.post)}"
            f" AND stands_in(d.delegate, d.post, {args.put(clock.today())})"
        )
        return f"(st.approver = {args.put(me)} OR st.post IN ({covered}))"
    if visitor.duty == Duty.RECEIVER:
        return f"o.status IN ('shipped', 'received') AND o.buyer <> {args.put(me)}"
    if visitor.duty in SUPPLIER_DUTIES:
        asked = f"c.asked_for <> {args.put(here)}"
        mine = "'pending_supplier', 'confirmed', 'part_accepted', 'failed', 'accepted'"
        return f"(o.status IN ({mine}) OR {asked})"
    return "false"
