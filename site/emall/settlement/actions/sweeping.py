"""Invoice files whose form was never sent are deleted once the form can no longer be sent."""

import asyncio
from datetime import timedelta

from emall.database import DB
from emall.journal.once import DAYS_KEPT
from emall.kernel import clock
from emall.settlement.kept import stale_files


async def sweep_files() -> int:
    """Delete files no invoice names that are older than any form; how many."""
    rows = await DB.fetch("SELECT DISTINCT file_digest FROM invoice WHERE file_digest <> ''")
    before = (clock.now() - timedelta(days=DAYS_KEPT)).timestamp()
    return await asyncio.to_thread(stale_files, {row.file_digest for row in rows}, before=before)
