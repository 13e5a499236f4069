"""The one Piccolo application: every room's tables, and where their migrations lie."""

from importlib import import_module
from inspect import getmembers, isclass
from pkgutil import iter_modules

from piccolo.conf.apps import AppConfig
from piccolo.table import Table

from emall.paths import MIGRATIONS, PACKAGE


def tables() -> list[type[Table]]:
    """Every table of every room, found by the file each room keeps them in, in a stable order."""
    found: list[type[Table]] = []
    for room in sorted(room.name for room in iter_modules([str(PACKAGE)]) if room.ispkg):
        if (PACKAGE / room / "tables.py").is_file():
            module = import_module(f"emall.{room}.tables")
            found += [
                thing
                for _, thing in getmembers(module, isclass)
                if issubclass(thing, Table) and thing.__module__ == module.__name__
            ]
    return found


APP_CONFIG = AppConfig(app_name="emall", migrations_folder_path=str(MIGRATIONS), table_classes=tables())
