"""The Chinese catalogue is complete, and every sentence of the code is in it."""

import subprocess
import sys
from pathlib import Path

import polib
import pytest

from emall.paths import TEMPLATES as HOME

ROOT = HOME.parent
CATALOGUE = ROOT / "site" / "emall" / "locale" / "zh_CN" / "LC_MESSAGES" / "messages.po"
WORDS = ("-k", "lazy_gettext", "-k", "N_", "-k", "_n:1,2", "--no-location", "--sort-output", "--omit-header")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_nothing_is_untranslated_or_guessed(catalogue: polib.POFile) -> None:
    left = [
        entry.msgid for entry in catalogue if not entry.obsolete and (entry.fuzzy or not entry.translated())
    ]
    assert left == []


def test_every_sentence_of_the_code_is_in_the_catalogue(catalogue: polib.POFile, tmp_path: Path) -> None:
    found = tmp_path / "messages.pot"
    babel = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg", *WORDS]
    subprocess.run([*babel, "-o", str(found), "."], cwd=ROOT, check=True)
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue if not entry.obsolete}
    assert sorted(e.msgid for e in polib.pofile(str(found)) if (e.msgctxt, e.msgid) not in known) == []


def test_translations_keep_their_placeholders(catalogue: polib.POFile) -> None:
    import re

    names = re.compile(r"%\((\w+)\)s")
    wrong = []
    for entry in catalogue:
        said = entry.msgstr or "".join(entry.msgstr_plural.values())
        asked = set(names.findall(entry.msgid)) | set(names.findall(entry.msgid_plural or ""))
        if entry.translated() and not set(names.findall(said)) <= asked:
            wrong.append(entry.msgid)
    assert wrong == []
