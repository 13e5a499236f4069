"""Finding a browser for the journeys."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "no Chromium found: apt-get install chromium, or name one in EMALL_CHROMIUM"


def executable() -> str | None:
    """Path of a Chromium, or None."""
    return os.environ.get("EMALL_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
