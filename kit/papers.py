"""Papers from people: PDF and Office files, told by what is in them and not by their names. Pure.

They are kept as they came and handed out as files; none is ever opened in a page of ours.
"""

import struct
import zipfile
import zlib
from io import BytesIO
from typing import NamedTuple

import msoffcrypto
import olefile
from django.utils.translation import gettext_lazy as _

from kit.refused import Refused
from kit.uploads import MAX_BYTES

HEAD, TAIL = b"%PDF-", b"%%EOF"
WITHIN = 1024  # bytes; readers look so far for the two marks (ISO 32000, annex H)
ZIP_HEAD, OLE_HEAD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# Of an older file (MS-CFB 2.2): how its sectors are measured, 512 or 4096 bytes; tables that its head names.
SECTORS, FIRST_TABLES = {9, 12}, 109

MOST_ENTRIES = 2_000  # in one Office file
MOST_INFLATED = 100 * 1024 * 1024  # bytes, of all of them together
CHUNK = 256 * 1024
# How Office packs (ECMA-376, part 2). Of any other way Python unpacks each piece whole, however large.
PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}

MIME = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "wps": "application/vnd.ms-works",
    "et": "application/vnd.ms-excel",
    "dps": "application/vnd.ms-powerpoint",
}
# The main part of each, as [Content_Types].xml names it (ECMA-376, part 1).
MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"presentationml.presentation.main+xml": "pptx",
}
# Streams of the older files, and what WPS calls its own of the same build.
STREAMS = {
    "WordDocument": ("doc", "wps"),
    "Workbook": ("xls", "et"),
    "Book": ("xls", "et"),
    "PowerPoint Document": ("ppt", "dps"),
}

TOO_HEAVY = _("This file is larger than 10 MB. Please send a smaller one, or a part of it.")
NOTHING_IN_IT = _("This file is empty. Please choose it once more.")
BROKEN_PDF = _("This PDF is incomplete. Please save it once more and send it again.")
BROKEN = _("This file is damaged. Please save it once more in Word, Excel or WPS and send it again.")
MACROS = _("There are macros in this file. Please save it without macros (as .docx or .xlsx), or as PDF.")
LOCKED = _("A password is on this file, so neighbours could not open it. Please send it without one.")
BOMB = _("This file unpacks to far more than it should. Please send it as PDF.")
UNKNOWN = _("This is no PDF, Office file or picture. Please save it as one of these and send it again.")


class CleanPaper(NamedTuple):
    content: bytes
    extension: str

    @property
    def mime(self) -> str:
        return MIME[self.extension]


def clean_paper(data: bytes, *, name: str = "") -> CleanPaper:
    """Raises Refused. `name` only chooses between two names of one kind of file (.doc or .wps)."""
    if not data:
        raise Refused(NOTHING_IN_IT)
    if len(data) > MAX_BYTES:
        raise Refused(TOO_HEAVY)
    if data.startswith(HEAD):
        return CleanPaper(checked_pdf(data), "pdf")
    if data.startswith(ZIP_HEAD):
        return CleanPaper(data, kind_of_zip(data))
    if data.startswith(OLE_HEAD):
        return CleanPaper(data, kind_of_ole(data, name))
    raise Refused(UNKNOWN)


def checked_pdf(data: bytes) -> bytes:
    if TAIL not in data[-WITHIN:]:
        raise Refused(BROKEN_PDF)
    return data


def kind_of_zip(data: bytes) -> str:
    """The kind of an Office file of today; all of it is unpacked once before, piece by piece."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            insist_on_size(archive)
            if "[Content_Types].xml" not in archive.namelist():
                raise Refused(UNKNOWN)
            return kind_of_parts(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise Refused(BROKEN) from None


def insist_on_size(archive: zipfile.ZipFile) -> None:
    """By what it says, then by what really comes out: a file may lie about itself."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_INFLATED:
        raise Refused(BOMB)
    if any(entry.compress_type not in PACKED for entry in entries):
        raise Refused(BROKEN)
    inflated = 0
    for entry in entries:
        with archive.open(entry) as part:
            while piece := part.read(CHUNK):
                inflated += len(piece)
                if inflated > MOST_INFLATED:
                    raise Refused(BOMB)


def kind_of_parts(archive: zipfile.ZipFile) -> str:
    types = archive.read("[Content_Types].xml")
    names = [name.rsplit("/", 1)[-1].lower() for name in archive.namelist()]
    if "vbaproject.bin" in names or b"macroEnabled" in types:
        raise Refused(MACROS)
    kind = next((kind for part, kind in MAIN_PARTS.items() if part in types), None)
    if kind is None:
        raise Refused(UNKNOWN)
    return kind


def kind_of_ole(data: bytes, name: str) -> str:
    """An older Office file, or one of today in a locked box."""
    try:
        with opened_ole(data) as box:
            streams = {path[0] for path in box.listdir()}
            parts = {part for path in box.listdir(streams=True, storages=True) for part in path}
    except Exception:  # olefile raises whatever a broken table makes it stumble over
        raise Refused(BROKEN) from None
    if "EncryptedPackage" in streams:
        raise Refused(LOCKED)
    kinds = next((kinds for stream, kinds in STREAMS.items() if stream in streams), None)
    if kinds is None:
        raise Refused(UNKNOWN)
    if parts & {"Macros", "_VBA_PROJECT_CUR", "VBA", "_VBA_PROJECT"}:
        raise Refused(MACROS)
    if is_locked(data):
        raise Refused(LOCKED)
    called = name.rpartition(".")[2].lower()
    return called if called in kinds else kinds[0]


def opened_ole(data: bytes) -> olefile.OleFileIO:
    """Raises whatever. What says of itself, or of a stream in it, that it is longer than the file leads in
    circles: 2,000 bytes would be read over and over, into gigabytes."""
    (shift,), (tables,), (small,) = (
        struct.unpack_from(kind, data, at) for kind, at in (("<H", 30), ("<I", 44), ("<I", 64))
    )
    sectors = len(data) >> shift if shift in SECTORS else 0
    if tables > FIRST_TABLES + sectors // 32 or small > sectors:  # more than it can need
        raise ValueError
    box = olefile.OleFileIO(BytesIO(data))
    if max(box.root.size, *map(box.get_size, box.listdir()), 0) > len(data):
        raise ValueError
    return box


def is_locked(data: bytes) -> bool:
    try:
        opened_ole(data).close()
        return bool(msoffcrypto.OfficeFile(BytesIO(data)).is_encrypted())
    except Exception:  # it reads more of the file than it needs; what it cannot read is not called locked
        return False
