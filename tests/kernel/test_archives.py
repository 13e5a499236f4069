"""Archives of strangers: both readers of them refuse what would unpack into memory at once, and whatever is damaged."""

import io
import random
import struct
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from emall.kernel.refusal import Refused
from emall.onboarding.reading import read_sheet
from emall.onboarding.words import FileKind
from emall.settlement.reading import read_invoice

PACKINGS = (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
CENTRAL = b"PK\x01\x02"


def sheet(content: bytes) -> None:
    read_sheet(content, kind=FileKind.UNITS)


def archive(packing: int, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as packed:
        packed.writestr("OFD.xml", b"<ofd/>")
        packed.writestr("invoice.xml", content)
    return out.getvalue()


@pytest.mark.parametrize("read", [sheet, read_invoice])
@pytest.mark.parametrize("packing", PACKINGS)
def test_a_few_bytes_never_become_a_mountain(read: Callable[[bytes], object], packing: int) -> None:
    bomb = bytearray(archive(packing, b" " * 60_000_000))
    at = bomb.rfind(CENTRAL) + 24
    bomb[at : at + 4] = struct.pack("<I", 1000)  # what it says it comes to
    tracemalloc.start()
    with pytest.raises(Refused):
        read(bytes(bomb))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 10_000_000


@pytest.mark.parametrize("read", [sheet, read_invoice])
@pytest.mark.parametrize("packing", PACKINGS)
def test_whatever_is_damaged_is_refused(read: Callable[[bytes], object], packing: int) -> None:
    dice = random.Random(4)
    whole = archive(packing, bytes(dice.choices(b"<abc/>", k=2000)))
    for _ in range(400):
        content = bytearray(whole)
        for _ in range(dice.choice((1, 2, 5))):
            content[dice.randrange(4, len(content))] = dice.randrange(256)
        with pytest.raises(Refused):
            read(bytes(content))
            raise Refused("file", "read_all_the_same")


@pytest.mark.parametrize("read", [sheet, read_invoice])
def test_an_archive_cut_off_anywhere_is_refused(read: Callable[[bytes], object]) -> None:
    whole = archive(zipfile.ZIP_DEFLATED, b"<a/>")
    for length in range(4, len(whole)):
        with pytest.raises(Refused):
            read(whole[:length])
