"""Papers as they are sent: a photo is made small and bare, a PDF or Office file looked at and kept. Pure."""

from io import BytesIO
from typing import BinaryIO, NamedTuple

from kit import papers
from kit.refused import Refused
from kit.uploads import MAX_BYTES, NOT_A_PHOTO, clean_photo

HEADS = (papers.HEAD, papers.ZIP_HEAD, papers.OLE_HEAD)


class CleanPaper(NamedTuple):
    content: bytes
    extension: str


def clean_paper(file: BinaryIO) -> CleanPaper:
    """Raises Refused. What is no paper has to be a photo."""
    data = file.read(MAX_BYTES + 1)
    try:
        if data.startswith(HEADS):
            paper = papers.clean_paper(data, name=getattr(file, "name", ""))
            return CleanPaper(paper.content, paper.extension)
        photo = clean_photo(BytesIO(data))
    except Refused as refused:
        is_unknown = refused.sentence is NOT_A_PHOTO
        raise Refused(papers.UNKNOWN if is_unknown else refused.sentence, field="file") from None
    return CleanPaper(photo.content, photo.extension)
