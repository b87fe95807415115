"""How collected files are stored: small, under hashed names, compressed quickly (a first start waits)."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings
from rcssmin import cssmin
from rjsmin import jsmin
from whitenoise import compress
from whitenoise.storage import CompressedManifestStaticFilesStorage

QUALITY = 7  # of Brotli's 11: a ninth larger than the slowest, in a twentieth of its time

OURS = settings.BASE_DIR / "static"
# Comments and blanks stay at home. What other packages bring is as they made it.
SMALLER: dict[str, Callable[[str], str]] = {".css": cssmin, ".js": jsmin}


def made_small(name: str, content: str) -> str:
    """What goes out of a file of ours, named as under static/."""
    smaller = SMALLER.get(Path(name).suffix)
    return smaller(content) if smaller and (OURS / name).is_file() else content


class QuickCompressor(compress.Compressor):
    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return compress.brotli.compress(data, quality=QUALITY)


class CollectedFilesStorage(CompressedManifestStaticFilesStorage):
    """Compresses hashed names only; the plain ones stay for error pages, which ask nothing of it."""

    def create_compressor(self, **settings) -> compress.Compressor:
        return QuickCompressor(**settings)

    def post_process(self, paths: dict, dry_run: bool = False, **options) -> Iterator[tuple]:
        ours = [name for name in paths if Path(name).suffix in SMALLER and (OURS / name).is_file()]
        for name in () if dry_run else ours:
            file = Path(self.path(name))
            file.write_text(made_small(name, file.read_text("utf-8")), "utf-8")
        # Django reads what it hashes from where it was found: for ours that is now the small copy.
        small = {name: (self, name) for name in ours}
        yield from super().post_process(paths | small, dry_run, **options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        return super().compress_files(set(paths) & set(self.hashed_files.values()))
