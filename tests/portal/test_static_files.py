import brotli
import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

from tests.notices.ground import new_ground
from tests.portal.weights import SCRIPTS, parts


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
    assert "/*" not in hashed.read_text("utf-8")


@pytest.mark.django_db
def test_lists_and_places_ask_for_little_script(client):
    ground = new_ground()
    for number in range(13):
        notice = ground.publish(title=f"第 {number:02} 条", is_public=True, asks_acknowledgement=True)
    client.force_login(ground.resident)
    for path in (
        "/notices/",
        notice.get_absolute_url(),
        ground.first.get_absolute_url(),
        "/meetings/",
        "/issues/",
        "/ballots/",
        "/inbox/",
    ):
        files = parts(client, client.get(path).content.decode())
        scripts = {name: weight for name, weight in files.items() if name.endswith(".js")}
        assert len(scripts) > 2
        assert sum(scripts.values()) <= SCRIPTS, (path, scripts)
