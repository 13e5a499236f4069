"""The cart and the shopping lists kept for next time."""

from piccolo.columns import BigInt, BigSerial, Boolean, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from emall.accounts.tables import Organisation, Person
from emall.catalogue.tables import Listing
from emall.database import DB


class CartLine(Table, db=DB):
    """A listing in a buyer's cart (购物车) with the price the buyer saw."""

    id = BigSerial(primary_key=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.cascade)
    listing = ForeignKey(Listing, null=False, on_delete=OnDelete.cascade)
    quantity = Integer()
    chosen = Boolean(default=True)
    seen_price_fen = BigInt()
    seen_price_version = Integer()
    added_at = Timestamptz()

    cart_line_one_each = Unique([person, organisation, listing])
    cart_line_positive = Check("quantity > 0")


class ShoppingList(Table, db=DB):
    """A list of what a unit often buys (常购清单)."""

    id = BigSerial(primary_key=True)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.cascade)
    owner = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    name = Varchar(60)
    shared = Boolean(default=False)
    used_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()


class ShoppingListLine(Table, db=DB):
    """A listing on a shopping list with its usual quantity and the price when last used."""

    id = BigSerial(primary_key=True)
    shopping_list = ForeignKey(ShoppingList, null=False, on_delete=OnDelete.cascade)
    listing = ForeignKey(Listing, null=False, on_delete=OnDelete.cascade)
    quantity = Integer()
    last_price_fen = BigInt()
    position = Integer(default=0)

    shopping_list_line_one_each = Unique([shopping_list, listing])
    shopping_list_line_positive = Check("quantity > 0")


class SplitAlarm(Table, db=DB):
    """That a unit's purchases of one kind of goods stood at the yearly limit (化整为零): supervision is told once."""

    id = BigSerial(primary_key=True)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.cascade)
    year = Integer()
    edition = Varchar(4)
    category = Varchar(12)
    project = Varchar(120)
    total_fen = BigInt()
    limit_fen = BigInt()
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    at = Timestamptz()

    split_alarm_once = Unique([organisation, year, edition, category])
