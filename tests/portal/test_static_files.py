import brotli
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command


def test_hashed_names_are_compressed_and_plain_ones_stay_for_error_pages(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "portal.static_files.CollectedFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["admin", "django_htmx"])

    plain, hashed = (
        tmp_path / "linli/tokens.css",
        tmp_path / staticfiles_storage.stored_name("linli/tokens.css"),
    )
    assert hashed != plain
    small = hashed.with_name(f"{hashed.name}.br").read_bytes()
    assert brotli.decompress(small) == hashed.read_bytes()
    assert len(small) < hashed.stat().st_size / 2
    assert hashed.with_name(f"{hashed.name}.gz").exists()
    assert plain.exists(), "the error pages name it"
    assert not list(tmp_path.glob("linli/tokens.css.*"))
