"""Where photos lie."""

from datetime import datetime

from kit.kept_files import ASIDE, kept_on_commit, random_name
from kit.uploads import CleanPhoto

__all__ = ["ASIDE", "kept_on_commit", "new_name"]


def new_name(photo: CleanPhoto, now: datetime) -> str:
    return random_name("issues", photo.extension, now)
