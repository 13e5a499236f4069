"""Indexes of searches: each person's own newest first, the words of a span of days, a listing's maker's place."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from emall.database import DB

ID = "2026-11-27T16:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of searches"

INDEXES = """
CREATE INDEX synonym_by_person ON synonym (created_by);
CREATE INDEX search_tally_words ON search_tally (words, day);
CREATE INDEX saved_search_of_organisation ON saved_search (organisation);
CREATE INDEX recent_search_latest ON recent_search (person, at DESC);
"""


async def forwards() -> MigrationManager:
    """The steps, in the form Piccolo runs them."""
    manager = MigrationManager(migration_id=ID, app_name="emall", description=DESCRIPTION)
    manager.add_raw(_indexes)
    return manager


async def _indexes() -> None:
    await DB.execute(INDEXES)
