"""Where templates, static files, migrations and translations lie: beside the package in a wheel, in the tree otherwise."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent.parent


def _place(name: str) -> Path:
    packed = PACKAGE / f"_{name}"
    return packed if packed.is_dir() else ROOT / name


TEMPLATES = _place("templates")
STATIC = _place("static")
MIGRATIONS = _place("migrations")
LOCALE = PACKAGE / "locale"
