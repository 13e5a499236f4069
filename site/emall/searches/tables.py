"""What people search for: names for the same thing, tallies without people, and each person's own searches."""

from piccolo.columns import (
    Array,
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


class Synonym(Table, db=DB):
    """Names for the same thing (同义词), kept by the procurement centre beside those the search ships with.

    An inactive row with the names of a shipped group switches that group off.
    """

    id = BigSerial(primary_key=True)
    names = Array(base_column=Varchar(40))
    note = Varchar(200, default="")
    active = Boolean(default=True)
    version = Integer(default=1)
    created_by = ForeignKey(Person, null=True, on_delete=OnDelete.set_null)
    created_at = Timestamptz()
    updated_at = Timestamptz()

    synonym_several = Check("cardinality(names) BETWEEN 2 AND 12")


class SearchTally(Table, db=DB):
    """How often some words were searched on a day and what came of it (检索统计): never by whom."""

    id = BigSerial(primary_key=True)
    day = Date()
    words = Varchar(100)
    asked = Integer(default=0)
    empty = Integer(default=0)  # times nothing was found
    relaxed = Integer(default=0)  # times only close goods were found
    degraded = Integer(default=0)  # times the engine was away
    slowest_ms = Integer(default=0)
    spent_ms = BigInt(default=0)
    last_total = Integer(default=0)

    search_tally_one_each = Unique([day, words])
    search_tally_sane = Check("asked > 0 AND empty >= 0 AND relaxed >= 0 AND degraded >= 0")


class SavedSearch(Table, db=DB):
    """A list of goods somebody comes back to (收藏的搜索): its address within the mall and a name."""

    id = BigSerial(primary_key=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.cascade)
    name = Varchar(60)
    address = Varchar(1200)
    created_at = Timestamptz()
    opened_at = Timestamptz(null=True, default=None)

    saved_search_one_each = Unique([person, organisation, address])


class RecentSearch(Table, db=DB):
    """The words somebody searched lately (最近搜索), shown to nobody else and cleared at will."""

    id = BigSerial(primary_key=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    words = Varchar(100)
    at = Timestamptz()

    recent_search_one_each = Unique([person, words])
