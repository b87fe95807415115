"""Is this file a workbook we can read? Each way in which it is not has its own sentence."""

import re
import zipfile
from typing import BinaryIO

from django.utils.translation import gettext as _

from kit.papers import PACKED, is_locked
from kit.refused import Refused

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
# What the parts may unpack to. A sheet is streamed: its limit bounds time, not memory (50,000 real rows of
# 40 cells: 100 MB).
MAX_SHEET_BYTES = 150 * 1024 * 1024
MAX_UNPACKED_BYTES = 2 * MAX_SHEET_BYTES
MAX_STRINGS_BYTES = 128 * 1024 * 1024
MAX_SMALL_PART_BYTES = 16 * 1024 * 1024
MAX_PARTS = 5_000
# Real sheets shrink to a tenth; only something made to burst shrinks to less than this.
MAX_RATIO = 200
RATIO_COUNTS_FROM = 20 * 1024 * 1024

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")


def damaged() -> Refused:
    return Refused(_("The file is damaged and cannot be opened. Please export it again."))


def too_large_inside() -> Refused:
    return Refused(_("The file is small but unpacks to far too much. Please export the roster again."))


def too_many_rows() -> Refused:
    return Refused(
        _("The workbook has more than %(limit)s rows. Please split it by building and import part by part.")
        % {"limit": f"{MAX_ROWS:,}"}
    )


def open_workbook(file: BinaryIO) -> zipfile.ZipFile:
    """The workbook's parts, checked; Refused where the file is anything but an xlsx workbook.

    `file` must be seekable. Its name is not asked: a picture renamed to .xlsx is still a picture.
    """
    size = file.seek(0, 2)
    if size == 0:
        raise Refused(_("The file is empty."))
    if size > MAX_BYTES:
        raise Refused(
            _("The file is larger than %(limit)s MB. Please split it by building.")
            % {"limit": MAX_BYTES // 1024 // 1024}
        )
    file.seek(0)
    start = file.read(512)
    file.seek(0)
    if not start.startswith(b"PK\x03\x04"):
        raise _not_a_workbook(file, start)
    return _checked(file)


def _not_a_workbook(file: BinaryIO, start: bytes) -> Refused:
    if start.startswith(OLE):
        return _old_or_locked(file)
    if start.startswith(PICTURES) or start[4:12] in (b"ftypheic", b"ftypmif1") or start[8:12] == b"WEBP":
        return Refused(_("This is a picture, not a workbook. Please upload the roster as an .xlsx file."))
    if start.startswith(b"%PDF"):
        return Refused(_("This is a PDF, not a workbook. Please upload the roster as an .xlsx file."))
    if re.match(rb"(\xef\xbb\xbf)?\s*<", start):
        return Refused(
            _("This is a web page or XML that only calls itself a workbook. Open it and save it as .xlsx.")
        )
    if b"\x00" not in start.replace(b"\xff\xfe", b"") or start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Refused(_("This is a text file (such as .csv), not a workbook. Open it and save it as .xlsx."))
    return Refused(_("This is not an .xlsx workbook. Please export the roster as .xlsx and upload that."))


def _old_or_locked(file: BinaryIO) -> Refused:
    if is_locked(file.read()):
        return Refused(
            _("The workbook is protected by a password. Take the password off, save it and upload it again.")
        )
    return Refused(
        _("This is an old Office file (such as .xls). Open it and save it as .xlsx, then upload that.")
    )


def _checked(file: BinaryIO) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise damaged() from error
    infos = archive.infolist()
    if len(infos) > MAX_PARTS or _would_burst(infos):
        raise too_large_inside()
    if any(info.compress_type not in PACKED for info in infos):
        raise damaged()
    names = {info.filename.replace("\\", "/").lower() for info in infos}
    if any(info.flag_bits & 1 for info in infos):
        raise Refused(
            _("The workbook is protected by a password. Take the password off, save it and upload it again.")
        )
    if "xl/workbook.xml" not in names and not _names_a_workbook(names):
        raise _other_archive(names)
    return archive


def _would_burst(infos: list[zipfile.ZipInfo]) -> bool:
    """By the sizes the archive states; reading stops at them, so that stating too little gains nothing."""
    packed, unpacked = sum(info.compress_size for info in infos), sum(info.file_size for info in infos)
    # A picture beside it makes no sheet real, and a picture of its own may shrink as it likes.
    each = [(info.file_size, info.compress_size) for info in infos if info.filename.lower().endswith(".xml")]
    return unpacked > MAX_UNPACKED_BYTES or any(
        size > RATIO_COUNTS_FROM and size > MAX_RATIO * small for size, small in [*each, (unpacked, packed)]
    )


def _names_a_workbook(names: set[str]) -> bool:
    return "[content_types].xml" in names and any(re.fullmatch(r"xl/\w+\.xml", name) for name in names)


def _other_archive(names: set[str]) -> Refused:
    if "word/document.xml" in names:
        return Refused(
            _("This is a Word document, not a workbook. Please upload the roster as an .xlsx file.")
        )
    if "ppt/presentation.xml" in names:
        return Refused(
            _("This is a presentation, not a workbook. Please upload the roster as an .xlsx file.")
        )
    if "xl/workbook.bin" in names or {"content.xml", "mimetype"} <= names:
        return Refused(_("This kind of workbook cannot be read (.xlsb, .ods). Open it and save it as .xlsx."))
    if any(name.endswith((".xlsx", ".xls")) for name in names):
        return Refused(
            _("This is a zip archive with a workbook inside. Please unpack it and upload the workbook.")
        )
    return Refused(_("This is not an .xlsx workbook. Please export the roster as .xlsx and upload that."))
