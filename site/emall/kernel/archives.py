"""ZIP archives of strangers (Excel, OFD): what may be opened at all, and what goes wrong with those that are damaged."""

import struct
import zipfile
import zlib

PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""How parts may be packed. The others unpack a whole block at once, a few hundred bytes to a gigabyte of memory."""

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
)
"""What reading a damaged, locked or forged archive raises."""


def is_bearable(archive: zipfile.ZipFile, *, parts: int, unpacked: int) -> bool:
    """Whether an archive says of itself that it has at most so many parts and bytes, packed as offices pack them."""
    members = archive.infolist()
    return (
        len(members) <= parts
        and sum(one.file_size for one in members) <= unpacked
        and all(one.compress_type in PACKINGS for one in members)
    )
