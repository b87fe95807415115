"""What uploads left on their way. In a folder: what a server that died did not bring home.

In S3-compatible storage: what no row names, as it was taken back, or could not be removed. What is a day old
has had its row long ago, or never gets one. What does not look like a name of ours is not ours to touch.
Where very much seems to be nobody's, something else is wrong (the bucket of another site, an older database):
then a person decides, by `manage.py sweep_uploads`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS
from django.db.models import FileField

from kit.kept_files import A_DAY, bring_home, in_a_folder, left_aside, remove

OURS = re.compile(r"[a-z]+/\d{4}/\d{2}/[\w-]{22}\.[a-z0-9]+")
AN_HOUR = 60 * 60  # seconds: by then a transaction is through
FEW, PART = 20, 10  # more than so many, and more than one in so many, are not taken away by the clock


@dataclass(frozen=True)
class Found:
    looked_at: int
    orphans: list[str]

    @property
    def is_plausible(self) -> bool:
        return len(self.orphans) <= max(FEW, self.looked_at // PART)


def look() -> Found:
    """Names of a million uploads take about 150 MB for as long as this takes."""
    if in_a_folder():
        return Found(0, [])
    old = [name for name, age in default_storage.ages() if age > A_DAY and OURS.fullmatch(name)]
    known = set(named())
    return Found(len(old), [name for name in old if name not in known])


def named() -> Iterator[str]:
    """Every file that a row names, in whichever table."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, FileField):
                rows = model._base_manager.using(DEFAULT_DB_ALIAS).exclude(**{field.name: ""})
                yield from rows.values_list(field.name, flat=True).iterator(chunk_size=5_000)


def sweep(found: Found) -> None:
    for name in found.orphans:
        remove(name)


def bring_home_what_was_left() -> None:
    """In a folder, of those an hour old: whatever a row names; what none has named for a day goes."""
    if not in_a_folder():
        return
    left = {path.name: (path, age) for path, age in left_aside() if age > AN_HOUR}
    for name in named() if left else ():
        path, _age = left.pop(Path(name).name, (None, 0))
        if path:
            bring_home(path, Path(default_storage.path(name)))
    for path, age in left.values():
        if age > A_DAY:
            path.unlink(missing_ok=True)
